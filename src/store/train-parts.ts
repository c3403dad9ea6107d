/** Trains parts of a store on a pool. */
import type { Pool, Progress } from "../pool/pool.js";
import type { Backend } from "../train/group.js";
import type { Outcome } from "../train/train-group.js";
import { DamagedPart } from "./part-files.js";
import type { StudyPart } from "./parts.js";
import type { Doing } from "./running.js";
import type { Store } from "./store.js";

export interface TrainPartsOptions {
  backend: Backend;
  pool: Pool;
  signal?: AbortSignal;
  /** Steps of these parts; those that were there before are done. */
  onProgress?: (progress: Progress) => void;
  /** Told which parts are trained now, and how many of the steps of those that were missing are done. */
  onDoing?: (doing: Doing) => void;
  /** Whether a part with a replica that diverged is kept, for others to see. */
  keepsDiverged?: boolean;
}

/** Replicas that are trained at a time, for each worker: two groups. */
const AHEAD = 32;

/** A part that is damaged says nothing; whoever reads its numbers will see that. */
async function hasDiverged(store: Store, part: StudyPart): Promise<boolean> {
  try {
    return (await store.record(part)).diverged !== undefined;
  } catch (error) {
    if (error instanceof DamagedPart) return false;
    throw error;
  }
}

/**
 * Trains those of some parts that are missing, in their order, some at a time, and writes each when it is trained.
 * Behind a part with a replica that diverged none is begun.
 * @returns the lowest replica that diverged here, or null
 * @throws the signal's reason, and what training and the disk throw
 */
export async function trainParts(
  store: Store,
  parts: readonly StudyPart[],
  options: TrainPartsOptions,
): Promise<Outcome | null> {
  const { backend, pool, onProgress, onDoing, keepsDiverged = false } = options;
  const { prepared, recorded } = store;
  const over = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
  const stepsOf = ({ first, end }: StudyPart) => prepared.plan.steps * (end - first);
  const missing = new Set(await store.missing());
  const waiting: StudyPart[] = [];
  for (const part of parts) {
    if (missing.has(part)) waiting.push(part);
    else if (await hasDiverged(store, part)) break;
  }
  const total = sum(parts.map(stepsOf));
  const before = total - sum(waiting.map(stepsOf));
  const steps = new Map<StudyPart, number>();
  const training = new Set<StudyPart>();
  const tell = () => {
    const done = sum([...steps.values()]);
    onDoing?.({ parts: [...training].map(({ name }) => name), done, total: total - before });
    return done;
  };
  const busy = new Set<Promise<void>>();
  let diverged: Outcome | null = null;
  let ahead = 0;

  async function train(part: StudyPart): Promise<void> {
    const { first, end } = part;
    training.add(part);
    tell();
    const outcomes = await pool.train(prepared, {
      backend,
      first,
      end,
      ...recorded,
      signal,
      onProgress({ done }) {
        steps.set(part, done);
        onProgress?.({ done: before + tell(), total });
      },
    });
    const last = outcomes.at(-1)!;
    if (last.diverged) {
      waiting.length = 0;
      if (!diverged || last.index < diverged.index) diverged = last;
    }
    if (!last.diverged || keepsDiverged) await store.write(part, outcomes);
    training.delete(part);
    tell();
    ahead -= end - first;
  }

  try {
    while (waiting.length > 0 || busy.size > 0) {
      while (waiting.length > 0 && (busy.size < 2 || ahead < AHEAD * Math.max(1, pool.workers))) {
        const part = waiting.shift()!;
        ahead += part.end - part.first;
        const work = train(part).finally(() => busy.delete(work));
        busy.add(work);
      }
      await Promise.race(busy);
    }
    return diverged;
  } catch (error) {
    over.abort(error);
    await Promise.allSettled(busy);
    throw error;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
