/**
 * Data whose numbers stand in the study: `{ name: "given", x, y, task, test: { x, y } }`, so that a run made elsewhere
 * can be followed. Rows and labels may be typed arrays of numbers; a resolved spec has plain ones, as JSON does.
 */
import * as v from "valibot";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { anything, isNumbers, listOf, oneOf, record, weight } from "../study/fields.js";
import type { Task } from "../study/study.js";
import type { Examples } from "../study/variants/data.js";
import type { Split } from "./dataset.js";
import type { Source } from "./source.js";
import { looksLikeClasses, TASKS } from "./tasks.js";

/** Class indices beyond this are refused. */
const MOST_CLASSES = 1000;

const REMEDY = 'Write task "regression" if these are targets.';

interface Given extends Examples {
  task: Task | null;
  weights: number[] | null;
  test: Examples;
}

/**
 * Rows as arrays, whatever lists of numbers they were; what stands in them is checked later, where the place can be
 * told in full.
 */
const rows = (what: string) =>
  v.pipe(
    listOf(anything(), what),
    v.transform((input) =>
      input.map((row) => (Array.isArray(row) || isNumbers(row) ? Array.from(row as ArrayLike<unknown>) : row)),
    ),
  );

const WEIGHTS = "an array of weights";

const examples = {
  x: rows("an array of rows of numbers"),
  y: rows("an array of labels, targets, or rows of targets"),
};

export const given: Source = {
  name: "given",
  fields: (input) => ({
    ...examples,
    task: taskField(input),
    weights: v.optional(v.nullable(listOf(weight(), WEIGHTS)), null),
    test: record(examples, "an object { x, y }"),
  }),
  check(spec, path) {
    const { x, y, task, weights, test } = spec as unknown as Given;
    checkExamples({ x, y }, path, x[0]?.length, columnsOf(y));
    checkExamples(test, `${path}.test`, x[0]!.length, columnsOf(y));
    if (weights && weights.length !== x.length)
      throw wrongValue(`${path}.weights`, `${x.length} weights, one for each row of x`, String(weights.length));
    const kind = task ?? taskOf(y);
    if (kind === "regression") return;
    const labels = labelsOf(y, kind);
    checkLabels(labels, kind, `${path}.y`);
    checkLabels(labelsOf(test.y, kind, y), kind, `${path}.test.y`);
  },
  make(spec) {
    const { x, task, weights, test, ...written } = spec as unknown as Given;
    const kind = task ?? taskOf(written.y);
    const y = labelsOf(written.y, kind);
    const testY = labelsOf(test.y, kind, written.y);
    const classes = kind === "classes" && isOneHot(written.y) ? columnsOf(written.y)! : 0;
    const largest = [...y, ...testY].reduce<number>((most, label) => Math.max(most, label as number), 1);
    return {
      name: spec.name,
      task: kind,
      inputs: x[0]!.length,
      classes: kind === "regression" ? 0 : kind === "binary" ? 2 : Math.max(largest + 1, classes),
      targets: columnsOf(y) ?? 1,
      classNames: null,
      inputNames: null,
      train: { ...toSplit({ x, y }), weights: weights && Float32Array.from(weights) },
      test: toSplit({ x: test.x, y: testY }),
    };
  },
};

/**
 * What the user says that labels are. Where nothing is said and they have a form that programs mean differently, it is a
 * question; null decides as `taskOf` does.
 */
function taskField({ task, y, test }: Record<string, unknown>): v.GenericSchema {
  const parsed = (labels: unknown) => {
    const { success, output } = v.safeParse(examples.y, labels);
    return success ? (output as Examples["y"]) : null;
  };
  const written = task === undefined ? parsed(y) : null;
  const form = written && questionable(written, parsed((test as { y?: unknown } | null | undefined)?.y) ?? []);
  const what = `one of ${TASKS.join(", ")}, for y is ${form}`;
  return form === null ? v.optional(v.nullable(oneOf(...TASKS)), null) : v.custom<Task>(() => false, what);
}

/**
 * How labels are written that may be classes and may be targets; null where they are plainly one.
 * @param others of the test set, which may have the classes that those lack
 */
function questionable(y: Examples["y"], others: Examples["y"]): string | null {
  const columns = columnsOf(y);
  if (columns !== undefined && columns > 1) return isOneHot(y) ? "rows with a single 1" : null;
  const labels = columns === 1 ? y.flat() : (y as number[]);
  if (!looksLikeClasses(labels)) return null;
  if (columns === 1) return "rows of one integer";
  const distinct = [...new Set(labels)].sort((a, b) => a - b);
  if (distinct.join() === "-1,1") return "-1 and 1";
  const isFromOne = distinct.length > 1 && distinct.every((label, at) => label === at + 1);
  if (isFromOne) return `integers from 1 to ${distinct.length}`;
  const known = new Set([...labels, ...others.flat()]);
  let lacking = 0;
  while (known.has(lacking)) lacking++;
  return distinct.length > 1 && distinct[0]! >= 0 && lacking < distinct.at(-1)!
    ? `integers up to ${distinct.at(-1)} without ${lacking}`
    : null;
}

