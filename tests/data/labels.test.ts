import { describe, expect, test } from "vitest";
import { readLabels } from "../../src/data/labels.js";
import type { TableCell } from "../../src/exchange/table.js";
import type { Refusal } from "../../src/study/errors.js";
import type { Task } from "../../src/study/study.js";
import { refusal } from "../refusal.js";

const read = (labels: TableCell[], task: Task | null = null) => {
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
  const cases: [Refusal, TableCell[], Task | null][] = [
    [
      refusal("wrong-value", 'wine.csv line 3, column "kind"', "an empty cell", { expected: /label/ }),
      ["x", null, "y"],
      null,
    ],
    [
      refusal("wrong-value", 'wine.csv, column "kind"', 'only "x"', { expected: "at least two classes" }),
      ["x", "x"],
      null,
    ],
    [refusal("wrong-value", 'wine.csv, column "kind"', "only 3", { expected: "at least two classes" }), [3, 3], null],
    [refusal("wrong-value", 'wine.csv, column "kind"', "only 0.5", { expected: /different/ }), [0.5, 0.5], null],
    [refusal("wrong-value", 'wine.csv, column "kind"', "3", { expected: /binary/ }), ["x", "y", "z"], "binary"],
    [refusal("wrong-value", 'wine.csv line 3, column "kind"', '"x"', { expected: "a number" }), [1, "x"], "regression"],
    [refusal("wrong-value", 'wine.csv line 4, column "kind"', '"n/a"'), [1.5, 2, "n/a"], null],
    [refusal("wrong-value", 'wine.csv line 4, column "kind"', '"NaN"'), [0, 1, "NaN"], null],
    [refusal("wrong-value", 'wine.csv line 2, column "kind"', '"?"'), ["?", 1, 0], null],
    [
      refusal("wrong-value", 'wine.csv line 3, column "kind"', '"-inf"', { expected: "a number", remedy: /classes/ }),
      [0, "-inf", 1],
      null,
    ],
    [
      refusal("wrong-value", 'wine.csv line 3, column "kind"', '"1e400"', { expected: /within/ }),
      [0, "1e400", 1],
      null,
    ],
    [
      refusal("wrong-value", 'wine.csv line 3, column "kind"', '"1e400"', { expected: /within/ }),
      [0, "1e400", 1],
      "classes",
    ],
    [
      refusal("wrong-value", 'wine.csv, column "kind"', "1001", { expected: /1000 classes$/ }),
      upTo(1001).map((n) => `id${n}`),
      null,
    ],
  ];
  test.each(cases)("%j", (error, labels, task) => expect(() => read(labels, task)).toThrow(error));
});
