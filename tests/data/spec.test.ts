import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FAMILIES, familyNames, SOURCES } from "../../src/data/sources.js";
import { resolveData } from "../../src/data/spec.js";
import type { InputErrorKind } from "../../src/study/errors.js";

const NAMES = SOURCES.map(({ name }) => name);

test("a bare name stands for its defaults, with name first", () => {
  const vee = resolveData("vee");
  expect(JSON.stringify(vee)).toBe(
    '{"name":"vee","train":6000,"test":1000,"dimension":2,"task":"binary","scale":4,"noise":0}',
  );
});

test("the order of the keys does not depend on the order of writing", () => {
  const [a, b] = [
    resolveData({ name: "vee", noise: 0.1, train: 10 }),
    resolveData({ train: 10, noise: 0.1, name: "vee" }),
  ];
  expect(JSON.stringify(a)).toBe(JSON.stringify(b));
});

test("scale and noise have defaults by task", () => {
  expect(resolveData({ name: "vee", task: "regression" })).toMatchObject({ scale: 1, noise: 0.1 });
  expect(resolveData({ name: "vee", task: "binary" })).toMatchObject({ scale: 4, noise: 0 });
});

test.each(familyNames)("%s: resolving twice changes nothing", (name) => {
  const once = resolveData(name);
  expect(JSON.stringify(resolveData(once))).toBe(JSON.stringify(once));
});

test("every spec in docs/data.md resolves, and those with all their fields to themselves", () => {
  const blocks = [...readFileSync("docs/data.md", "utf8").matchAll(/```json\n(.*?)```/gs)].map(
    (match) => JSON.parse(match[1]!) as Record<string, unknown>,
  );
  const complete = blocks.filter((block) => JSON.stringify(resolveData(block)) === JSON.stringify(block));
  expect(complete.map((block) => block.name)).toEqual(NAMES.filter((name) => name !== "given"));
  expect(blocks.length).toBeGreaterThan(complete.length);
});

test("the families are those of the list, each with a summary of one line", () => {
  expect(familyNames).toEqual([
    "linear",
    "vee",
    "xor",
    "circles",
    "moons",
    "spirals",
    "staircase",
    "gaussians",
    "teacher",
  ]);
  expect(new Set(NAMES).size).toBe(NAMES.length);
  for (const { summary } of FAMILIES) expect(summary).toMatch(/^[a-z][^\n.]+$/);
});

describe("refused, with one clear sentence", () => {
  const cases: [unknown, InputErrorKind, string][] = [
    [5, "wrong-type", "study.data: expected a name or an object { name, ... }; got 5."],
    [null, "wrong-type", "study.data: expected a name or an object { name, ... }; got null."],
    [[], "wrong-type", "study.data: expected a name or an object { name, ... }; got []."],
    ["vea", "wrong-value", `study.data.name: expected one of ${NAMES.join(", ")}; got "vea". Did you mean "vee"?`],
    [{ train: 5 }, "wrong-type", `study.data.name: expected one of ${NAMES.join(", ")}; got undefined.`],
    [{ name: "vee", trein: 5 }, "unknown-field", 'study.data: unknown field "trein". Did you mean "train"?'],
    [
      { name: "spirals", dimension: 3 },
      "unknown-field",
      'study.data: unknown field "dimension". Its fields are name, train, test, turns, task, scale, noise.',
    ],
    [{ name: "vee", train: 0 }, "wrong-value", "study.data.train: expected an integer from 1 to 1000000; got 0."],
    [{ name: "vee", train: 1.5 }, "wrong-value", "study.data.train: expected an integer from 1 to 1000000; got 1.5."],
    [{ name: "vee", train: "10" }, "wrong-type", 'study.data.train: expected an integer from 1 to 1000000; got "10".'],
    [
      { name: "vee", dimension: 1001 },
      "wrong-value",
      "study.data.dimension: expected an integer from 1 to 1000; got 1001.",
    ],
    [{ name: "vee", scale: 0 }, "wrong-value", "study.data.scale: expected a number from 1e-45 to 1000000; got 0."],
    [
      { name: "vee", scale: Infinity },
      "wrong-value",
      "study.data.scale: expected a number from 1e-45 to 1000000; got Infinity.",
    ],
    [{ name: "vee", noise: 1.5 }, "wrong-value", "study.data.noise: expected a number from 0 to 1; got 1.5."],
    [{ name: "vee", noise: NaN }, "wrong-value", "study.data.noise: expected a number from 0 to 1; got NaN."],
    [
      { name: "vee", task: "classes" },
      "wrong-value",
      'study.data.task: expected one of binary, regression; got "classes".',
    ],
    [
      { name: "gaussians", classes: 1 },
      "wrong-value",
      "study.data.classes: expected an integer from 2 to 1000; got 1.",
    ],
    [
      { name: "teacher", hidden: [8, 0] },
      "wrong-value",
      "study.data.hidden[1]: expected an integer from 1 to 1000; got 0.",
    ],
    [{ name: "teacher", hidden: 8 }, "wrong-type", "study.data.hidden: expected an array of widths; got 8."],
    [
      { name: "vee", train: 1e6, dimension: 1000 },
      "wrong-value",
      "study.data: expected (train + test) * dimension of at most 268435456; got (1000000 + 1000) * 1000.",
    ],
    [{ name: "csv" }, "wrong-value", "study.data: expected either path or text; got neither."],
    [{ name: "csv", path: "a.csv", text: "a" }, "wrong-value", "study.data: expected either path or text; got both."],
    [
      { name: "csv", path: "a.csv", test: 1 },
      "wrong-value",
      "study.data.test: expected a number above 0 and below 1; got 1.",
    ],
    [
      { name: "csv", path: "a.csv", delimiter: "ab" },
      "wrong-value",
      'study.data.delimiter: expected one character; got "ab".',
    ],
    [{ name: "csv", path: 3 }, "wrong-type", "study.data.path: expected the path of a file; got 3."],
  ];
  test.each(cases)("%j", (input, kind, message) => {
    expect(() => resolveData(input)).toThrow(expect.objectContaining({ name: "InputError", kind, message }));
  });

  test("a file name says how a file is written", () => {
    expect(() => resolveData("wine.csv")).toThrow('A file is written { "name": "csv", "path": "wine.csv" }.');
  });

  test("names of Object.prototype are no families", () => {
    for (const name of ["constructor", "__proto__", "toString"])
      expect(() => resolveData(name)).toThrow(
        expect.objectContaining({ kind: "wrong-value", path: "study.data.name" }),
      );
  });
});
