/** What `submit`, `sweep --to` and `claims --to` say to an engine, and what is said of it. */
import { resolve } from "node:path";
import type { HandOverOptions, Submitted } from "../queue/hand-over.js";
import { shellLine } from "../queue/shell-words.js";
import { misplaced, shown, visible } from "../study/errors.js";
import { integerOption, sampleFrom } from "./options.js";
import { print, printJson } from "./output.js";
import { wroteLines } from "./run-into.js";

/** The options of an engine. */
export interface HandOverArguments {
  to?: string;
  tasks?: string;
  workers?: string;
  pass: string[];
  claim?: string;
  image?: string;
  queue?: string;
  audit?: string;
  dryRun?: boolean;
  json?: boolean;
}

export function handOverFrom(
  { to, pass, claim, image, queue, audit, dryRun, ...counts }: HandOverArguments & { to: string },
  signal: AbortSignal,
): HandOverOptions & { audit?: number | string } {
  return {
    ...{ to, claim, image, queue, dryRun, signal },
    ...(pass.length > 0 && { pass }),
    ...(audit !== undefined && { audit: sampleFrom("--audit", audit) }),
    tasks: integerOption("--tasks", counts.tasks, 1, 100_000),
    workers: integerOption("--workers", counts.workers, 0, 1024),
    // This very program: on a file system that machines share, it is there too.
    ...((to === "slurm" || to === "parallel") && { program: [process.execPath, resolve(process.argv[1]!)] }),
  };
}

/**
 * Refuses what has a meaning only with --to, or none with it.
 * @param others options that an engine cannot be told, by their names, where they are given
 */
export function checkHandOver(
  { to, tasks, pass, claim, image, queue, audit }: HandOverArguments,
  others: Readonly<Record<string, unknown>>,
): void {
  const ofEngines = { tasks, pass: pass.length > 0 ? pass : undefined, claim, image, queue, audit };
  const [wrong, wanted] = to === undefined ? [ofEngines, "--to ENGINE beside it"] : [others, "nothing beside --to"];
  for (const [name, value] of Object.entries(wrong))
    if (value !== undefined) throw misplaced(`--${name}`, wanted, shown(value));
}

/** What was handed over, and how it is said. */
interface Said {
  folder: string;
  /** What is handed over: "parts". */
  units: string;
  /** What follows when all is there: "its result: nothing is left to do". */
  then: string;
  /** The last line where something was started. Default: none. */
  watch?: string;
  /** The same where jobs were queued. */
  watchQueue?: string;
}

export async function sayHandedOver(
  submitted: Submitted,
  said: Said,
  { dryRun, json }: Pick<HandOverArguments, "dryRun" | "json">,
): Promise<void> {
  await (json ? printJson(submitted) : print(linesOf(submitted, said, dryRun === true).join("\n")));
}

function linesOf(
  { parts, finished, files, start, jobs, queued }: Submitted,
  { folder, units, then, watch, watchQueue }: Said,
  dryRun: boolean,
): string[] {
  const { total, missing } = parts;
  const place = visible(folder);
  if (finished) return [`all ${total} ${units} are in ${place}, and ${then}`];
  const howFar = `${missing} of ${total} ${units} are missing in ${place}`;
  if (queued !== null)
    return [
      howFar,
      `${queued} ${queued === 1 ? "job" : "jobs"} ${dryRun ? "would be " : ""}queued; what is queued already is not queued again`,
      `workers: ${visible(shellLine(start))}`,
      ...(watchQueue === undefined ? [] : [watchQueue]),
    ];
  if (dryRun)
    return [
      ...Object.entries(files).flatMap(([path, content]) => [`# ${visible(path)}`, content]),
      `# starts it: ${visible(shellLine(start))}`,
    ];
  return [
    howFar,
    ...wroteLines(Object.keys(files).map(visible)),
    jobs === null
      ? `start it: ${visible(shellLine(start))}`
      : `Slurm has taken it: array ${jobs.array}, then ${jobs.merge} writes the result`,
    ...(watch === undefined ? [] : [watch]),
  ];
}
