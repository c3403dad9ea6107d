/** How far a store is: what is there, who trains, and how long the rest takes. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { shown, wrongType } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import type { Study } from "../study/study.js";
import { begunIn } from "./checkpoints.js";
import { DamagedPart, readRecord } from "./part-files.js";
import { type StudyPart, studyParts } from "./parts.js";
import { type RunningProcess, runningIn } from "./running.js";
import { checkStore, MANIFEST, partFolder, partsThere, STORE, STUDY, storeFile } from "./store.js";

/** What `storeStatus` found. Every part is done, running, missing or damaged. */
export interface StoreStatus {
  /** The study, as it is stored. */
  study: Study;
  /** Whether all parts are there and the manifest is written. */
  finished: boolean;
  /** The fingerprint that the manifest states; null before there is one. */
  fingerprint: string | null;
  /** Replicas of the parts that are done. */
  replicas: number;
  /** The parts, by their names: "00-15" is replicas 0 to 15. */
  parts: {
    /** How many there are in all. */
    total: number;
    /** How many are there. */
    done: number;
    /** Those that a process trains now. */
    running: string[];
    /** Those that are neither there nor trained. */
    missing: string[];
    /** Those whose record is none, each with the reason: the next run trains them again. */
    damaged: {
      /** Its name. */
      part: string;
      /** What is wrong with it. */
      message: string;
    }[];
  };
  /** The latest checkpoints of replicas whose part is not there: from these the next run goes on. */
  checkpoints: {
    /** The first replica. */
    first: number;
    /** The last. */
    last: number;
    /** The steps that they have trained. */
    step: number;
    /** All steps of the study; null where the file does not say so. */
    steps: number | null;
  }[];
  /** The first replica that diverged in a part that is there: the study has no result. null where none did. */
  diverged: {
    /** Its number. */
    replica: number;
    /** The step at which it did. */
    step: number;
  } | null;
  /** Processes that train into the store, or did when they were last heard of. */
  running: RunningProcess[];
  /** How fast parts are finished, by the times of their folders; null where too few were. */
  replicasPerSecond: number | null;
  /** For the replicas that are not there, at that rate; null where nobody trains, or the rate is not known. */
  secondsLeft: number | null;
}

/** Seconds after which a process that says nothing is held for stopped. */
export const SILENT = 60;
/** The last parts, by which the rate is measured. */
const LAST = 32;

/**
 * Looks how far a store is, without its data and without a digest: `verifyStore` proves what is in it.
 *
 *     const { parts, secondsLeft } = await storeStatus("vee-64");
 *
 * @param folder the store
 * @returns what is there and what is missing, who trains, and how long the rest takes
 * @throws InputError for a folder that is no store
 */
export async function storeStatus(folder: string): Promise<StoreStatus> {
  await checkStore(folder);
  const [study, record, manifest] = await Promise.all([STUDY, STORE, MANIFEST].map((name) => storeFile(folder, name)));
  const { identity, replicas, partSize } = record as { identity: string; replicas: number; partSize: number };
  const isRecord = [replicas, partSize].every((count) => Number.isSafeInteger(count) && count >= 1);
  if (!isRecord || replicas / partSize > MOST)
    throw wrongType(join(folder, STORE), "replicas and partSize, numbers of replicas", shown({ replicas, partSize }));
  if (!isPlain(study)) throw wrongType(join(folder, STUDY), "a study", "none");

  const parts = studyParts(replicas, partSize);
  const names = await partsThere(folder);
  const running = await runningIn(folder);
  const trained = new Set(running.filter(isHeard).flatMap((each) => each.parts));
  const found: StoreStatus["parts"] = { total: parts.length, done: 0, running: [], missing: [], damaged: [] };
  const times: Finished[] = [];
  let diverged: StoreStatus["diverged"] = null;
  for (const part of parts) {
    if (!names.has(part.name)) {
      (trained.has(part.name) ? found.running : found.missing).push(part.name);
      continue;
    }
    const place = partFolder(folder, part);
    try {
      const { diverged: where } = await readRecord(place, identity, part);
      if (where && !diverged) diverged = { replica: where.replica, step: where.step };
      found.done++;
      times.push({ part, at: (await stat(place)).mtimeMs });
    } catch (error) {
      if (!(error instanceof DamagedPart)) throw error;
      found.damaged.push({ part: part.name, message: error.message });
    }
  }
  const done = times.reduce((sum, { part }) => sum + sizeOf(part), 0);
  const rate = rateOf(times, running);
  return {
    study: study as unknown as Study,
    finished: manifest !== null && found.done === found.total,
    fingerprint: typeof manifest?.fingerprint === "string" ? manifest.fingerprint : null,
    replicas: done,
    parts: found,
    checkpoints: await begunIn(
      folder,
      parts.filter(({ name }) => !names.has(name)),
    ),
    diverged,
    running,
    replicasPerSecond: rate,
    secondsLeft: rate !== null && running.some(isHeard) ? (replicas - done) / rate : null,
  };
}

/** Parts of a store that are counted. */
const MOST = 1_000_000;

/** A part, and when it was finished. */
interface Finished {
  part: StudyPart;
  at: number;
}

function isHeard({ silent, ended }: RunningProcess): boolean {
  return silent < SILENT && !ended;
}

function sizeOf({ first, end }: StudyPart): number {
  return end - first;
}

/**
 * Replicas a second, by the last parts: since those who train now have started, or where nobody does, since the first
 * of these parts. A clock that was set back makes it null, never negative.
 */
function rateOf(finished: readonly Finished[], running: readonly RunningProcess[]): number | null {
  const sorted = [...finished].sort((a, b) => a.at - b.at);
  const starts = running.filter(isHeard).flatMap(({ started }) => Date.parse(started) || []);
  const start = starts.length > 0 ? Math.min(...starts) : (sorted[0]?.at ?? 0);
  const since = Math.max(start, sorted.at(-LAST - 1)?.at ?? 0);
  const counted = sorted.filter(({ at }) => at > since);
  const seconds = ((counted.at(-1)?.at ?? since) - since) / 1000;
  return seconds > 0 ? counted.reduce((sum, { part }) => sum + sizeOf(part), 0) / seconds : null;
}
