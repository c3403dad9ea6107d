/** `doppelgrad submit` */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { shellLine } from "../queue/shell-words.js";
import { type Submitted, submit } from "../queue/submit.js";
import { checkParts } from "../run/json.js";
import { checkStore, STUDY } from "../store/store.js";
import { misplaced, shown, visible, wrongValue } from "../study/errors.js";
import { integerOption, sampleFrom } from "./options.js";
import { print, printJson } from "./output.js";
import { studyInto, wroteLines } from "./run-into.js";
import type { StudyArguments } from "./study-input.js";

interface SubmitArguments extends StudyArguments {
  out?: string;
  to: string;
  tasks?: string;
  workers?: string;
  pass: string[];
  claim?: string;
  image?: string;
  queue?: string;
  audit?: string;
  dryRun?: boolean;
  partSize?: string;
  receipts?: string;
  replace?: boolean;
  with?: string;
  json?: boolean;
}

export async function submitCommand(
  name: string | undefined,
  options: SubmitArguments,
  signal: AbortSignal,
): Promise<void> {
  const { to, pass, claim, image, queue, audit, dryRun, replace, json } = options;
  const { folder, study } = await placeOf(name, options);
  const input = await studyInto(folder, study, options);
  const submitted = await submit(folder, input, {
    ...{ to, claim, image, queue, dryRun, replace, signal },
    ...(pass.length > 0 && { pass }),
    ...(audit !== undefined && { audit: sampleFrom("--audit", audit) }),
    tasks: integerOption("--tasks", options.tasks, 1, 100_000),
    workers: integerOption("--workers", options.workers, 0, 1024),
    partSize: integerOption("--part-size", options.partSize, 1),
    receipts: integerOption("--receipts", options.receipts, 0, 65_536),
    with: checkParts(options.with?.split(",").map((part) => part.trim()) ?? [], "--with"),
    // This very program: on a file system that machines share, it is there too.
    ...((to === "slurm" || to === "parallel") && { program: [process.execPath, resolve(process.argv[1]!)] }),
  });
  await (json ? printJson(submitted) : print(linesOf(submitted, folder, options).join("\n")));
}

/** The folder of the store, and the study that is named beside it. */
async function placeOf(
  name: string | undefined,
  { out }: SubmitArguments,
): Promise<{ folder: string; study: string | undefined }> {
  const isFolder = name !== undefined && (await stat(name).catch(() => null))?.isDirectory() === true;
  if (isFolder) {
    if (out !== undefined) throw misplaced("--out", "nothing beside a folder that was begun", shown(out));
    await checkStore(name);
    return { folder: name, study: join(name, STUDY) };
  }
  if (out === undefined) throw wrongValue("--out", "the folder that all machines share", "nothing");
  return { folder: out, study: name };
}

function linesOf(
  { parts, finished, files, start, jobs, queued }: Submitted,
  folder: string,
  options: SubmitArguments,
): string[] {
  const { total, missing } = parts;
  const place = visible(folder);
  if (finished) return [`all ${total} parts are in ${place}, and its result: nothing is left to do`];
  const howFar = `${missing} of ${total} parts are missing in ${place}`;
  if (queued !== null)
    return [
      howFar,
      `${queued} ${queued === 1 ? "job" : "jobs"} ${options.dryRun ? "would be " : ""}queued; what is queued already is not queued again`,
      `workers: ${visible(shellLine(start))}`,
    ];
  if (options.dryRun)
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
    `doppelgrad status ${visible(shellLine([folder]))} shows how far it is`,
  ];
}
