/** `doppelgrad bisect` */
import { readFile } from "node:fs/promises";
import { type Bisection, bisect } from "../bisect/bisect.js";
import type { BisectSide } from "../bisect/side.js";
import { chooseBackend } from "../run/backend.js";
import { otherBackend } from "../run/other-backend.js";
import { notOneOf, shown, wrongValue } from "../study/errors.js";
import { BACKENDS, type Backend } from "../train/group.js";
import { assignments } from "./assignments.js";
import { commandLine } from "./command-line.js";
import { resultIn, wholeResult } from "./named-result.js";
import { integerOption } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

interface BisectArguments extends StudyArguments {
  a: string[];
  b: string[];
  replica?: string;
  step?: string;
  everyStep?: boolean;
  json?: boolean;
}

export async function bisectCommand(
  nameOfA: string | undefined,
  nameOfB: string | undefined,
  options: BisectArguments,
  signal: AbortSignal,
): Promise<void> {
  const [replica, step] = [integerOption("--replica", options.replica, 0), integerOption("--step", options.step, 0)];
  const a = await sideFrom(nameOfA, "--a", options.a, options);
  const isAlone = nameOfB === undefined && options.b.length === 0;
  const b = isAlone
    ? { ...a, kernel: undefined, backend: await anotherBackend(a) }
    : await sideFrom(nameOfB ?? nameOfA, "--b", options.b, options);
  const progress = progressLine("steps");
  let found: Bisection;
  try {
    found = await bisect(a, b, {
      replica,
      step,
      everyStep: options.everyStep,
      signal,
      onProgress: ({ done, total }) => progress.update(done, total, "training both"),
    });
  } finally {
    progress.stop();
  }
  const again = found.step === null || step !== undefined ? null : commandAt(found.replica!, found.step);
  if (options.json) await printJson({ ...found, command: again });
  else await print([found.message, ...(again === null ? [] : [`this step alone: ${again}`])].join("\n"));
  if (!found.same) process.exitCode = 1;
}

/** What a side is compared with where nobody has named another. */
async function anotherBackend({ result, backend, kernel }: BisectSide): Promise<Backend> {
  if (kernel !== undefined) return "scalar";
  const { backend: claimed } = Object(result?.host) as { backend?: Backend };
  return otherBackend(backend ?? claimed ?? (await chooseBackend()).backend);
}

/**
 * A side as the command line names it.
 * @param name of a preset, a study, a result or a file of data
 * @param option where its own fields stand, "--a"
 */
async function sideFrom(
  name: string | undefined,
  option: string,
  own: readonly string[],
  { replica: _replica, step: _step, everyStep: _everyStep, json: _json, a: _a, b: _b, ...options }: BisectArguments,
): Promise<BisectSide> {
  const trained = await trainedBy(own, option);
  const set = own.filter((assignment) => !TRAINERS.test(assignment));
  const isChanged = assignments(name, options).length + set.length > 0 || options.label !== undefined;
  const document = name === undefined ? null : await resultIn(name);
  if (document === null || isChanged) {
    const study = await studyFrom(document?.path ?? name, { ...options, set: [...options.set, ...set] });
    return { study, ...trained };
  }
  return { ...(await wholeResult(name!, document, options.data)), ...trained };
}

/** Fields that name no field of a study. */
const TRAINERS = /^\s*(backend|kernel)\s*=/;

/** What trains a side: the last of its `backend=` and `kernel=`. */
async function trainedBy(own: readonly string[], option: string): Promise<Pick<BisectSide, "backend" | "kernel">> {
  const last = own.filter((assignment) => TRAINERS.test(assignment)).at(-1);
  if (last === undefined) return {};
  const value = last.slice(last.indexOf("=") + 1).trim();
  if (/^\s*backend/.test(last)) {
    if (!(BACKENDS as readonly string[]).includes(value)) throw notOneOf(`${option} backend`, value, BACKENDS);
    return { backend: value as Backend };
  }
  if (value === "relaxed") return { kernel: value };
  try {
    return { kernel: await readFile(value) };
  } catch (error) {
    const what = "relaxed, or a file of a build of the kernels";
    throw wrongValue(`${option} kernel`, what, shown(value), "It cannot be read.", { cause: error });
  }
}

/** The command that takes the step alone. */
function commandAt(replica: number, step: number): string {
  const words = process.argv.slice(2);
  const left = words.filter(
    (word, k) => !/^--(replica(=.*)?|every-step|json)$/.test(word) && words[k - 1] !== "--replica",
  );
  return commandLine([...left, "--replica", String(replica), "--step", String(step)]);
}
