/**
 * Compares predictions that anybody made: replicas of a model trained elsewhere, or new models against the one that is
 * in use. They are measured as they are given, in double precision: all together, and each group of examples.
 */
import { inSlices } from "../host/slices.js";
import { againstBaseline, type BaselineMeasures } from "../measure/against-baseline.js";
import { type MeasureName, measureAll } from "../measure/all.js";
import { type LabelSetMeasures, labelSetMeasures, labelSets } from "../measure/label-sets.js";
import type { Estimate } from "../statistics/estimate.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { decisionsApart, onExamples } from "./examples.js";
import { type Flips, flipsOf } from "./flips.js";
import { type CompareInput, type Predicted, type PredictionTask, readInput } from "./input.js";

/** What is measured on some examples. */
export interface ComparedMeasures {
  /** How many examples there are. */
  examples: number;
  /** Every measure by its name; value null where one does not apply. Of several labels, each label is one decision. */
  measures: Record<MeasureName, Estimate>;
  /** Number of decisions that broke a tie; null where nothing is decided. */
  ties: number | null;
  /** Of several labels an example: what is said of the sets of them; else null. */
  labelSets: LabelSetMeasures | null;
  /** What would change for users of the baseline; null without one. */
  baseline: BaselineMeasures | null;
}

/** The measures of one group of examples. */
export interface ComparedGroup extends ComparedMeasures {
  /** By what the group was given. */
  group: string | number;
}

/** What `compare` resolves to: measures of all examples and of each group, and the examples that flip most. */
export interface Comparison extends ComparedMeasures, Flips {
  /** How many examples are predicted. */
  examples: number;
  /** What the predictions are. */
  task: PredictionTask;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** The measures of each group, in the order of numbers or of code units; null without groups. */
  groups: ComparedGroup[] | null;
}

/** Measures given predictions (`lazy.ts` says what it takes). */
export async function compare(input: CompareInput): Promise<Comparison> {
  const { predicted, listed } = readInput(input, "compare");
  return compared(predicted, listed);
}

/** The comparison of what has been read. */
export async function compared(predicted: Predicted, listed: number, signal?: AbortSignal): Promise<Comparison> {
  const { task } = predicted;
  return {
    task,
    statistics: STATISTICS_VERSION,
    ...measuresOf(predicted),
    groups: predicted.groups && measuresByGroup(predicted, predicted.groups),
    ...(await inSlices(flipsOf(predicted, listed), signal)),
  };
}

function measuresOf(predicted: Predicted): ComparedMeasures {
  const { task, predictions, labels, baseline } = predicted;
  const each = decisionsApart(predicted);
  const { measures, ties } = measureAll(each);
  return {
    examples: predictions.examples,
    measures,
    ties,
    labelSets:
      task === "multilabel" ? labelSetMeasures(predictions, labelSets(predictions, labels), labels !== null) : null,
    baseline: baseline && againstBaseline(each, baseline),
  };
}

function measuresByGroup(predicted: Predicted, groups: readonly (string | number)[]): ComparedGroup[] {
  const members = new Map<string | number, number[]>();
  groups.forEach((group, n) => {
    const others = members.get(group);
    if (others) others.push(n);
    else members.set(group, [n]);
  });
  return [...members]
    .sort(([a], [b]) => byName(a, b))
    .map(([group, examples]) => ({ group, ...measuresOf(onExamples(predicted, examples)) }));
}

/** Numbers before texts. */
function byName(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}
