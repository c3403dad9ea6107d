/** What an error means to the command line: its exit code, and what is said of it. */
import { CommanderError } from "commander";
import { version } from "../../package.json";
import { hostOf } from "../host/machine.js";
import { InputError } from "../study/errors.js";

export const EXIT = { done: 0, failed: 1, badInput: 2 } as const;

/** The names of what engines raise by themselves. A failed run of ours is a plain Error, or has another name. */
const ENGINE = ["TypeError", "RangeError", "ReferenceError", "SyntaxError", "RuntimeError"];

/** @param options those of the command, by name */
export function failure(error: unknown, options: readonly string[] = []): { code: number; says: string } {
  // Commander has said it already.
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? EXIT.done : EXIT.badInput, says: "" };
  if (error instanceof InputError) return { code: EXIT.badInput, says: `${asTyped(error, options).message}\n` };
  if (error instanceof Error && !ENGINE.includes(error.name)) return { code: EXIT.failed, says: `${error.message}\n` };
  return { code: EXIT.failed, says: internal(error) };
}

/** The same with an option of the SDK as it is typed here: --floor for options.floor, --out for the folder of a store, --from for the address of a queue. */
function asTyped({ path, ...refusal }: InputError, options: readonly string[]): InputError {
  if (path === "address") return new InputError({ ...refusal, path: "--from" });
  if (path === "folder") return new InputError({ ...refusal, path: options.includes("out") ? "--out" : "FOLDER" });
  const option = /^options\.(\w+)/.exec(path)?.[1];
  const typed = options.find((name) => name === option);
  return new InputError({ ...refusal, path: typed === undefined ? path : `--${kebab(typed)}` });
}

/** partSize as part-size */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Nobody meant to raise this: what whoever repairs it needs to know. */
function internal(error: unknown): string {
  const { engine, architecture } = hostOf();
  return [
    "internal error: doppelgrad has a bug, or the machine is out of memory. Please report it with the command and these lines:",
    `doppelgrad ${version}, ${engine}, ${architecture}`,
    `${error instanceof Error ? error.stack : error}\n`,
  ].join("\n");
}
