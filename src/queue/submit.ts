/** Hands the parts of a study that are not there to an engine that others run. */
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { fileNamedIn } from "../run/given-file.js";
import { PARTS, type Part } from "../run/parts.js";
import { makeFolder, writeDurably } from "../store/durable.js";
import { preparedFor } from "../store/prepared-for.js";
import { RECEIPTS, type RunIntoOptions } from "../store/run-into.js";
import { SAMPLE } from "../store/sample.js";
import { openStore, type Store, storedManifest, storedStudy } from "../store/store.js";
import { misplaced, notOneOf, shown, visible, wrongValue } from "../study/errors.js";
import { flag, integer, listOf, oneOf, text } from "../study/fields.js";
import { abortSignal, parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { ENGINES, type Engine } from "./engines.js";
import { put, workLeft } from "./enqueue.js";
import { JOB_LOG, parallelFiles } from "./parallel.js";
import { type JobFiles, SUBMITTED, type WorkPlan } from "./plan.js";
import { ADDRESS, isQueueAddress, openServer, QUEUE, withoutPassword } from "./server.js";
import { slurmFiles } from "./slurm.js";
import type { WorkItem } from "./work-data.js";

/** How the parts of a study are handed to an engine. */
export interface SubmitOptions extends Pick<RunIntoOptions, "partSize" | "receipts" | "replace" | "signal"> {
  /** The engine: "slurm", "kubernetes", "parallel" (GNU parallel), or the address of a queue, redis:// or postgres://. */
  to: string;
  /** Not to a queue: tasks among which the parts are dealt, at most as many as there are parts. Default: 32. */
  tasks?: number;
  /** Not to a queue: worker threads of a task, and processors that it asks for. Default: 1. */
  workers?: number;
  /** Long parts that the JSON of the result shall have, as `toJson` takes them. Default: none. */
  with?: readonly Part[];
  /** slurm, parallel: further words for sbatch or parallel, such as "--partition=short". Default: none. */
  pass?: readonly string[];
  /** slurm, parallel: the words that start doppelgrad where the tasks run. Default: npx doppelgrad. */
  program?: readonly string[];
  /** kubernetes: an image with doppelgrad. Default: that of Node, into which npm installs this version. */
  image?: string;
  /** kubernetes: the PersistentVolumeClaim of a volume that all pods can write. */
  claim?: string;
  /** A queue: its name. Default: "doppelgrad". */
  queue?: string;
  /** A queue: how many parts, or which share of them ("2%"), two workers train, to equal bytes. Default: none. */
  audit?: number | string;
  /** Changes nothing, and returns what would be written. Default: false. */
  dryRun?: boolean;
}

/** What was handed over. */
export interface Submitted {
  /** Parts of the study, and how many of them are not there. */
  parts: {
    /** All of them. */
    total: number;
    /** Those that are handed over. */
    missing: number;
  };
  /** Whether all parts are there and the manifest is written: then nothing is handed over. */
  finished: boolean;
  /** The files for the engine: their content by their paths. */
  files: Record<string, string>;
  /** The words of the command that starts the work, or that was called here; empty where there is nothing to do. */
  start: readonly string[];
  /** Jobs that were put into a queue, or would be; null where it is none. What is queued already is not put again. */
  queued: number | null;
  /** Slurm's numbers of the array and of the job that follows it; null where nothing was started here. */
  jobs: {
    /** The array that trains. */
    array: string;
    /** The job that writes the result. */
    merge: string;
  } | null;
}

/** Options that only some engines can obey. */
const OF_ENGINES: Partial<Record<keyof SubmitOptions, readonly (Engine | "queue")[]>> = {
  tasks: ENGINES,
  workers: ENGINES,
  pass: ["slurm", "parallel"],
  program: ["slurm", "parallel"],
  image: ["kubernetes"],
  claim: ["kubernetes"],
  queue: ["queue"],
  audit: ["queue"],
};

const KNOWN = [...ENGINES, ADDRESS];
const words = (what: string) => listOf(text(what), "a list of words");

const SUBMIT = {
  to: text(`one of ${KNOWN.join(", ")}`),
  tasks: integer(1, 100_000),
  workers: integer(0, 1024),
  with: listOf(oneOf(...PARTS), `a list of ${PARTS.join(", ")}`),
  pass: words("a word"),
  program: v.pipe(words("a word"), v.minLength(1, "at least one word")),
  image: text("the name of an image"),
  claim: text("the name of a PersistentVolumeClaim"),
  queue: QUEUE,
  audit: SAMPLE.sample,
  dryRun: flag(),
  partSize: integer(1, Number.MAX_SAFE_INTEGER),
  receipts: RECEIPTS,
  replace: flag(),
  signal: abortSignal,
} satisfies Record<keyof SubmitOptions, v.GenericSchema>;

/**
 * Hands the parts of a study that a folder does not have to an engine: an array of Slurm is submitted; for Kubernetes and
 * GNU parallel the files are written, and the command that starts them is returned; a queue gets a job a part, which
 * `workFrom` takes. What is there is not trained again.
 *
 *     const { start } = await submit("/shared/vee", { replicas: 100_000 }, { to: "parallel" });
 *
 * @param folder the store, which is begun if it is not there, and which all machines share
 * @param input the study, as for `runInto`; by default the one that is stored
 * @param options the engine, and how the parts are dealt
 * @returns what was written and started, or with `dryRun` what would be
 * @throws InputError for a bad study, for a folder with another, and for an option that the engine cannot obey; Error
 *   where the folder cannot be written, or Slurm refuses the job; the signal's reason
 */
export async function submit(
  folder: string,
  input: StudyInput | undefined,
  options: SubmitOptions,
): Promise<Submitted> {
  const { to, ...given } = parseOptions<SubmitOptions>(SUBMIT, options);
  const { with: parts = [], tasks = 32, workers = 1, dryRun = false, partSize, receipts, replace, signal } = given;
  const engine = engineOf(to);
  refuseOfOthers(engine, given);
  if (dryRun && replace) throw misplaced("options.replace", "nothing beside options.dryRun", shown(replace));

  if (input === undefined) await refuseFile(folder);
  const prepared = await preparedFor(folder, input, { signal });
  const recorded = {
    ...(parts.includes("trail") && { withTrail: true }),
    ...(parts.includes("curves") && { withCurves: true }),
    receipts,
  };
  const store = await openStore(folder, prepared, { ...recorded, partSize, replace, keepsStale: dryRun });
  const missing = await store.missing();
  const finished = missing.length === 0 && (await storedManifest(folder)) !== null;
  const count = { total: store.parts.length, missing: missing.length };
  const nothing = { parts: count, finished, files: {}, start: [], jobs: null, queued: null };
  if (finished) return nothing;

  if (engine === "queue") {
    const { queue = "doppelgrad", audit } = given;
    const items = await workLeft(store, { folder: resolve(folder), with: parts }, audit);
    const start = ["doppelgrad", "worker", "--from", withoutPassword(to)];
    if (dryRun) return { ...nothing, start, queued: items.length };
    return { ...nothing, start, queued: await putInto(to, queue, items, store) };
  }
  const plan: WorkPlan = { store, missing, parts, workers, tasks: Math.min(tasks, store.parts.length) };
  const { files, start } = await filesFor(engine, plan, given);
  if (!dryRun) {
    await store.begin();
    await write(folder, files);
  }
  return {
    ...nothing,
    files: Object.fromEntries(Object.entries(files).map(([name, content]) => [join(folder, SUBMITTED, name), content])),
    start,
    jobs: engine === "slurm" && !dryRun ? await startArray(start, folder) : null,
  };
}

function engineOf(to: string | undefined): Engine | "queue" {
  if (to !== undefined && isQueueAddress(to)) return "queue";
  const engine = ENGINES.find((name) => name === to);
  if (engine === undefined) throw notOneOf("options.to", to, KNOWN);
  return engine;
}

function refuseOfOthers(engine: Engine | "queue", given: Omit<SubmitOptions, "to">): void {
  for (const [name, engines] of Object.entries(OF_ENGINES)) {
    const value = given[name as keyof typeof given];
    if (value === undefined || engines.includes(engine)) continue;
    throw misplaced(`options.${name}`, `nothing, because ${engines.join(" and ")} alone can obey it`, shown(value));
  }
}

/** A path in a folder, whoever wrote it, is not opened. */
async function refuseFile(folder: string): Promise<void> {
  if (typeof folder !== "string") return;
  const path = fileNamedIn((await storedStudy(folder))?.data);
  if (path === null) return;
  throw wrongValue("study", "the study, for the one in the folder reads a file", "nothing", `It names ${shown(path)}.`);
}

async function putInto(address: string, name: string, items: readonly WorkItem[], store: Store): Promise<number> {
  const { queue } = await openServer(address, name, "options.to");
  try {
    await store.begin();
    return await put(queue, items, { retries: true });
  } finally {
    await queue.close();
  }
}

async function filesFor(
  engine: Engine,
  plan: WorkPlan,
  { image, claim, pass = [], program = ["npx", "doppelgrad"] }: Omit<SubmitOptions, "to">,
): Promise<JobFiles> {
  if (engine === "kubernetes") {
    if (claim === undefined) throw wrongValue("options.claim", "the volume that the pods share", "nothing");
    const { checkClaim, kubernetesFiles } = await import("./kubernetes.js");
    checkClaim(claim, "options.claim");
    return kubernetesFiles(plan, { image, claim });
  }
  const start = { program, pass, cwd: process.cwd() };
  return engine === "slurm" ? slurmFiles(plan, start) : parallelFiles(plan, start);
}

/** What parallel has done before says nothing: the parts that are there do. */
async function write(folder: string, files: Record<string, string>): Promise<void> {
  const place = join(folder, SUBMITTED);
  await makeFolder(place);
  await rm(join(place, JOB_LOG), { force: true });
  for (const [name, content] of Object.entries(files)) await writeDurably(join(place, name), content);
}

async function startArray([program, ...rest]: readonly string[], folder: string): Promise<Submitted["jobs"]> {
  try {
    const { stdout } = await promisify(execFile)(program!, rest);
    const [array, merge] = stdout.trim().split(" ");
    return { array: array!, merge: merge! };
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string };
    const said = visible((stderr || message).trim().split("\n").at(-1)!);
    throw new Error(`Slurm took no job: ${said}. The scripts are in ${visible(join(folder, SUBMITTED))}.`, { cause });
  }
}
