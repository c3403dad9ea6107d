/**
 * One command from its words to its exit code: 0 done, 1 a difference or a failed run (a bug among them), 2 bad input,
 * 129, 130 and 143 ended by SIGHUP, SIGINT (Ctrl-C) and SIGTERM. A reader that closes stdout early changes none of
 * them.
 */
import type { Command } from "commander";
import { failure } from "./failure.js";
import { keptWork, writtenFiles } from "./files.js";
import { interrupted, interruptedCode } from "./interrupt.js";
import { program } from "./main.js";
import { complain, print } from "./output.js";

let typed: readonly string[] = [];

/** What Commander says: help on stdout, complaints on stderr. */
const said: (() => Promise<void>)[] = [];
for (const command of [program, ...program.commands]) {
  const options = optionsOf(command);
  command.configureOutput({
    writeOut: (text) => said.push(() => print(text.replace(/\n$/, ""))),
    writeErr: (text) => said.push(() => complain(text)),
    outputError: (text) =>
      said.push(async () => complain(text + (await import("./hint.js")).hint(text, options, typed))),
  });
}

/** @param words those behind `doppelgrad` */
export async function execute(words: readonly string[]): Promise<number> {
  typed = words;
  try {
    try {
      await program.parseAsync(words, { from: "user" });
    } finally {
      for (const say of said.splice(0)) await say();
    }
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const { code, says } =
      interrupted.aborted && error === interrupted.reason
        ? interruption()
        : failure(error, optionsOf(commandIn(words)));
    await complain(says);
    return code;
  }
}

/** The command that was called, as far as there is one. */
function commandIn([name]: readonly string[]): Command {
  return program.commands.find((command) => command.name() === name) ?? program;
}

function optionsOf(command: Command): string[] {
  return command.options.map((option) => option.attributeName());
}

function interruption(): { code: number; says: string } {
  const [files, kept] = [writtenFiles(), keptWork()];
  const clauses = [
    ...(files.length > 0 ? [`${files.join(" and ")} had been written`] : []),
    ...(kept.length > 0 ? [`${kept.join(" and ")} are kept, and the same command continues from there`] : []),
  ];
  const says = `interrupted; ${clauses.join("; ") || "nothing was written"}.\n`;
  return { code: interruptedCode(), says };
}
