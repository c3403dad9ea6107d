/**
 * Compares predictions that anybody made: replicas of a model trained elsewhere, two versions of a model in production.
 * They are measured as they are given, in double precision.
 */
import { TASKS } from "../data/tasks.js";
import { type MeasureName, measureAll } from "../measure/all.js";
import type { Estimate } from "../measure/estimate.js";
import { STATISTICS } from "../measure/statistics.js";
import { notOneOf, shown, unknownField, wrongType, wrongValue } from "../study/errors.js";
import { isList, type Rows, readNumber, readRows, type Wanted } from "../study/numbers.js";
import type { Task } from "../study/study.js";

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

export interface Comparison {
  replicas: number;
  examples: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** Every measure by its name; value null where one does not apply. */
  measures: Record<MeasureName, Estimate>;
  /** Decisions that broke a tie; null where nothing is decided. */
  ties: number | null;
}

const FIELDS = ["predictions", "task", "labels", "truth"];

/** By how much a row of probabilities may miss 1: as much as printing them with three or four digits moves it. */
const OFF = 1e-3;

const PROBABILITY: Wanted = {
  least: 0,
  most: 1,
  what: "a probability from 0 to 1",
  remedy: 'Of logits take the sigmoid or the softmax; for values of a regression write task: "regression".',
};

/** So that no square and no sum of them is infinite. */
const VALUE: Wanted = { least: -1e100, most: 1e100, what: "a number from -1e100 to 1e100" };

/**
 * Every measure of predictions that are given.
 * @throws InputError, with the path of what does not fit, for anything but numbers (a hole in a list is
 *   none), for probabilities outside of [0, 1] or rows of them that are no distribution, for labels or a truth of
 *   another shape or range
 */
export function compare(input: CompareInput): Comparison {
  if (typeof input !== "object" || input === null || !Array.isArray(input.predictions)) {
    throw wrongType("predictions", "an array [replica][example]", shown(input));
  }
  const unknown = Object.keys(input).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw unknownField("compare", unknown, FIELDS);
  const { predictions, labels, truth } = input as {
    predictions: readonly unknown[];
    labels?: unknown;
    truth?: unknown;
  };
  const [replicas, examples, columns] = shapeOf(predictions);
  const task = taskOf(input.task, columns);
  const wanted = task === "regression" ? VALUE : PROBABILITY;
  const size = examples * columns;
  const read = (given: unknown, path: string, into: Float64Array, at = 0) =>
    readRows(
      listOf(given, examples, path),
      columns,
      path,
      wanted,
      into,
      at,
      wanted === PROBABILITY && columns > 1 ? checkDistribution : undefined,
    );

  const values = new Float64Array(replicas * size);
  for (let r = 0; r < replicas; r++) read(predictions[r], `predictions[${r}]`, values, r * size);
  const known = (given: unknown, path: string) => {
    const numbers = new Float64Array(size);
    read(given, path, numbers);
    return numbers;
  };
  const { measures, ties } = measureAll({
    predictions: { values, replicas, examples, columns, kind: task === "regression" ? "value" : "probability" },
    labels:
      labels === undefined || labels === null
        ? null
        : task === "regression"
          ? known(labels, "labels")
          : classesIn(labels, examples, columns),
    truth: truth === undefined || truth === null ? null : known(truth, "truth"),
    task,
    loss: task === "regression" ? "squared" : columns > 1 ? "softmax" : "logistic",
  });
  return { replicas, examples, statistics: STATISTICS, measures, ties };
}

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
  const list = listOf(labels, examples, "labels");
  const last = Math.max(2, columns) - 1;
  const what = last === 1 ? "0 or 1" : `a class index, an integer from 0 to ${last}`;
  return Float64Array.from({ length: examples }, (_, n) => {
    const label = readNumber(list[n], `labels[${n}]`, { least: 0, most: last, what });
    if (!Number.isInteger(label)) throw wrongValue(`labels[${n}]`, what, shown(label));
    return label;
  });
}
