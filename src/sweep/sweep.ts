/** Sweeps: the settings of a grid, trained with the same seeds. */
import { EXECUTION, type ExecutionOptions } from "../run/execution.js";
import { runPrepared } from "../run/run.js";
import { anything } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import type { SweepAxes } from "./grid.js";
import { type HalvingOptions, halved } from "./halving.js";
import { type PlannedSweep, type PlanOptions, planSweep } from "./plan.js";
import { type SweptSetting, type TrainSetting, trainSettings } from "./train-settings.js";

/** Which settings a sweep has, and how they are trained. */
export interface SweepOptions extends PlanOptions, ExecutionOptions {
  /** Gives up the worse half of the settings after a few replicas, and again after more. Default: all are trained whole. */
  halving?: HalvingOptions;
}

/** The options of `PlanOptions`, which are checked together with the axes. */
export const PLAN = { zip: anything(), where: anything(), baseline: anything(), tune: anything(), halving: anything() };

/**
 * Trains and measures every setting of a grid. All settings have the seeds of the study, so that replica r of one is
 * paired with replica r of another. The data of a draw are made once. A setting that is refused or diverges says so, and
 * the sweep goes on.
 *
 *     for await (const { name, result } of sweep({ data: "vee" }, { activation: ["relu", "smelu"], epochs: "1..16*4" }))
 *       console.log(name, result?.measures.predictionDifference.value);
 *
 * @param study what the settings have in common, as `run` takes it
 * @param axes the values of some of its fields, by the paths of the fields
 * @param options which settings of the grid, with what they are compared, and how they are trained; by default all, each
 *   compared with the first, on a pool with one worker per processor
 * @returns the settings in the order of the grid, the last axis fastest, each as soon as those before it are done; who
 *   stops taking them ends the training
 * @throws InputError, before any training, for axes and options that are none, and for a value with which no setting can
 *   be trained; the signal's reason
 */
export async function* sweep(
  study: StudyInput,
  axes: SweepAxes,
  options: SweepOptions = {},
): AsyncGenerator<SweptSetting, void, void> {
  const { zip, where, baseline, tune, halving, ...execution } = parseOptions<SweepOptions>(
    { ...EXECUTION, ...PLAN },
    options,
  );
  const { pool, workers, signal } = execution;
  const planned = await planSweep(
    study,
    axes,
    { zip, where, baseline, tune },
    { workers: pool?.workers ?? workers, signal },
  );
  const train: TrainSetting = (prepared, chosen, how) => runPrepared(prepared, chosen, how);
  yield* sweptBy(train, planned, halving, execution);
}

/** All settings, or in rounds. */
export function sweptBy(
  train: TrainSetting,
  planned: PlannedSweep,
  halving: HalvingOptions | undefined,
  execution: ExecutionOptions,
): AsyncGenerator<SweptSetting, void, void> {
  if (halving === undefined) return trainSettings(planned, train, execution);
  return halved(planned, halving, (cut, how, as) => trainSettings(cut, train, how, as), execution);
}
