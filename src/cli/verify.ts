/** `doppelgrad verify` */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LinkCheck } from "../link/link.js";
import { checkLink } from "../link/train.js";
import { readLink } from "../link/url.js";
import type { How } from "../run/how.js";
import { verify, type Claimed, type Verification } from "../run/verify.js";
import { expected, shown } from "../study/errors.js";
import { howFrom, type HowArguments } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { parseJson } from "./study-input.js";

export async function verifyCommand(what: string, options: HowArguments & { json?: boolean }, signal: AbortSignal): Promise<void> {
  const check = isLink(what) ? await linkCheck(what, options) : await resultCheck(what, options);
  const progress = progressLine("steps");
  try {
    const verification = await check({ signal, onProgress: ({ done, total }) => progress.update(done, total, "training again") });
    progress.stop();
    if (options.json) printJson(verification);
    else print(verification.message);
    if (!verification.same) process.exitCode = 1;
  } finally {
    progress.stop();
  }
}

/** Trains again and compares. */
type Check = (watch: Pick<How, "signal" | "onProgress">) => Promise<Verification | LinkCheck>;

/** An address, or the fragment of one; no file of a result has such a name. */
function isLink(what: string): boolean {
  return /^[a-z]+:\/\/|#\d+\.(?!json$)/i.test(what);
}

async function resultCheck(path: string, options: HowArguments): Promise<Check> {
  const claimed = await readResult(path);
  const how = howFrom(options);
  return (watch) => verify(claimed, { ...how, ...watch });
}

/** Pages make links with simd kernels where they can, and a link does not say so: the other way is scalar. */
async function linkCheck(url: string, options: HowArguments): Promise<Check> {
  if (options.workers !== undefined) throw new RangeError(expected("--workers", "no workers for a link, which trains in one thread", shown(options.workers)));
  const { kernels = "scalar" } = howFrom(options);
  const link = await readLink(url);
  return (watch) => checkLink(link, { kernels, ...watch });
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
