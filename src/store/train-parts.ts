/** Trains parts of a store on a pool. */
import { forMany } from "../host/many-listeners.js";
import type { Pool, Progress, TrainingOptions } from "../pool/pool.js";
import type { Backend } from "../train/group.js";
import { type KeptGroup, keeperOf } from "../train/keeper.js";
import type { Outcome } from "../train/train-group.js";
import type { Run } from "./checkpoints.js";
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
  /**
   * Seconds between two checkpoints of a group, 0 for none; those that are there are used. Without it neither is done.
   */
  checkpointEvery?: number;
  /** Told of a checkpoint that cannot be written. */
  onDamaged?: (message: string) => void;
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

interface RunOptions extends Pick<TrainingOptions, "backend" | "signal" | "onProgress"> {
  pool: Pool;
  /** Milliseconds between two checkpoints. Default: Infinity. */
  every?: number;
  /** Takes a checkpoint. */
  keep?: (kept: KeptGroup) => void;
}

/** Trains replicas of a store, with all that it records. */
export function trainRun(
  { prepared, recorded, owner: { segments } }: Store,
  { first, end, from }: Run,
  { pool, every = Infinity, keep, ...training }: RunOptions,
): Promise<Outcome[]> {
  const isKept = from || every < Infinity || segments.length > 0;
  const keeping = isKept ? { every, from, segments } : undefined;
  return pool.train(prepared, {
    ...training,
    first,
    end,
    ...recorded,
    keeping,
    // Here the state is that of the training itself, which goes on before it is written.
    keeper: keeperOf(keeping, (kept) => keep?.(structuredClone(kept))),
    onKept: (kept) => kept && keep?.(kept),
  });
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
  const { backend, pool, onProgress, onDoing, keepsDiverged = false, checkpointEvery, onDamaged } = options;
  const { prepared } = store;
  const { segments } = store.owner;
  const over = new AbortController();
  const signal = forMany(options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal);
  const stepsOf = ({ first, end }: StudyPart) => prepared.plan.steps * (end - first);
  const missing = new Set(await store.missing());
  const waiting: StudyPart[] = [];
  for (const part of parts) {
    if (missing.has(part)) waiting.push(part);
    else if (await hasDiverged(store, part)) break;
  }
  const total = sum(parts.map(stepsOf));
  const before = total - sum(waiting.map(stepsOf));
  const steps = new Map<Run, number>();
  const training = new Set<StudyPart>();
  const tell = () => {
    const done = sum([...steps.values()]);
    onDoing?.({ parts: [...training].map(({ name }) => name), done, total: total - before });
    return done;
  };
  const busy = new Set<Promise<void>>();
  let diverged: Outcome | null = null;
  let ahead = 0;

  const every = checkpointEvery ? 1000 * checkpointEvery : Infinity;

  async function train(part: StudyPart): Promise<void> {
    const { first, end } = part;
    training.add(part);
    tell();
    const runs: Run[] = checkpointEvery === undefined ? [{ first, end, from: null }] : await store.runs(part);
    const keeper = keepingLatest(store, onDamaged);
    let outcomes: Outcome[];
    try {
      const trainings = runs.map((run) => {
        const earlier = (run.from?.step ?? 0) * (run.end - run.first);
        steps.set(run, earlier);
        return trainRun(store, run, {
          backend,
          pool,
          signal,
          every,
          keep: keeper.keep,
          onProgress({ done }) {
            steps.set(run, earlier + done);
            onProgress?.({ done: before + tell(), total });
          },
        });
      });
      outcomes = (await Promise.all(trainings)).flat();
    } finally {
      await keeper.end();
    }
    const divergedAt = outcomes.findIndex((outcome) => outcome.diverged);
    if (divergedAt >= 0) outcomes.length = divergedAt + 1;
    const last = outcomes.at(-1)!;
    if (segments.length > 0 && outcomes.every((outcome) => outcome.segments === undefined))
      throw new Error("the workers recorded no receipts: their script is not that of this doppelgrad in Node.");
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

/**
 * Keeps the states of the groups of a part, one after the other: where the disk is slow, the latest of each. The end is
 * when all are written.
 */
function keepingLatest(
  store: Store,
  onDamaged: TrainPartsOptions["onDamaged"],
): { keep(kept: KeptGroup): void; end(): Promise<void> } {
  const waiting = new Map<number, KeptGroup>();
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    for (const [first, kept] of waiting) {
      waiting.delete(first);
      await store.keep(kept).catch((error: Error) => onDamaged?.(`${error.message} The training goes on without it.`));
    }
    writing = undefined;
  }
  return {
    keep(kept) {
      waiting.set(kept.first, kept);
      writing ??= write();
    },
    end: async () => writing,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
