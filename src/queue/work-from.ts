/**
 * A worker: takes parts from a queue, trains them on its pool into the folder that all share, and gives them back when
 * it is told to stop. The queue's client stays in this thread, which never trains, so that leases are renewed. The queue
 * decides nothing: the store says what is done, and who finds an empty queue looks there for what is missing.
 */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { because } from "../host/system-error.js";
import { unlessAborted } from "../host/unless-aborted.js";
import type { Pool } from "../pool/pool.js";
import { chooseBackend } from "../run/backend.js";
import { EXECUTION, type ExecutionOptions, withPool } from "../run/execution.js";
import { GIVEN_FILE, type GivenFile } from "../run/given-file.js";
import type { Part } from "../run/parts.js";
import { HOST_NAME } from "../store/durable.js";
import { runInto } from "../store/run-into.js";
import { shown, visible, wrongType } from "../study/errors.js";
import { between, callback, flag, text } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { Backend } from "../train/group.js";
import { openClaimsJobs, type WholeClaims, writeClaims } from "./claims-job.js";
import { doJob } from "./do-job.js";
import { put, workLeft } from "./enqueue.js";
import { metricsPlace, serveMetrics } from "./metrics.js";
import { openStores } from "./opened-stores.js";
import { openServer, QUEUE, type QueueServer, type WorkJob, type WorkWorker } from "./server.js";
import type { WorkItem } from "./work-data.js";
import { openCounts, type Tell, type WorkEvent } from "./work-event.js";

/** A study whose parts are all there. */
export interface WholeStudy {
  /** Its folder on this machine. */
  folder: string;
  /** What its result shall have beside the rest. */
  with: readonly Part[];
  /** The file of its data, where it names one. */
  data?: GivenFile;
  /** The pool of the worker. */
  pool: Pool;
  /** Aborted when the worker is told to stop. */
  signal: AbortSignal;
}

/** How a worker works. */
export interface WorkOptions extends Omit<ExecutionOptions, "onProgress"> {
  /** Where the folder that was submitted is on this machine. Default: its path there. */
  folder?: string;
  /** The data file that the study names. Default: the file of that name in the folder. */
  data?: GivenFile;
  /** The name of the queue. Default: "doppelgrad". */
  queue?: string;
  /** Ends when nothing is queued and every study that it worked on is whole. Default false: it waits for more. */
  untilDone?: boolean;
  /** Seconds after which the parts of a worker that is silent are given to others. Default: 30. */
  lease?: number;
  /** Seconds in which it gives its parts back when it is told to stop; then it ends without. Default: 10. */
  deadline?: number;
  /** Serves metrics for Prometheus at "PORT", which only this machine reaches, or "HOST:PORT". Default: it does not. */
  metrics?: string;
  /** Makes the result of a study whose parts are all there. Default: it is measured, and its manifest is written. */
  finish?: (study: WholeStudy) => Promise<unknown>;
  /** Makes the result of claims whose studies are all trained. Default: `claims.json` is written. */
  finishClaims?: (claims: WholeClaims) => Promise<unknown>;
  /** Told what it does, and what happens to it. */
  onEvent?: (event: WorkEvent) => void;
}

/** What a worker has done. */
export interface Worked {
  /** The name by which other workers know it. */
  worker: string;
  /** Parts and shares of claims that it has trained. */
  trained: number;
  /** Parts that it has trained once more, with the same bytes. */
  audited: number;
  /** Studies that it has measured, and claims of which it has found the verdicts. */
  finished: number;
}

const { onProgress: _, ...EXECUTED } = EXECUTION;
const WORK = {
  ...EXECUTED,
  folder: text("the path of a folder"),
  data: GIVEN_FILE,
  queue: QUEUE,
  untilDone: flag(),
  lease: between(1, 86_400),
  deadline: between(0, 86_400),
  metrics: text("PORT or HOST:PORT"),
  finish: callback(),
  finishClaims: callback(),
  onEvent: callback(),
};

/** Milliseconds in which its server may come up: the two may be started together. */
const PATIENCE = 5000;
/** Milliseconds between two looks at what is left. */
const LOOK = 1000;
/** Times that a part may be lost with its worker: one that kills every worker fails at last. */
const LOSSES = 20;

/**
 * Works on what is queued at a server until it is told to stop.
 *
 *     const { trained } = await workFrom("redis://queue.example:6379", { untilDone: true });
 *
 * @param address of the server: redis://, rediss:// or postgres://
 * @param options the folder on this machine, and how it works; by default one worker thread per processor
 * @returns what it has done, once `untilDone` holds
 * @throws InputError for a bad option, a server that does not answer when it starts, packages that are not installed,
 *   and a study that this machine cannot train; Error where an audit finds other bytes, or with `untilDone` where parts
 *   have failed; the signal's reason
 */
