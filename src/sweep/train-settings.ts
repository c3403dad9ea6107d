/** Trains the settings of a sweep on one pool: while one is measured, the next ones train. */

import { pairsOnReplicas } from "../measure/on-replicas.js";
import { pairwiseDistances } from "../measure/pairwise.js";
import { openPool, type Pool, type Progress } from "../pool/pool.js";
import { type ChosenBackend, chooseBackend } from "../run/backend.js";
import type { ExecutionOptions } from "../run/execution.js";
import { withInitial } from "../run/named-initial.js";
import { type Prepared, prepare, shapeOf } from "../run/prepare.js";
import type { RunResult } from "../run/result.js";
import type { OnReplicas } from "../statistics/paired-difference.js";
import { DivergedError, InputError } from "../study/errors.js";
import type { Study } from "../study/study.js";
import type { PlannedSetting, PlannedSweep } from "./plan.js";

/** Why a setting has no numbers. */
export interface FailedSetting {
  /** In a sentence. */
  reason: string;
  /** The replica that diverged; null where the setting was refused. */
  replica: number | null;
  /** The step at which it did. */
  step: number | null;
}

/** One setting of a sweep, trained and measured, or the reason why it is not. */
export interface SweptSetting {
  /** Counted from 0, in the order of the grid. */
  index: number;
  /** `activation=relu, shuffleWindow=4` */
  name: string;
  /** The values of the axes, by the paths of their fields. */
  values: Record<string, unknown>;
  /** The index of the setting with which it is compared; its own for a baseline, null where there is none. */
  baseline: number | null;
  /** With every default filled in; null where the setting was refused. */
  study: Study | null;
  /** What `run` resolves to; null where the setting failed. */
  result: RunResult | null;
  /** Why there is no result; null where there is one. */
  failed: FailedSetting | null;
  /** The log of the prediction difference as contrasts need it; null where it has none that can be compared. */
  logDifference: OnReplicas | null;
}

/** Trains, measures and signs one setting. */
export type TrainSetting = (
  prepared: Prepared,
  chosen: ChosenBackend,
  options: Required<Pick<ExecutionOptions, "pool" | "signal" | "onProgress">>,
  setting: PlannedSetting,
) => Promise<RunResult>;

/** Replicas on their way, for each worker: two groups of the largest. */
const AHEAD = 32;

/**
 * The settings in their order.
 * @throws the signal's reason, and what is no matter of one setting
 */
export async function* trainSettings(
  { settings, make }: PlannedSweep,
  train: TrainSetting,
  { backend, signal, onProgress, pool: given, workers, worker, startTimeout }: ExecutionOptions,
): AsyncGenerator<SweptSetting, void, void> {
  const chosen = await chooseBackend(backend);
  const pool = given ?? (await openPool({ workers, worker, startTimeout }));
  const over = new AbortController();
  const abort = () => over.abort(signal!.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  const started: { swept: Promise<SweptSetting>; replicas: number }[] = [];
  const report = progressOf(settings, onProgress);
  try {
    for (let next = 0; ; ) {
      while (next < settings.length && (started.length < 2 || ahead(started) < AHEAD * Math.max(1, pool.workers))) {
        const setting = settings[next++]!;
        const options = { pool, signal: over.signal, onProgress: report(setting) };
        const swept = sweptSetting(setting, async (prepared) => train(prepared, chosen, options, setting), {
          make,
          pool,
          signal: over.signal,
        });
        // Who waits for another hears of it later.
        swept.catch(() => undefined);
        started.push({ swept, replicas: setting.study?.replicas ?? 0 });
      }
      const first = started[0];
      if (!first) return;
      const swept = await first.swept;
      started.shift();
      yield swept;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    over.abort(new Error("The sweep has ended."));
    await Promise.allSettled(started.map(({ swept }) => swept));
    if (!given) await pool.close();
  }
}

function ahead(started: readonly { replicas: number }[]): number {
  return started.reduce((sum, { replicas }) => sum + replicas, 0);
}

/** The progress of all settings together, of that of each. */
function progressOf(settings: readonly PlannedSetting[], tell?: (progress: Progress) => void) {
  const total = settings.reduce((sum, { steps }) => sum + steps, 0);
  let done = 0;
  return ({ steps }: PlannedSetting) => {
    let own = 0;
    return (progress: Progress) => {
      // Replicas that stop early have steps that nobody takes.
      const now = progress.done === progress.total ? steps : progress.done;
      done += now - own;
      own = now;
      tell?.({ done, total });
    };
  };
}

async function sweptSetting(
  { index, name, values, baseline, input, study, refused }: PlannedSetting,
  train: (prepared: Prepared) => Promise<RunResult>,
  { make, pool, signal }: { make: PlannedSweep["make"]; pool: Pool; signal: AbortSignal },
): Promise<SweptSetting> {
  const about = { index, name, values, baseline, study };
  if (refused) return { ...about, ...withoutResult({ reason: refused.message, replica: null, step: null }) };
  try {
    const prepared = await prepare(await withInitial(input, signal), { workers: pool.workers, signal, make });
    const result = await train(prepared);
    return { ...about, result, failed: null, logDifference: logDifferenceOf(prepared, result) };
  } catch (error) {
    if (error instanceof DivergedError)
      return { ...about, ...withoutResult({ reason: error.message, replica: error.replica, step: error.step }) };
    // What is wrong with a study is a matter of its setting; a folder of another study is not.
    if (error instanceof InputError && error.path.startsWith("study"))
      return { ...about, ...withoutResult({ reason: error.message, replica: null, step: null }) };
    throw error;
  }
}

function withoutResult(failed: FailedSetting): Pick<SweptSetting, "result" | "failed" | "logDifference"> {
  return { result: null, failed, logDifference: null };
}

/** Replicas of a crossed grid share levels: no interval holds for pairs of them. */
function logDifferenceOf(prepared: Prepared, { study, predictions }: RunResult): OnReplicas | null {
  if (predictions === null || study.design !== null || study.replicas < 2) return null;
  return pairsOnReplicas(pairwiseDistances({ ...shapeOf(prepared), values: predictions })).log;
}
