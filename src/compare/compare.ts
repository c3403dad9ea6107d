/**
 * Compares predictions that anybody made: replicas of a model trained elsewhere, two versions of a model in production.
 * They are measured as they are given, in double precision.
 */
import { TASKS } from "../data/tasks.js";
import { type MeasureName, measureAll } from "../measure/all.js";
import type { MeasureInput } from "../measure/input.js";
import { checkClasses } from "../measure/predictions.js";
import type { Estimate } from "../statistics/estimate.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { notOneOf, readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { checkKnown, fieldsOf, isArray } from "../study/fields.js";
import { isList, type NumberRange, type Rows, readRows } from "../study/numbers.js";
import type { Task } from "../study/study.js";

/** Predictions of several replicas on the same examples, and what is known of these. */
export interface CompareInput {
  /**
   * [replica][example], or [replica][example][class]: probabilities (one column: of the positive class; several: a row
   * adds up to 1 within 0.001), or values of a regression, [replica][example] or [replica][example][target], each from
   * -1e100 to 1e100. Typed arrays are taken as lists and as rows.
   */
  predictions: readonly Rows[];
  /** What the predictions are. Default: "classes" for several columns, else "binary". */
  task?: Task;
  /** [example]: 0 or 1, or the class index; for a regression the targets, in the shape of one replica's predictions. */
  labels?: Rows | null;
  /** What a perfect model would predict, in the shape of one replica's predictions. */
  truth?: Rows | null;
}

/** What `compare` returns. */
export interface Comparison {
  /** How many replicas were given. */
  replicas: number;
  /** How many examples they predict. */
  examples: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** Every measure by its name; value null where one does not apply. */
  measures: Record<MeasureName, Estimate>;
  /** Number of decisions that broke a tie; null where nothing is decided. */
  ties: number | null;
}

const FIELDS = ["predictions", "task", "labels", "truth"];

/** By how much a row of probabilities may miss 1: as much as printing them with three or four digits moves it. */
const OFF = 1e-3;

const PROBABILITY: NumberRange = {
  least: 0,
  most: 1,
  what: "a probability from 0 to 1",
  remedy: 'Of logits take the sigmoid or the softmax; for values of a regression write task: "regression".',
};

/** So that no square and no sum of them is infinite. */
const VALUE: NumberRange = { least: -1e100, most: 1e100, what: "a number from -1e100 to 1e100" };

/** Measures given predictions (`lazy.ts` says what it takes). */
export async function compare(input: CompareInput): Promise<Comparison> {
  const fields = fieldsOf(input, "compare");
  checkKnown(fields, FIELDS, "compare");
  const given = readOrRefuse("predictions", "what can be read", input, () => evaluationIn(fields));
  const { measures, ties } = measureAll(given);
  const { replicas, examples } = given.predictions;
  return { replicas, examples, statistics: STATISTICS_VERSION, measures, ties };
}

/** The predictions, and what is known beside them, as they are measured. */
function evaluationIn({ predictions, task: named, labels, truth }: Record<string, unknown>): MeasureInput {
  if (!isArray(predictions)) throw wrongType("predictions", "an array [replica][example]", shown(predictions));
  const [replicas, examples, columns] = shapeOf(predictions);
  const task = taskOf(named, columns);
  const isValues = task === "regression";
  const size = examples * columns;
  const check = !isValues && columns > 1 ? checkDistribution : undefined;
  const readInto = (given: unknown, path: string, into: Float64Array, at = 0) =>
    readRows(listOf(given, examples, path), columns, path, isValues ? VALUE : PROBABILITY, into, at, check);
  const known = (given: unknown, path: string) => {
    const numbers = new Float64Array(size);
    readInto(given, path, numbers);
    return numbers;
  };
  const values = new Float64Array(replicas * size);
  for (let r = 0; r < replicas; r++) readInto(predictions[r], `predictions[${r}]`, values, r * size);
  return {
    predictions: { values, replicas, examples, columns, kind: isValues ? "value" : "probability" },
    labels: isGiven(labels) ? (isValues ? known(labels, "labels") : classesIn(labels, examples, columns)) : null,
    truth: isGiven(truth) ? known(truth, "truth") : null,
    task,
    loss: isValues ? "squared" : columns > 1 ? "softmax" : "logistic",
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Replicas, examples and columns, by the first replica and its first example. */
function shapeOf(predictions: readonly unknown[]): readonly [replicas: number, examples: number, columns: number] {
  const first = predictions[0];
  if (predictions.length > 0 && !isList(first))
    throw wrongType("predictions[0]", "a list of numbers or of rows, one an example", shown(first));
  const examples = isList(first) ? first.length : 0;
  if (examples === 0)
    throw wrongValue("predictions", "at least one replica with one example", `${predictions.length} x ${examples}`);
  const row = (first as ArrayLike<unknown>)[0];
  if (isList(row) && row.length === 0) throw wrongValue("predictions[0][0]", "at least one number", "none");
  return [predictions.length, examples, isList(row) ? row.length : 1];
}

function taskOf(task: unknown, columns: number): Task {
  if (task === undefined) return columns > 1 ? "classes" : "binary";
  if (!TASKS.includes(task as Task)) throw notOneOf("task", task, TASKS);
  if (task === "binary" && columns > 2)
    throw wrongValue("task", `classes or regression for ${columns} columns`, shown(task));
  if (task === "classes" && columns === 1) throw wrongValue("task", "binary or regression for one column", shown(task));
  return task as Task;
}

function listOf(given: unknown, examples: number, path: string): ArrayLike<unknown> {
  const what = `${examples} ${examples === 1 ? "example" : "examples"}, as many as replica 0 has`;
  if (!isList(given)) throw wrongType(path, what, shown(given));
  if (given.length !== examples) throw wrongValue(path, what, String(given.length));
  return given;
}

function checkDistribution(row: Float64Array | Float32Array, path: string): void {
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += row[c]!;
  if (Math.abs(sum - 1) <= OFF) return;
  const remedy =
    "Divide a row by its sum; where an example may have several labels, compare one label after the other, each as one column.";
  throw wrongValue(
    path,
    `probabilities that add up to 1 (within ${OFF})`,
    `a sum of ${Number(sum.toPrecision(6))}`,
    remedy,
  );
}

function classesIn(labels: unknown, examples: number, columns: number): Float64Array {
  checkClasses(labels, { examples, columns }, "labels");
  return Float64Array.from(labels);
}
