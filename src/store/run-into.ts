/**
 * Runs a study into a folder: what is there is not trained again, and what is trained is kept, part by part.
 */
import type { Pool } from "../pool/pool.js";
import { type ChosenBackend, chooseBackend } from "../run/backend.js";
import { EXECUTION, withPool } from "../run/execution.js";
import { type Lend, measuringMore } from "../run/further.js";
import { GIVEN_FILE, type GivenFile } from "../run/given-file.js";
import type { Outputs } from "../run/outputs.js";
import type { Prepared } from "../run/prepare.js";
import type { RunResult } from "../run/result.js";
import { concluded, type RunOptions, refuseToDrop, type TrainedReplica } from "../run/run.js";
import { anything, callback, flag, integer, numberThat } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { DamagedPart, type PartRecord } from "./part-files.js";
import type { StudyPart } from "./parts.js";
import { preparedFor } from "./prepared-for.js";
import { announced, type Doing } from "./running.js";
import { SHARD, type Shard } from "./shard.js";
import { openStore, type Store } from "./store.js";
import { outputsOf, readStored } from "./stored-result.js";
import { trainParts } from "./train-parts.js";

/** How a study is run into a folder. */
export interface RunIntoOptions extends RunOptions {
  /** The data file that the stored study names: its path on this machine, or its content. Only where no study is given. */
  data?: GivenFile;
  /**
   * Replicas of a part, what is trained and kept at once. Default: those that the folder has; of a new one some seconds of
   * training and at most 64 MiB.
   */
  partSize?: number;
  /**
   * Seconds between two checkpoints of each group of replicas that trains, from which the next run goes on; 0 writes none.
   * Default 60.
   */
  checkpointEvery?: number;
  /**
   * Segments of each training at whose ends its parameters and optimizer state are recorded, with a chain of hashes over
   * them: `verifyStore` then trains some segments again. They take so many times the bytes of these. Default 0: none.
   */
  receipts?: number;
  /** Takes away what the folder has of another study. Default false: it is refused. */
  replace?: boolean;
  /**
   * Told of a part that is damaged, which is trained again, of a file that is, which is written again, and of a checkpoint
   * that is not used.
   */
  onDamaged?: (message: string) => void;
}

/** Seconds between two checkpoints, by default: some bytes a minute, and a minute of training is lost. */
const EVERY = 60;

export const CHECKPOINT_EVERY = numberThat(
  (seconds) => seconds >= 0 && Number.isFinite(seconds),
  "a number of seconds, 0 for no checkpoints",
);

/** The option `receipts`. */
export const RECEIPTS = integer(0, 65_536);

const RUN = {
  ...EXECUTION,
  trail: flag(),
  curves: flag(),
  data: GIVEN_FILE,
  partSize: integer(1, Number.MAX_SAFE_INTEGER),
  checkpointEvery: CHECKPOINT_EVERY,
  receipts: RECEIPTS,
  replace: flag(),
  onDamaged: callback(),
};

/**
 * Trains a study into a folder, where it goes on if it was begun there, then measures and signs it: the same bits as
 * `run`.
 *
 *     const result = await runInto("vee", { replicas: 10_000 });
 *
 * @param folder the store, which is made if it is not there
 * @param input the study, as `run` takes it; by default the one that is stored
 * @param options as those of `run`; by default one worker per processor
 * @returns what `run` resolves to
 * @throws InputError for a bad study, and for a folder with another; DivergedError where a replica leaves the finite
 *   numbers; Error where the folder cannot be read or written; the signal's reason
 */
export async function runInto(folder: string, input?: StudyInput, options: RunIntoOptions = {}): Promise<RunResult> {
  const parsed = parseOptions<RunIntoOptions>(
    { ...RUN, predictions: flag(), further: anything(), onMeasuring: callback() },
    options,
  );
  const { further } = parsed;
  const more = further && measuringMore(further, parsed);
  const chosen = await chooseBackend(parsed.backend);
  return runPreparedInto(folder, await preparedFor(folder, input, parsed), chosen, parsed, more);
}

/**
 * The same with a study that is prepared and options that are parsed.
 * @param lend as for `runPrepared`
 */