export async function workFrom(address: string, options: WorkOptions = {}): Promise<Worked> {
  if (typeof address !== "string") throw wrongType("address", "the address of a server", shown(address));
  const { folder, data, queue = "doppelgrad", signal, ...how } = parseOptions<WorkOptions>(WORK, options);
  const { backend } = await chooseBackend(how.backend);
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal!.reason);
  signal?.addEventListener("abort", onAbort);
  try {
    const server = await openServer(address, queue, "address", PATIENCE);
    try {
      return await withPool(how, (pool) =>
        working({
          ...how,
          server,
          pool,
          backend,
          stop,
          data,
          ...(folder !== undefined && { folder: resolve(folder) }),
        }),
      );
    } finally {
      void server.queue.disconnect().catch(() => undefined);
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

interface Working extends Omit<WorkOptions, "queue" | "signal"> {
  server: QueueServer;
  pool: Pool;
  backend: Backend;
  stop: AbortController;
}

async function working({ server, pool, backend, stop, ...options }: Working): Promise<Worked> {
  const {
    lease = 30,
    deadline = 10,
    untilDone = false,
    finish = measured,
    finishClaims = writeClaims,
    onEvent,
  } = options;
  const { queue } = server;
  const { signal } = stop;
  const name = `${HOST_NAME}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const { counted, tell } = openCounts(onEvent);
  const link = watchedLink(server.address, tell);
  const place = options.metrics === undefined ? null : metricsPlace(options.metrics, "options.metrics");
  const stores = await openStores(options, signal);
  const metrics = place && (await serveMetrics(place, queue, counted));
  if (metrics) tell("serves", `metrics at ${metrics.address}`);

  const claims = openClaimsJobs({ queue, pool, backend, signal, finish: finishClaims });
  const shop = { server, stores, claims, pool, backend, name, stop, tell, finish };
  const taking = {
    name,
    // One more than can be trained at once: its part is at hand when another ends.
    concurrency: Math.max(1, pool.workers) + 1,
    lockDuration: 1000 * lease,
    stalledInterval: 250 * lease,
    maxStalledCount: LOSSES,
    runRetryDelay: LOOK,
  };
  let worker: WorkWorker | undefined;

  /** Puts what the queue has lost; what it has is what failed. */
  const putBack = async (left: readonly WorkItem[], folder: string) => {
    if ((await put(queue, left, { retries: false }).catch(link.lost)) === 0 && untilDone)
      throw new Error(
        `${left.length} ${left.length === 1 ? "job has" : "jobs have"} failed in ${visible(folder)}. Submit again to retry them.`,
      );
  };

  /** Whether nothing is left to do. What is neither there nor queued, such as what the server has lost, is queued. */
  const isDone = async (): Promise<boolean> => {
    const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized").catch(link.lost);
    if (!counts) return false;
    link.found();
    if (Object.values(counts).some((count) => count > 0)) return false;
    for (const [folder, opening] of stores.all()) {
      const { store, queuedAs } = await opening;
      const left = await workLeft(store, queuedAs);
      if (left.length === 0) await stores.close(folder);
      else await putBack(left, folder);
    }
    const verdicts = await claims.left();
    if (verdicts.length > 0) await putBack(verdicts, verdicts[0]!.data.folder);
    return untilDone && stores.all().length === 0 && verdicts.length === 0;
  };

  try {
    worker = await server.worker((job, token) => doJob(shop, job, token), taking, link.lost, signal);
    worker.on("active", link.found);
    worker.on("failed", (job, error) => tell("failed", failure(job, error), job?.data));
    void worker.run().catch(link.lost);
    while (!(await unlessAborted(signal, isDone()))) await unlessAborted(signal, pause(LOOK));
  } catch (error) {
    stop.abort(error);
    throw signal.reason;
  } finally {
    metrics?.close();
    // A server that is away would keep it for ever; the leases end by themselves.
    await Promise.race([
      Promise.resolve(worker?.close()).then(() => queue.close()),
      pause(1000 * deadline, undefined, { ref: false }),
    ]).catch(() => undefined);
    void worker?.disconnect().catch(() => undefined);
    for (const [folder] of stores.all()) await stores.close(folder);
  }
  const { trained, audited, finished } = counted;
  return { worker: name, trained: trained.count, audited: audited.count, finished: finished.count };
}

/** Tells once that the server does not answer, and once that it does again. */
function watchedLink(address: string, tell: Tell): { lost(error: Error): void; found(): void } {
  let isLost = false;
  return {
    lost(error) {
      // A lease has ended, and another worker has the part: nothing is lost.
      if (isLost || /lock/i.test(error.message)) return;
      isLost = true;
      tell("lost", `${address}: ${because(error)}; waiting for it`);
    },
    found() {
      if (isLost) tell("found", `${address} answers again`);
      isLost = false;
    },
  };
}

function failure(job: WorkJob | undefined, error: Error): string {
  if (!job) return error.message;
  const { data, attemptsMade, opts } = job;
  const isLast = attemptsMade >= (opts.attempts ?? 1) || error.name === "UnrecoverableError";
  const what = data.part === "" ? data.folder : `part ${data.part} of ${data.folder}`;
  return `${what}: ${error.message}${isLast ? "" : "; it is tried again"}`;
}

async function measured({ folder, with: _, ...execution }: WholeStudy): Promise<void> {
  await runInto(folder, undefined, execution);
}
