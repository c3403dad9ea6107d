/**
 * A folder as a user has it: the package is installed, its command is on PATH, the examples of the repository are
 * there.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

export function fillUserFolder(folder: string): void {
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(resolve("."), join(folder, "node_modules/doppelgrad"), "dir");
  cpSync("examples", join(folder, "examples"), { recursive: true });
  const command = join(folder, "node_modules/.bin/doppelgrad");
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/cli.js")}" "$@"\n`);
  chmodSync(command, 0o755);
}

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program in a user's folder. */
export function runThere(folder: string, program: string, ...args: string[]): Ended {
  const env = { ...process.env, PATH: join(folder, "node_modules/.bin") + delimiter + process.env.PATH };
  return spawnSync(program, args, { cwd: folder, env, encoding: "utf8" });
}

/** Runs lines of a shell, which end at the first that fails. */
export function runShellThere(folder: string, lines: string): Ended {
  return runThere(folder, "bash", "--norc", "-euo", "pipefail", "-c", lines);
}

/** Runs the text of a module. */
export function runModuleThere(folder: string, text: string): Ended {
  writeFileSync(join(folder, "script.mjs"), text);
  return runThere(folder, process.execPath, "script.mjs");
}