export async function runPreparedInto(
  folder: string,
  prepared: Prepared,
  { backend, reason }: ChosenBackend,
  {
    trail,
    curves,
    receipts,
    partSize,
    replace,
    predictions = false,
    onMeasuring,
    onDamaged,
    ...execution
  }: RunIntoOptions,
  lend?: Lend,
): Promise<RunResult> {
  const { signal, onProgress, checkpointEvery = EVERY } = execution;
  const recorded = { withTrail: trail, withCurves: curves, receipts };
  const store = await openStore(folder, prepared, { ...recorded, partSize, replace, onDamaged });
  const work = async (pool: Pool, onDoing: (doing: Doing) => void) => {
    const outputs = await outputsOf(store);
    try {
      if (predictions && !outputs.all) refuseToDrop();
      let records: PartRecord[] = [];
      const train = async () => {
        const damaged = new Set<StudyPart>();
        for (;;) {
          const diverged = await trainParts(store, store.parts, {
            backend,
            pool,
            signal,
            onProgress,
            onDoing,
            checkpointEvery,
            onDamaged,
          });
          records = [];
          const replicas = await readReplicas(store, outputs, { diverged, onDamaged, signal, damaged, records });
          if (replicas) return replicas;
        }
      };
      const result = await concluded(prepared, train, outputs, { backend, reason, pool, signal, onMeasuring });
      await store.finish(result.fingerprint, records);
      return { ...result, ...(await lend?.(outputs, prepared, result)) };
    } finally {
      outputs.close();
    }
  };
  return withPool(execution, (pool) => announced(folder, (tell) => work(pool, tell)));
}

/** How parts are trained into a folder. */
export interface TrainIntoOptions extends Pick<RunIntoOptions, keyof typeof RUN> {
  /** Train these parts alone: every `of`-th, from the `index`-th on. */
  shard?: Shard;
}

/**
 * Trains parts of a study into a folder, and measures nothing: one of several machines that share the folder.
 *
 *     await trainInto("/shared/vee", { replicas: 100_000 }, { shard: { index: 3, of: 8 } });
 *
 * @param folder the store, as for `runInto`
 * @param input the study, as for `runInto`; by default the one that is stored
 * @param options which parts, and how they are trained; by default all
 * @returns how many parts there are in the folder now, of how many
 * @throws as `runInto`, but for a replica that diverged: `runInto` says so
 */
export async function trainInto(
  folder: string,
  input?: StudyInput,
  options: TrainIntoOptions = {},
): Promise<{ done: number; parts: number }> {
  const { shard, trail, curves, receipts, partSize, replace, onDamaged, ...execution } = parseOptions<TrainIntoOptions>(
    { ...RUN, shard: SHARD },
    options,
  );
  const { signal, onProgress, checkpointEvery = EVERY } = execution;
  const { backend } = await chooseBackend(execution.backend);
  const prepared = await preparedFor(folder, input, execution);
  const store = await openStore(folder, prepared, {
    withTrail: trail,
    withCurves: curves,
    receipts,
    partSize,
    replace,
    onDamaged,
  });
  const own = shard ? store.parts.filter((_, p) => p % shard.of === shard.index - 1) : store.parts;
  // Others share it: they see at once whose it is, and who trains.
  if (shard) await store.begin();
  await withPool(execution, (pool) =>
    announced(folder, (onDoing) =>
      trainParts(store, own, {
        backend,
        pool,
        signal,
        onProgress,
        onDoing,
        keepsDiverged: true,
        checkpointEvery,
        onDamaged,
      }),
    ),
  );
  return { done: store.parts.length - (await store.missing()).length, parts: store.parts.length };
}

interface Reading extends Pick<RunIntoOptions, "onDamaged" | "signal"> {
  /** A replica that did, and is not stored. */
  diverged: TrainedReplica | null;
  /** Parts that were damaged before: one that is so twice would be so for ever. */
  damaged: Set<StudyPart>;
  /** Takes the record of each part. */
  records: PartRecord[];
}

/**
 * All replicas of a store, or the first that diverged; null where a part is damaged, which is then taken away.
 * @param outputs take what they predict
 */
async function readReplicas(
  store: Store,
  outputs: Outputs,
  { diverged, onDamaged, signal, damaged, records }: Reading,
): Promise<TrainedReplica[] | null> {
  const replicas: TrainedReplica[] = [];
  let isWhole = true;
  for (const part of store.parts) {
    signal?.throwIfAborted();
    if (diverged && diverged.index < part.end) return [diverged];
    try {
      const stored = await readStored(store, part, outputs, replicas, records);
      if (stored && isWhole) return [stored];
    } catch (error) {
      if (!(error instanceof DamagedPart)) throw error;
      if (damaged.has(part))
        throw new Error(`${error.message}, though it was trained again: the disk loses what it has.`);
      damaged.add(part);
      onDamaged?.(`${error.message}: it is trained again`);
      await store.remove(part);
      isWhole = false;
    }
  }
  return isWhole ? replicas : null;
}