/** Whether each row has a single 1 and else zeros, not always in the same place. */
function isOneHot(y: Examples["y"]): boolean {
  const places = new Set(y.map(placeOfOne));
  return places.size > 1 && !places.has(NaN);
}

/** The place of the 1 in a row of zeros; NaN in any other. */
function placeOfOne(row: number | number[]): number {
  if (!Array.isArray(row) || row.length < 2) return NaN;
  const isSingle = row.every((value) => value === 0 || value === 1) && row.indexOf(1) === row.lastIndexOf(1);
  return isSingle && row.includes(1) ? row.indexOf(1) : NaN;
}

/**
 * Class indices: of rows with a single 1 its place, of rows of one number that number; of -1 and 1, and of 1 and 2, where
 * the task is binary, 0 for the smaller and 1 for the larger.
 * @param trained labels of the training set, where these are others
 */
function labelsOf(y: Examples["y"], task: Task, trained = y): Examples["y"] {
  if (task === "regression") return y;
  if (isOneHot(trained) && (task === "classes" || columnsOf(trained) === 2)) return y.map(placeOfOne);
  const flat = (labels: Examples["y"]) => (columnsOf(labels) === 1 ? labels.flat() : (labels as number[]));
  const distinct = [...new Set(flat(trained))].sort((a, b) => a - b);
  if (task !== "binary" || !["-1,1", "1,2"].includes(distinct.join())) return flat(y);
  return flat(y).map((label) => (distinct.includes(label) ? distinct.indexOf(label) : NaN));
}

/** Width of the rows of targets, or undefined for one number an example. */
function columnsOf(y: Examples["y"]): number | undefined {
  return Array.isArray(y[0]) ? y[0].length : undefined;
}

/** Without a word from the user: rows of targets are a regression, a few different class indices are classes. */
function taskOf(y: Examples["y"]): Task {
  if (columnsOf(y) !== undefined || !looksLikeClasses(y as number[]) || y.some((label) => (label as number) < 0))
    return "regression";
  return y.every((label) => (label as number) <= 1) ? "binary" : "classes";
}

function checkExamples(
  { x, y }: Examples,
  path: string,
  inputs: number | undefined,
  targets: number | undefined,
): void {
  if (x.length === 0) throw wrongValue(`${path}.x`, "at least one row", "none");
  x.forEach((row, n) => checkRow(row, `${path}.x[${n}]`, inputs));
  if (y.length !== x.length)
    throw wrongValue(`${path}.y`, `${x.length} labels, one for each row of x`, String(y.length));
  y.forEach((label, n) => {
    if (targets === undefined) checkNumber(label, `${path}.y[${n}]`);
    else checkRow(label, `${path}.y[${n}]`, targets);
  });
}

function checkRow(row: unknown, path: string, width: number | undefined): void {
  if (!Array.isArray(row)) throw wrongType(path, "a row of numbers", shown(row));
  if (row.length === 0) throw wrongValue(path, "at least one number", "none");
  if (row.length !== width) throw wrongValue(path, `${width} numbers, as in the first row`, String(row.length));
  row.forEach((value, k) => checkNumber(value, `${path}[${k}]`));
}

function checkNumber(value: unknown, path: string): void {
  if (typeof value !== "number") throw wrongType(path, "a number", shown(value));
  if (!Number.isFinite(Math.fround(value))) throw wrongValue(path, "a number finite in float32", shown(value));
}

function checkLabels(y: Examples["y"], task: "binary" | "classes", path: string): void {
  const what = task === "binary" ? "0 or 1" : `a class index, an integer from 0 to ${MOST_CLASSES - 1}`;
  y.forEach((label, n) => {
    const fits =
      Number.isInteger(label) && (label as number) >= 0 && (label as number) < (task === "binary" ? 2 : MOST_CLASSES);
    if (!fits) throw wrongValue(`${path}[${n}]`, what, shown(label), REMEDY);
  });
}

function toSplit({ x, y }: Examples): Split {
  // JSON has no -0: it becomes +0, so that a result read back has the same data.
  const floats = (numbers: readonly number[]) => Float32Array.from(numbers, (number) => number + 0);
  return {
    count: x.length,
    x: floats(x.flat()),
    y: floats((y as (number | number[])[]).flat()),
    truth: null,
  };
}
