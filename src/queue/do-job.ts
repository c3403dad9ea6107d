/**
 * What a worker does with a job: trains its part, trains it once more and compares, or measures the study; of claims,
 * trains a share, or finds the verdicts.
 */
import type { Pool } from "../pool/pool.js";
import { partDifference } from "../store/part-difference.js";
import type { StudyPart } from "../store/parts.js";
import { storedManifest } from "../store/store.js";
import { trainParts, trainRun } from "../store/train-parts.js";
import { DivergedError, InputError } from "../study/errors.js";
import type { Backend } from "../train/group.js";
import type { ClaimsJobs } from "./claims-job.js";
import { put } from "./enqueue.js";
import type { OpenedStore } from "./opened-store.js";
import type { OpenedStores } from "./opened-stores.js";
import type { QueueServer, WorkJob } from "./server.js";
import { auditWork, finishWork, type WorkData } from "./work-data.js";
import type { Tell } from "./work-event.js";
import type { WholeStudy } from "./work-from.js";

/** With what it is done. */
export interface Workshop {
  server: QueueServer;
  stores: OpenedStores;
  claims: ClaimsJobs;
  pool: Pool;
  backend: Backend;
  /** The name of this worker. */
  name: string;
  /** Aborted when it shall stop, and by what ends it. */
  stop: AbortController;
  tell: Tell;
  finish: (study: WholeStudy) => Promise<unknown>;
}

/** Milliseconds until an audit that waits for another worker is offered again. */
const LATER = 1000;

/**
 * Does a job, or gives it back: to another worker where this one has trained the part that it would audit; to any where
 * this one is told to stop, or lacks the folder or the data.
 */
export async function doJob(shop: Workshop, job: WorkJob, token: string | undefined): Promise<void> {
  const { server, stores, name, stop, tell } = shop;
  const { DelayedError: Later, UnrecoverableError: GivenUp, WaitingError: GivenBack } = server.bullmq;
  const { data } = job;
  if (job.name === "audit" && data.by === name) {
    if (job.attemptsStarted === 1) tell("waits", `the audit of part ${data.part} waits for another worker`, data);
    await job.moveToDelayed(Date.now() + LATER, token);
    throw new Later();
  }
  const started = performance.now();
  try {
    stop.signal.throwIfAborted();
    if (data.claims) return await testClaims(shop, data, started);
    const place = await stores.placeOf(data);
    if (place === null) throw new GivenUp("its folder has another study now");
    const { study, part } = place;
    const { folder } = study.store;
    const about = () => ({ folder, part: data.part, seconds: (performance.now() - started) / 1000 });
    if (part === null) {
      if (await measure(shop, study)) tell("finished", `${folder} is whole, and measured`, about());
    } else if (job.name === "audit") {
      await audit(shop, study, part);
      tell("audited", `part ${part.name} of ${folder} trained once more: the same bytes`, about());
    } else if (await train(shop, study, part, data)) {
      tell("trained", `part ${part.name} of ${folder} trained`, about());
    }
  } catch (error) {
    if (error instanceof GivenUp) throw error;
    // What this machine does not have, another may.
    if (error instanceof InputError) stop.abort(error);
    if (!stop.signal.aborted) throw error;
    await job.moveToWait(token);
    throw new GivenBack();
  }
}

async function testClaims({ claims, stores, tell }: Workshop, data: WorkData, started: number): Promise<void> {
  const folder = stores.folderOf(data);
  if (!(await claims.run(data, folder))) return;
  const { share } = data;
  const about = { folder, seconds: (performance.now() - started) / 1000 };
  if (share) tell("trained", `share ${share.index} of ${share.of} of the claims in ${folder} trained`, about);
  else tell("finished", `the claims in ${folder} have their verdicts`, about);
}

/** Whether it was trained here, and not there already. */
async function train(
  { server: { queue }, pool, backend, name, stop: { signal } }: Workshop,
  { store, tell }: OpenedStore,
  part: StudyPart,
  data: WorkData,
): Promise<boolean> {
  const isMissing = (await store.missing()).includes(part);
  const training = { backend, pool, signal, keepsDiverged: true };
  try {
    await trainParts(store, [part], { ...training, onDoing: (doing) => tell(part.name, doing) });
  } finally {
    tell(part.name, null);
  }
  // What follows is queued before this job is done: whoever is killed in between leaves the job, and not a gap.
  if (data.audited) await put(queue, [auditWork(data, isMissing ? name : "")], { retries: false });
  const isWhole = (await store.missing()).length === 0 && (await storedManifest(store.folder)) === null;
  if (isWhole) await put(queue, [finishWork(store, data)], { retries: false });
  return isMissing;
}

async function audit(
  { server, pool, backend, stop }: Workshop,
  { store }: OpenedStore,
  part: StudyPart,
): Promise<void> {
  const outcomes = await trainRun(store, { ...part, from: null }, { pool, backend, signal: stop.signal });
  // The record says the digest of its numbers, which must be there.
  if (!(await store.record(part)).diverged) await store.read(part);
  const difference = await partDifference(store, part, outcomes, backend);
  if (difference === null) return;
  const message = `a part was trained by two workers, to other numbers: ${difference}`;
  stop.abort(new Error(`${message}. doppelgrad verify ${store.folder} says which are right.`));
  const { UnrecoverableError: GivenUp } = server.bullmq;
  throw new GivenUp(message);
}

/** Whether it has a result. */
async function measure(
  { server, stores, pool, stop: { signal }, tell, finish }: Workshop,
  { store: { folder }, queuedAs, data }: OpenedStore,
): Promise<boolean> {
  const { UnrecoverableError: GivenUp } = server.bullmq;
  try {
    await finish({ folder, with: queuedAs.with, ...(data && { data }), pool, signal });
    return true;
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    // Of a sweep it is one setting, and its table says so.
    if (queuedAs.inside === undefined) throw new GivenUp(error.message);
    tell("finished", `${folder}: ${error.message}`, { folder });
    await stores.close(folder);
    return false;
  }
}
