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
  fields: () => ({
    ...examples,
    task: v.optional(v.nullable(oneOf(...TASKS)), null),
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
    checkLabels(y, kind, `${path}.y`);
    checkLabels(test.y, kind, `${path}.test.y`);
  },
  make(spec) {
    const { x, y, task, weights, test } = spec as unknown as Given;
    const kind = task ?? taskOf(y);
    const largest = [...y, ...test.y].reduce<number>((most, label) => Math.max(most, label as number), 1);
    return {
      name: spec.name,
      task: kind,
      inputs: x[0]!.length,
      classes: kind === "regression" ? 0 : kind === "binary" ? 2 : largest + 1,
      targets: columnsOf(y) ?? 1,
      classNames: null,
      inputNames: null,
      train: { ...toSplit({ x, y }), weights: weights && Float32Array.from(weights) },
      test: toSplit(test),
    };
  },
};

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
  if (row.length !== width) throw wrongValue(path, `${width} numbers as in the first row`, String(row.length));
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
