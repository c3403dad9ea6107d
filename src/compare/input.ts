/**
 * Predictions as programs hold them, and what is known beside them: read, checked, in the form in which they are
 * measured. Nothing is rounded.
 */
import type { Preprocessing } from "../data/preprocessing.js";
import { checkGroups } from "../measure/by-group.js";
import type { MeasureInput } from "../measure/input.js";
import { checkClasses, type Predictions } from "../measure/predictions.js";
import { notOneOf, readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { checkKnown, fieldsOf, isArray } from "../study/fields.js";
import { isList, type NumberRange, type Numbers, type Rows } from "../study/numbers.js";
import { readRows } from "../study/rows.js";
import { PREDICTION_TASKS, type PredictionTask } from "./tasks.js";

/** Predictions of several replicas on the same examples, and what is known of these. */
export interface CompareInput {
  /**
   * [replica][example], or [replica][example][column]: probabilities (one column: of the positive class; several: a row
   * adds up to 1 within 0.001, but for several labels), or values of a regression, each from -1e100 to 1e100. Typed
   * arrays are taken as lists and as rows.
   */
  predictions: readonly Rows[];
  /** What the predictions are. Default: "classes" for several columns, else "binary". */
  task?: PredictionTask;
  /**
   * [example]: 0 or 1, or the class index; for a regression the targets, for several labels 0 or 1 each, in the shape of
   * one replica's predictions.
   */
  labels?: Rows | null;
  /** What a perfect model would predict, in the shape of one replica's predictions. */
  truth?: Rows | null;
  /** Predictions of the one model that is in use, in the shape of one replica's: what would change for its users. */
  baseline?: Rows | null;
  /** [example]: by what an example is known, a text or a number, each a different one. */
  ids?: readonly string[] | Numbers | null;
  /** [example]: the group of an example, a text or a number, for measures of each group; at most 1,000 groups. */
  groups?: readonly string[] | Numbers | null;
  /** [example]: the number of its row in a file. Default: 0, 1, 2 and so on. */
  rows?: Numbers | null;
  /** Names of the classes, targets or labels, by column; of two classes in one column both, 0 and 1. Default: none. */
  classNames?: readonly string[] | null;
  /** How many of the examples that flip are listed, those that flip most first. Default 100. */
  flips?: number;
}

/** What is compared: predictions as they were given, with what is known of the examples. */
export interface Predicted extends Pick<MeasureInput, "logits" | "loss"> {
  task: PredictionTask;
  /** R x N x C. */
  predictions: Predictions;
  /** N classes; N x C targets, or labels that are 0 or 1. */
  labels: ArrayLike<number> | null;
  /** N x C. */
  truth: Float64Array | null;
  /** N x C. */
  baseline: Float64Array | null;
  ids: readonly (string | number)[] | null;
  groups: readonly (string | number)[] | null;
  rows: ArrayLike<number> | null;
  classNames: readonly string[] | null;
  /** How values and labels are scaled; null where they are in the units of their file. */
  target: Preprocessing["target"];
}

const FIELDS = [
  "predictions",
  "task",
  "labels",
  "truth",
  "baseline",
  "ids",
  "groups",
  "rows",
  "classNames",
  "flips",
] satisfies (keyof CompareInput)[];

/** By how much a row of probabilities may miss 1: as much as printing them with three or four digits moves it. */
const OFF = 1e-3;
/** Examples that are listed by default. */
export const LISTED = 100;

const PROBABILITY: NumberRange = {
  least: 0,
  most: 1,
  what: "a probability from 0 to 1",
  remedy: 'Apply the sigmoid or the softmax to logits; for values of a regression, write task: "regression".',
};

/** So that no square and no sum of them is infinite. */
const VALUE: NumberRange = { least: -1e100, most: 1e100, what: "a number from -1e100 to 1e100" };

/** Which numbers are predictions. */
export function rangeOf(task: PredictionTask): NumberRange {
  return task === "regression" ? VALUE : PROBABILITY;
}

/**
 * What looks at each row of such predictions; undefined where a row may be anything.
 * @param several how the task of several labels is written
 */
export function rowCheckOf(
  task: PredictionTask,
  columns: number,
  several = 'write task: "multilabel"',
): ((row: Float64Array | Float32Array, path: string) => void) | undefined {
  const isDistribution = columns > 1 && (task === "binary" || task === "classes");
  return isDistribution ? (row, path) => checkDistribution(row, path, several) : undefined;
}

/**
 * What was given, as it is measured, and how many examples are to be listed.
 * @throws InputError with the path of what does not fit
 */
export function readInput(input: unknown, path: string): { predicted: Predicted; listed: number } {
  const fields = fieldsOf(input, path);
  checkKnown(fields, FIELDS, path);
  return readOrRefuse("predictions", "what can be read", input, () => ({
    predicted: predictedIn(fields),
    listed: listedIn(fields.flips),
  }));
}

function predictedIn(fields: Record<string, unknown>): Predicted {
  const { predictions, labels, truth, baseline } = fields;
  if (!isArray(predictions)) throw wrongType("predictions", "an array [replica][example]", shown(predictions));
  const [replicas, examples, columns] = shapeOf(predictions);
  const task = taskOf(fields.task, columns);
  const isValues = task === "regression";
  const size = examples * columns;
  const check = rowCheckOf(task, columns);
  const range = rangeOf(task);
  const known = (given: unknown, path: string): Float64Array | null => {
    if (!isGiven(given)) return null;
    const numbers = new Float64Array(size);
    readRows(listOf(given, examples, path), columns, path, range, numbers, 0, check);
    return numbers;
  };
  const values = new Float64Array(replicas * size);
  for (let r = 0; r < replicas; r++) {
    const path = `predictions[${r}]`;
    readRows(listOf(predictions[r], examples, path), columns, path, range, values, r * size, check);
  }
  const groups = namesOf(fields.groups, examples, "groups");
  if (groups) checkGroups(groups, "groups");
  const ids = namesOf(fields.ids, examples, "ids");
  if (ids) checkDifferent(ids);
  return {
    task,
    predictions: { values, replicas, examples, columns, kind: isValues ? "value" : "probability" },
    labels: labelsIn(),
    truth: known(truth, "truth"),
    baseline: known(baseline, "baseline"),
    logits: null,
    loss: isValues ? "squared" : check ? "softmax" : "logistic",
    ids,
    groups,
    rows: rowsIn(fields.rows, examples),
    classNames: classNamesIn(fields.classNames, task === "binary" ? 2 : columns),
    target: null,
  };

  function labelsIn(): ArrayLike<number> | null {
    if (!isGiven(labels)) return null;
    if (isValues) return known(labels, "labels");
    if (task === "multilabel") return marksIn(listOf(labels, examples, "labels"), columns);
    checkClasses(labels, { examples, columns }, "labels");
    return Float64Array.from(labels);
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Replicas, examples and columns, by the first replica and its first example. */
function shapeOf(predictions: readonly unknown[]): readonly [replicas: number, examples: number, columns: number] {
  const first = predictions[0];
  if (predictions.length > 0 && !isList(first))
    throw wrongType("predictions[0]", "a list of numbers or of rows, one per example", shown(first));
  const examples = isList(first) ? first.length : 0;
  if (examples === 0)
    throw wrongValue("predictions", "at least one replica with one example", `${predictions.length} x ${examples}`);
  const row = (first as ArrayLike<unknown>)[0];
  if (isList(row) && row.length === 0) throw wrongValue("predictions[0][0]", "at least one number", "none");
  return [predictions.length, examples, isList(row) ? row.length : 1];
}

/** @throws InputError for what is no task, or none of so many columns */
export function taskOf(task: unknown, columns: number, path = "task"): PredictionTask {
  if (task === undefined) return columns > 1 ? "classes" : "binary";
  if (!PREDICTION_TASKS.includes(task as PredictionTask)) throw notOneOf(path, task, PREDICTION_TASKS);
  if (task === "binary" && columns > 2)
    throw wrongValue(path, `classes, multilabel or regression for ${columns} columns`, shown(task));
  if (task === "classes" && columns === 1) throw wrongValue(path, "binary or regression for one column", shown(task));
  return task as PredictionTask;
}

function listOf(given: unknown, examples: number, path: string): ArrayLike<unknown> {
  const what = `${examples} ${examples === 1 ? "example" : "examples"}, as many as replica 0 has`;
  if (!isList(given)) throw wrongType(path, what, shown(given));
  if (given.length !== examples) throw wrongValue(path, what, String(given.length));
  return given;
}

function checkDistribution(row: Float64Array | Float32Array, path: string, several: string): void {
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += row[c]!;
  if (Math.abs(sum - 1) <= OFF) return;
  throw wrongValue(
    path,
    `probabilities that add up to 1 (within ${OFF})`,
    `a sum of ${Number(sum.toPrecision(6))}`,
    `Divide a row by its sum; where an example may have several labels, ${several}.`,
  );
}

/** Several labels an example: whether it has each of them. */
const MARK: NumberRange = { least: 0, most: 1, what: "0 or 1" };

function marksIn(given: ArrayLike<unknown>, columns: number): Float64Array {
  const labels = new Float64Array(given.length * columns);
  readRows(given, columns, "labels", MARK, labels, 0);
  const bad = labels.findIndex((mark) => mark !== 0 && mark !== 1);
  if (bad < 0) return labels;
  const example = `labels[${Math.floor(bad / columns)}]`;
  throw wrongValue(columns === 1 ? example : `${example}[${bad % columns}]`, MARK.what, String(labels[bad]));
}

/** A text or a number an example. */
function namesOf(given: unknown, examples: number, path: string): (string | number)[] | null {
  if (!isGiven(given)) return null;
  return Array.from(listOf(given, examples, path), (name, n) => {
    if (typeof name === "string" || Number.isFinite(name)) return name as string | number;
    throw wrongType(`${path}[${n}]`, "a text or a number", shown(name));
  });
}

function checkDifferent(ids: readonly (string | number)[]): void {
  const before = new Map<string | number, number>();
  ids.forEach((id, n) => {
    if (before.has(id))
      throw wrongValue(`ids[${n}]`, "a different id for each example", `${shown(id)}, as at ids[${before.get(id)}]`);
    before.set(id, n);
  });
}

function rowsIn(given: unknown, examples: number): ArrayLike<number> | null {
  if (!isGiven(given)) return null;
  return Array.from(listOf(given, examples, "rows"), (row, n) => {
    if (Number.isSafeInteger(row)) return row as number;
    throw wrongType(`rows[${n}]`, "an integer", shown(row));
  });
}

export function classNamesIn(given: unknown, count: number, path = "classNames"): readonly string[] | null {
  if (!isGiven(given)) return null;
  const what = `${count} ${count === 1 ? "name" : "names"}`;
  if (!isArray(given)) throw wrongType(path, what, shown(given));
  if (given.length !== count) throw wrongValue(path, what, String(given.length));
  return Array.from(given, (name, c) => {
    if (typeof name === "string") return name;
    throw wrongType(`${path}[${c}]`, "a text", shown(name));
  });
}

function listedIn(given: unknown): number {
  if (given === undefined) return LISTED;
  if (typeof given !== "number") throw wrongType("flips", "a number of examples", shown(given));
  if (!(given >= 0)) throw wrongValue("flips", "a number of examples, 0 or more", shown(given));
  return given;
}
