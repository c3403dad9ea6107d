import { describe, expect, test } from "vitest";
import { readLabels } from "../../src/data/labels.js";
import type { Cell } from "../../src/data/table.js";
import type { Task } from "../../src/study/study.js";

const read = (labels: Cell[], task: Task | null = null) => {
  return readLabels(
    { source: "wine.csv", unit: "line", name: "kind", cells: labels, rows: labels.map((_, n) => n + 2) },
    task,
  );
};
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test("two words are binary, in the order of their code units", () => {
  expect(read(["yes", "no", "yes"])).toEqual({ task: "binary", y: [1, 0, 1], classNames: ["no", "yes"] });
  expect(read(["a", "B", "é", "a"])).toEqual({ task: "classes", y: [1, 0, 2, 1], classNames: ["B", "a", "é"] });
});

test("integers are classes in the order of numbers, whatever their spelling", () => {
  expect(read(["10", "9", "10.0", "-1"])).toEqual({ task: "classes", y: [2, 1, 2, 0], classNames: ["-1", "9", "10"] });
});

test("numbers and words together are words, while the numbers are few integers", () => {
  expect(read(["10", "9", "x"])).toEqual({ task: "classes", y: [0, 1, 2], classNames: ["10", "9", "x"] });
});

test("words that stand for a gap are classes among words, and where the user says so", () => {
  expect(read(["x", "nan", "?"]).classNames).toEqual(["?", "nan", "x"]);
  expect(read([0, 1, "NaN"], "classes").classNames).toEqual(["0", "1", "NaN"]);
});

test("many integers, and other numbers, are targets", () => {
  expect(read(upTo(20)).task).toBe("classes");
  expect(read(upTo(21))).toEqual({ task: "regression", y: upTo(21), classNames: null });
  expect(read([0.5, 1])).toEqual({ task: "regression", y: [0.5, 1], classNames: null });
});

test("the user's word goes first", () => {
  expect(read([3, 5, 3], "regression")).toEqual({ task: "regression", y: [3, 5, 3], classNames: null });
  expect(read([3, 5, 3], "classes")).toEqual({ task: "classes", y: [0, 1, 0], classNames: ["3", "5"] });
  expect(read([0.5, 1, 0.5], "binary")).toEqual({ task: "binary", y: [0, 1, 0], classNames: ["0.5", "1"] });
  expect(read([...upTo(30), "x"], "classes").classNames).toHaveLength(31);
});

describe("refused, with one clear sentence", () => {
  const cases: [string, Cell[], Task | null][] = [
    ['wine.csv line 3, column "kind": expected a label; got an empty cell.', ["x", null, "y"], null],
    ['wine.csv, column "kind": expected at least two classes; got only "x".', ["x", "x"], null],
    ['wine.csv, column "kind": expected at least two classes; got only 3.', [3, 3], null],
    ['wine.csv, column "kind": expected at least two different targets; got only 0.5.', [0.5, 0.5], null],
    ['wine.csv, column "kind": expected two classes for task "binary"; got 3.', ["x", "y", "z"], "binary"],
    ['wine.csv line 3, column "kind": expected a number; got "x".', [1, "x"], "regression"],
    [
      'wine.csv line 4, column "kind": expected a number; got "n/a". Write task "classes" if the labels are classes.',
      [1.5, 2, "n/a"],
      null,
    ],
    [
      'wine.csv line 4, column "kind": expected a number; got "NaN". Write task "classes" if the labels are classes.',
      [0, 1, "NaN"],
      null,
    ],
    [
      'wine.csv line 2, column "kind": expected a number; got "?". Write task "classes" if the labels are classes.',
      ["?", 1, 0],
      null,
    ],
    [
      'wine.csv line 3, column "kind": expected a number; got "-inf". Write task "classes" if the labels are classes.',
      [0, "-inf", 1],
      null,
    ],
    [
      'wine.csv line 3, column "kind": expected a number within the range of float32; got "1e400".',
      [0, "1e400", 1],
      null,
    ],
    [
      'wine.csv line 3, column "kind": expected a number within the range of float32; got "1e400".',
      [0, "1e400", 1],
      "classes",
    ],
    ['wine.csv, column "kind": expected at most 1000 classes; got 1001.', upTo(1001).map((n) => `id${n}`), null],
  ];
  test.each(cases)("%s", (message, labels, task) =>
    expect(() => read(labels, task)).toThrow(
      expect.objectContaining({ name: "InputError", kind: "wrong-value", message }),
    ),
  );
});
