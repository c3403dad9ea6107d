/**
 * Compares predictions that anybody made: replicas of a model trained elsewhere, or new models against the one that is
 * in use. They are measured as they are given, in double precision: all together, and each group of examples.
 */
import { inSlices } from "../host/slices.js";
import { againstBaseline, type BaselineMeasures } from "../measure/against-baseline.js";
import { examplesByGroup, groupMeasures } from "../measure/by-group.js";
import type { MeasureInput } from "../measure/input.js";
import { type LabelSetMeasures, labelSetMeasures, labelSets } from "../measure/label-sets.js";
import { measureAll } from "../measure/measure.js";
import type { MeasureName } from "../measure/names.js";
import { plain } from "../measure/plain.js";
import { wholeBlock } from "../measure/predictions.js";
import type { Estimate } from "../statistics/estimate.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { decisionsApart, onExamples } from "./examples.js";
import { type Flips, flipsOf } from "./flips.js";
import { type CompareInput, type Predicted, readInput } from "./input.js";
import type { PredictionTask } from "./tasks.js";

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
    groups: predicted.groups && (await inSlices(measuresByGroup(predicted, predicted.groups), signal)),
    ...(await inSlices(flipsOf(predicted, listed), signal)),
  };
}

function measuresOf(predicted: Predicted): ComparedMeasures {
  const each = decisionsApart(predicted);
  return { examples: predicted.predictions.examples, ...measureAll(each), ...besides(predicted, each) };
}

/** What is measured of whole sets of labels, and against the baseline. */
function besides(
  { task, predictions, labels, baseline }: Predicted,
  each: MeasureInput,
): Pick<ComparedMeasures, "labelSets" | "baseline"> {
  return {
    labelSets:
      task === "multilabel" ? labelSetMeasures(predictions, labelSets(predictions, labels), labels !== null) : null,
    baseline: baseline && againstBaseline(each, baseline),
  };
}

function* measuresByGroup(
  predicted: Predicted,
  groups: readonly (string | number)[],
): Generator<void, ComparedGroup[]> {
  const each = decisionsApart(predicted);
  const { predictions: p, logits } = each;
  const decisions = p.examples / groups.length;
  const ofDecisions = groups.flatMap((group) => Array<string | number>(decisions).fill(group));
  const measured = yield* groupMeasures([wholeBlock(p, logits)], p, each, ofDecisions, Boolean(logits), plain);
  return examplesByGroup(groups).map(({ examples }, g) => {
    const some = onExamples(predicted, examples);
    return { ...measured[g]!, examples: examples.length, ...besides(some, decisionsApart(some)) };
  });
}
