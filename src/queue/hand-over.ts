/** Hands work to an engine that others run: its options, its files and its start, whatever is trained. */
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { makeFolder, writeDurably } from "../store/durable.js";
import { misplaced, notOneOf, shown, visible, wrongValue } from "../study/errors.js";
import { flag, integer, listOf, text } from "../study/fields.js";
import { abortSignal } from "../study/options.js";
import { ENGINES, type Engine } from "./engines.js";
import { put } from "./enqueue.js";
import { JOB_LOG, parallelFiles } from "./parallel.js";
import { type JobFiles, SUBMITTED, type WorkPlan } from "./plan.js";
import { ADDRESS, isQueueAddress, openServer, QUEUE, withoutPassword } from "./server.js";
import { slurmFiles } from "./slurm.js";
import type { WorkItem } from "./work-data.js";

/** The engine, and how the work is dealt to it. */
export interface HandOverOptions {
  /** The engine: "slurm", "kubernetes", "parallel" (GNU parallel), or the address of a queue, redis:// or postgres://. */
  to: string;
  /** Tasks among which the work is dealt. Default: 32, or as many as there are parts. */
  tasks?: number;
  /** Not to a queue: worker threads of a task, and processors that it asks for. Default: 1. */
  workers?: number;
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
  /** Changes nothing, and returns what would be written. Default: false. */
  dryRun?: boolean;
  /** Aborted, it ends with the signal's reason. */
  signal?: AbortSignal;
}

/** What was handed over. */
export interface Submitted {
  /** Parts of a study, settings of a sweep, or shares of claims. */
  parts: {
    /** All of them. */
    total: number;
    /** Those that are not there. */
    missing: number;
  };
  /** Whether all is there: then nothing is handed over. */
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

/** An engine, or any queue. */
export type EngineKind = Engine | "queue";

/** Options that only some engines can obey. */
const OF_ENGINES = {
  tasks: ENGINES,
  workers: ENGINES,
  pass: ["slurm", "parallel"],
  program: ["slurm", "parallel"],
  image: ["kubernetes"],
  claim: ["kubernetes"],
  queue: ["queue"],
  audit: ["queue"],
} as const;

/** Tasks, where nobody says how many. */
export const SHARES = 32;

const KNOWN = [...ENGINES, ADDRESS];
const words = (what: string) => listOf(text(what), "a list of words");

/** The options of `HandOverOptions`. */
export const HAND_OVER = {
  to: text(`one of ${KNOWN.join(", ")}`),
  tasks: integer(1, 100_000),
  workers: integer(0, 1024),
  pass: words("a word"),
  program: v.pipe(words("a word"), v.minLength(1, "at least one word")),
  image: text("the name of an image"),
  claim: text("the name of a PersistentVolumeClaim"),
  queue: QUEUE,
  dryRun: flag(),
  signal: abortSignal,
} satisfies Record<keyof HandOverOptions, v.GenericSchema>;

/** @throws InputError for a name that is none, and for options that this engine cannot obey */
export function engineOf(
  given: Partial<HandOverOptions> & { audit?: unknown },
  alsoObeyed: readonly string[] = [],
): EngineKind {
  const { to } = given;
  const engine = to !== undefined && isQueueAddress(to) ? "queue" : ENGINES.find((name) => name === to);
  if (engine === undefined) throw notOneOf("options.to", to, KNOWN);
  for (const [name, engines] of Object.entries(OF_ENGINES)) {
    const value = given[name as keyof typeof OF_ENGINES];
    if (value === undefined || alsoObeyed.includes(name) || (engines as readonly string[]).includes(engine)) continue;
    throw misplaced(`options.${name}`, `nothing, because ${engines.join(" and ")} alone can obey it`, shown(value));
  }
  return engine;
}

/**
 * Writes the files of an engine, and starts it where that is done from here.
 * @param begin makes the folder, before anything is written into it
 */
export async function handOver(
  engine: Engine,
  plan: WorkPlan,
  options: HandOverOptions,
  begin: () => Promise<unknown>,
): Promise<Pick<Submitted, "files" | "start" | "jobs">> {
  const { folder } = plan;
  const { files, start } = await filesFor(engine, plan, options);
  if (!options.dryRun) {
    await begin();
    await write(folder, files);
  }
  return {
    files: Object.fromEntries(Object.entries(files).map(([name, content]) => [join(folder, SUBMITTED, name), content])),
    start,
    jobs: engine === "slurm" && !options.dryRun ? await startArray(start, folder) : null,
  };
}

/**
 * Puts jobs into a queue.
 * @param begin makes the folder, before workers look for it
 */
export async function putWork(
  items: readonly WorkItem[],
  { to, queue: name = "doppelgrad", dryRun }: HandOverOptions,
  begin: () => Promise<unknown>,
): Promise<Pick<Submitted, "start" | "queued">> {
  const start = ["doppelgrad", "worker", "--from", withoutPassword(to)];
  if (dryRun) return { start, queued: items.length };
  const { queue } = await openServer(to, name, "options.to");
  try {
    await begin();
    return { start, queued: await put(queue, items, { retries: true }) };
  } finally {
    await queue.close();
  }
}

async function filesFor(
  engine: Engine,
  plan: WorkPlan,
  { image, claim, pass = [], program = ["npx", "doppelgrad"] }: HandOverOptions,
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

/** What parallel has done before says nothing: what is in the folder does. */
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
