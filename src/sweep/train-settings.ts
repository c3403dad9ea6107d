/** Trains the settings of a sweep on one pool: while one is measured, the next ones train. */

import { forMany } from "../host/many-listeners.js";
import { pairsOnReplicas } from "../measure/on-replicas.js";
import { pairwiseDistances } from "../measure/pairwise.js";
import { openPool, type Progress } from "../pool/pool.js";
import { type ChosenBackend, chooseBackend } from "../run/backend.js";
import type { ExecutionOptions } from "../run/execution.js";
import { withInitial } from "../run/named-initial.js";
import { type Prepared, prepare, shapeOf } from "../run/prepare.js";
import type { RunResult } from "../run/result.js";
import type { OnReplicas } from "../statistics/paired-difference.js";
import { DivergedError, InputError } from "../study/errors.js";
import type { Study } from "../study/study.js";
import type { PlannedCandidate, PlannedSetting, PlannedStudy, PlannedSweep } from "./plan.js";
import { edgesOf, leastLoss, type TunedSetting, type Tuning } from "./tune.js";

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
  /** What was chosen for it; null where nothing is tuned, and where no candidate could be trained. */
  tuned: TunedSetting | null;
  /** The log of the prediction difference as contrasts need it; null where it has none that can be compared. */
  logDifference: OnReplicas | null;
}

/** What is trained: a setting, or a candidate that tunes one. */
export interface SweptStudy extends Pick<SweptSetting, "name" | "values"> {
  as: "settings" | "tuning" | `round-${number}`;
}

/** Trains, measures and signs one study. */
export type TrainSetting = (
  prepared: Prepared,
  chosen: ChosenBackend,
  options: Required<Pick<ExecutionOptions, "pool" | "signal" | "onProgress">>,
  what: SweptStudy,
) => Promise<RunResult>;

/** Replicas on their way, for each worker: two groups of the largest. */
const AHEAD = 32;

/**
 * The settings in their order.
 * @throws the signal's reason, and what is no matter of one setting
 */
export async function* trainSettings(
  { settings, tuning, make }: PlannedSweep,
  train: TrainSetting,
  { backend, signal, onProgress, pool: given, workers, worker, startTimeout }: ExecutionOptions,
  as: SweptStudy["as"] = "settings",
): AsyncGenerator<SweptSetting, void, void> {
  const chosen = await chooseBackend(backend);
  const pool = given ?? (await openPool({ workers, worker, startTimeout }));
  const over = new AbortController();
  forMany(over.signal);
  const abort = () => over.abort(signal!.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  const started: { swept: Promise<SweptSetting>; replicas: number }[] = [];
  const report = progressOf(settings, onProgress);
  try {
    for (let next = 0; ; ) {
      while (next < settings.length && (started.length < 2 || ahead(started) < AHEAD * Math.max(1, pool.workers))) {
        const setting = settings[next++]!;
        const swept = sweptSetting(setting, as, tuning, async ({ input, steps }, what) => {
          const { signal } = over;
          const prepared = await prepare(await withInitial(input, signal), { workers: pool.workers, signal, make });
          const result = await train(prepared, chosen, { pool, signal, onProgress: report(steps) }, what);
          return { prepared, result };
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

/** The progress of all studies together, of that of each. */
function progressOf(settings: readonly PlannedSetting[], tell?: (progress: Progress) => void) {
  const studies = settings.flatMap((setting) => [setting, ...setting.candidates.map(({ trial }) => trial)]);
  const total = studies.reduce((sum, { steps }) => sum + steps, 0);
  let done = 0;
  return (steps: number) => {
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

type TrainStudy = (study: PlannedStudy, what: SweptStudy) => Promise<{ prepared: Prepared; result: RunResult }>;

async function sweptSetting(
  setting: PlannedSetting,
  as: SweptStudy["as"],
  tuning: Tuning | null,
  train: TrainStudy,
): Promise<SweptSetting> {
  const { index, name, values, baseline, study, refused } = setting;
  const about = { index, name, values, baseline, study };
  if (refused) return failedSetting(setting, failureOf(refused)!);
  const tuned = tuning && (await tunedSetting(setting, tuning, train));
  if (tuned && !tuned.chosen) return failedSetting(setting, tuned.failed!);
  const chosen = tuned?.chosen?.chosen ?? setting;
  const choice = { tuned: tuned?.found ?? null, study: chosen.study };
  try {
    // A choice with other epochs has other steps than were planned.
    const { prepared, result } = await train({ ...chosen, steps: setting.steps }, { as, name, values });
    return { ...about, ...choice, result, failed: null, logDifference: logDifferenceOf(prepared, result) };
  } catch (error) {
    const failed = failureOf(error);
    if (!failed) throw error;
    return { ...failedSetting(setting, failed), ...choice };
  }
}

/** A setting without numbers. */
export function failedSetting(
  { index, name, values, baseline, study }: PlannedSetting,
  failed: FailedSetting,
): SweptSetting {
  return { index, name, values, baseline, study, result: null, failed, tuned: null, logDifference: null };
}

/** What a table needs of a setting: predictions and parameters of thousands of settings would fill the memory. */
export function withoutArrays(swept: SweptSetting): SweptSetting {
  const { result } = swept;
  return { ...swept, result: result && { ...result, predictions: null, logits: null, parameters: NONE } };
}

const NONE: never[] = [];

interface Tuned {
  /** The candidate of the least loss; null where none has one. */
  chosen: PlannedCandidate | null;
  found: TunedSetting | null;
  failed: FailedSetting | null;
}

/** Trains the candidates of a setting, one after the other: those of other settings train beside them. */
async function tunedSetting(setting: PlannedSetting, tuning: Tuning, train: TrainStudy): Promise<Tuned> {
  const tried: { candidate: PlannedCandidate; loss: number | null; failed: FailedSetting | null }[] = [];
  for (const candidate of setting.candidates) {
    const { trial, name, values } = candidate;
    const what = { as: "tuning", name: `${setting.name}, ${name}`, values: { ...setting.values, ...values } } as const;
    try {
      if (trial.refused) throw trial.refused;
      const { result } = await train(trial, what);
      tried.push({ candidate, loss: result.measures.loss.value, failed: null });
    } catch (error) {
      const failed = failureOf(error);
      if (!failed) throw error;
      tried.push({ candidate, loss: null, failed });
    }
  }
  const best = leastLoss(tried);
  if (!best) return { chosen: null, found: null, failed: tried[0]!.failed };
  const { values } = best.candidate;
  const found = {
    values,
    atEdge: edgesOf(tuning, values),
    candidates: tried.map(({ candidate, loss, failed }) => ({
      values: candidate.values,
      loss,
      failed: failed?.reason ?? null,
    })),
  };
  return { chosen: best.candidate, found, failed: null };
}

/** What is wrong with a study is a matter of its setting; a folder of another study is not: null. */
function failureOf(error: unknown): FailedSetting | null {
  if (error instanceof DivergedError) return { reason: error.message, replica: error.replica, step: error.step };
  if (error instanceof InputError && error.path.startsWith("study"))
    return { reason: error.message, replica: null, step: null };
  return null;
}

/** Replicas of a crossed grid share levels: no interval holds for pairs of them. */
function logDifferenceOf(prepared: Prepared, { study, predictions }: RunResult): OnReplicas | null {
  if (predictions === null || study.design !== null || study.replicas < 2) return null;
  return pairsOnReplicas(pairwiseDistances({ ...shapeOf(prepared), values: predictions })).log;
}
