/** The test examples on which replicas differ most, with all that is known of them. */
import type { Dataset, Split } from "../data/dataset.js";
import { inFileUnits } from "../data/preprocessing.js";
import { type ExampleRow, exampleRows } from "../measure/by-example.js";
import { decide } from "../measure/decisions.js";
import type { Predictions } from "../measure/predictions.js";
import { quantile } from "../statistics/sample.js";
import type { ClassCount, ExampleLabel, ExplainedExample, Explanation, NearExample } from "./explanation.js";
import { inputReader } from "./in-file.js";
import { nearestTo } from "./nearest.js";

/** Replicas up to which each is told. */
const TOLD = 1024;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** What is explained: all predictions, and the data they are of. */
export interface Predicting {
  dataset: Dataset;
  /** What is trained on. */
  train: Split;
  predictions: Predictions;
  logits: Float32Array;
}

/** What is said of all test examples, and of those that differ most. */
export type OfExamples = Pick<Explanation, "columns" | "predictionDifference" | "churn" | "differing" | "explained">;

/**
 * Yields after some milliseconds' worth of examples.
 * @param listed examples at most
 * @param neighbours training examples of each
 */
export function* explainExamples(
  { dataset, train, predictions: p, logits }: Predicting,
  listed: number,
  neighbours: number,
): Generator<void, OfExamples> {
  const target = dataset.preprocessing?.target ?? null;
  const classes = decide(p, logits)?.classes ?? null;
  const rows = yield* exampleRows(p, classes);
  const total = rows.reduce((sum, { difference }) => sum + difference, 0);
  const order = Array.from(rows.keys()).filter((n) => rows[n]!.difference > 0);
  order.sort((a, b) => rows[b]!.difference - rows[a]!.difference || a - b);
  const unit = target?.sd ?? 1;
  const reader = inputReader(dataset);
  const explained: ExplainedExample[] = [];
  for (const n of order.slice(0, listed)) {
    yield;
    explained.push(explainedExample(n));
  }
  return {
    columns: reader.columns,
    predictionDifference: (total / p.examples) * unit,
    churn: classes && rows.reduce((sum, { disagreement }) => sum + disagreement!, 0) / p.examples,
    differing: order.length,
    explained,
  };

  function explainedExample(n: number): ExplainedExample {
    const { test } = dataset;
    const x = test.x.subarray(n * dataset.inputs, (n + 1) * dataset.inputs);
    const { difference, disagreement }: ExampleRow = rows[n]!;
    return {
      example: n,
      ...knownOfExample(test, n),
      group: test.groups?.[n] ?? null,
      inputs: reader.read(x),
      label: labelOfExample(dataset, test, n),
      difference: difference * unit,
      share: difference / total,
      churn: disagreement,
      ...predictedFor(n),
      nearest: nearestTo(train.x, x, neighbours).map(
        ({ example, distance }): NearExample => ({
          example,
          ...knownOfExample(train, example),
          label: labelOfExample(dataset, train, example),
          distance,
        }),
      ),
    };
  }

  function predictedFor(n: number) {
    const { replicas, examples, columns } = p;
    const at = (r: number) => (r * examples + n) * columns;
    const outputs = Array.from({ length: columns }, (_, c) =>
      Float64Array.from({ length: replicas }, (_, r) => inFileUnits(p.values[at(r) + c]!, target)),
    );
    const mean = outputs.map((values) => values.reduce((sum, value) => sum + value, 0) / replicas);
    const output = largestAt(outputs.map(spreadOf));
    const values = outputs[output]!;
    const [least, largest] = ends(values).map((end) => values.indexOf(end)) as [number, number];
    const isClasses = classes !== null;
    const decided = isClasses ? decide({ ...p, replicas: 1, examples: 1, values: Float64Array.from(mean) }) : null;
    return {
      mean,
      decided: decided && named(dataset, decided.classes[0]!),
      margin: isClasses ? marginOf(mean) : null,
      decisions: classes && countsOf(dataset, classes, n, p),
      output,
      least: { replica: least, value: values[least]! },
      largest: { replica: largest, value: values[largest]! },
      quantiles: SHARES.map((share) => quantile(values, share)),
      predictions:
        replicas > TOLD
          ? null
          : Array.from({ length: replicas }, (_, r) =>
              columns === 1 ? outputs[0]![r]! : outputs.map((each) => each[r]!),
            ),
    };
  }
}

/** By what an example is known. */
function knownOfExample({ rows, ids }: Split, n: number): Pick<NearExample, "row" | "id"> {
  return { row: rows?.[n] ?? null, id: ids?.[n] ?? null };
}

function named({ classNames, preprocessing }: Dataset, index: number): string | number {
  return (classNames ?? preprocessing?.classNames)?.[index] ?? index;
}

function labelOfExample(dataset: Dataset, { y, count }: Split, n: number): ExampleLabel {
  if (dataset.task !== "regression") return named(dataset, y[n]!);
  const width = y.length / count;
  const values = Array.from(y.subarray(n * width, (n + 1) * width), (value) =>
    inFileUnits(value, dataset.preprocessing?.target ?? null),
  );
  return width === 1 ? values[0]! : values;
}

/** The least and the largest. */
function ends(values: Float64Array): [number, number] {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  return [least, largest];
}

/** Sum over the pairs of the distances of two numbers. */
function spreadOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  let sum = 0;
  for (let r = 1; r < sorted.length; r++) sum += r * (sorted.length - r) * (sorted[r]! - sorted[r - 1]!);
  return sum;
}

/** The first of the largest. */
function largestAt(values: readonly number[]): number {
  return values.reduce((best, value, at) => (value > values[best]! ? at : best), 0);
}

/** Of one column P(y = 1). */
function marginOf(mean: readonly number[]): number {
  if (mean.length === 1) return Math.abs(2 * mean[0]! - 1);
  const [first, second] = [...mean].sort((a, b) => b - a);
  return first! - second!;
}

function countsOf(
  dataset: Dataset,
  classes: Uint32Array,
  n: number,
  { replicas, examples, columns }: Predictions,
): ClassCount[] {
  const counts = new Array<number>(Math.max(2, columns)).fill(0);
  for (let r = 0; r < replicas; r++) counts[classes[r * examples + n]!]!++;
  return counts.flatMap((count, c) => (count > 0 ? [{ class: named(dataset, c), replicas: count }] : []));
}
