/** `doppelgrad verify` */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { verify, type Claimed } from "../run/verify.js";
import { expected, shown } from "../study/errors.js";
import { howFrom, type HowArguments } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { parseJson } from "./study-input.js";

export async function verifyCommand(path: string, options: HowArguments & { json?: boolean }, signal: AbortSignal): Promise<void> {
  const claimed = await readResult(path);
  const how = howFrom(options);
  const progress = progressLine("steps");
  try {
    const verification = await verify(claimed, { ...how, signal, onProgress: ({ done, total }) => progress.update(done, total, "training again") });
    progress.stop();
    if (options.json) printJson(verification);
    else print(verification.message);
    if (!verification.same) process.exitCode = 1;
  } finally {
    progress.stop();
  }
}

async function readResult(path: string): Promise<Claimed> {
  let text: string;
  try {
    const isFolder = (await stat(path)).isDirectory();
    text = await readFile(isFolder ? join(path, "result.json") : path, "utf8");
  } catch {
    throw new RangeError(expected("RESULT", "a JSON file of a run, or the folder it is in", shown(path), "It cannot be read."));
  }
  return parseJson(text, path) as Claimed;
}
