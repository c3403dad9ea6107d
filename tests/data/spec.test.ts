import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { familyNames, sourceNames } from "../../src/data/sources.js";
import { resolveData } from "../../src/data/spec.js";
import type { Refusal } from "../../src/study/errors.js";
import { FAMILY_SUMMARIES } from "../../src/study/variants/data.js";
import { refusal } from "../refusal.js";

const NAMES = sourceNames;

test("a bare name stands for its defaults, with name first", async () => {
  const vee = await resolveData("vee");
  expect(JSON.stringify(vee)).toBe(
    '{"name":"vee","train":6000,"test":1000,"dimension":2,"task":"binary","scale":4,"noise":0}',
  );
});

test("the order of the keys does not depend on the order of writing", async () => {
  const [a, b] = [
    await resolveData({ name: "vee", noise: 0.1, train: 10 }),
    await resolveData({ train: 10, noise: 0.1, name: "vee" }),
  ];
  expect(JSON.stringify(a)).toBe(JSON.stringify(b));
});

test("scale and noise have defaults by task", async () => {
  expect(await resolveData({ name: "vee", task: "regression" })).toMatchObject({ scale: 1, noise: 0.1 });
  expect(await resolveData({ name: "vee", task: "binary" })).toMatchObject({ scale: 4, noise: 0 });
});

test.each(familyNames)("%s: resolving twice changes nothing", async (name) => {
  const once = await resolveData(name);
  expect(JSON.stringify(await resolveData(once))).toBe(JSON.stringify(once));
});

test("every spec in docs/data.md resolves, and those with all their fields to themselves", async () => {
  const blocks = [...readFileSync("docs/data.md", "utf8").matchAll(/```json\n(.*?)```/gs)].map(
    (match) => JSON.parse(match[1]!) as Record<string, unknown>,
  );
  const resolved = await Promise.all(blocks.map((block) => resolveData(block)));
  const complete = blocks.filter((block, at) => JSON.stringify(resolved[at]) === JSON.stringify(block));
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
    "uneven_gaussians",
    "groups",
  ]);
  expect(new Set(NAMES).size).toBe(NAMES.length);
  expect(Object.keys(FAMILY_SUMMARIES)).toEqual(familyNames);
  for (const summary of Object.values(FAMILY_SUMMARIES)) expect(summary).toMatch(/^[a-z][^\n.]+$/);
});

describe("refused, with one clear sentence", () => {
  const cases: [unknown, Refusal][] = [
    [5, refusal("wrong-type", "study.data", "5", { expected: /object/ })],
    [null, refusal("wrong-type", "study.data", "null", { expected: /object/ })],
    [[], refusal("wrong-type", "study.data", "[]", { expected: /object/ })],
    [
      "vea",
      refusal("wrong-value", "study.data.name", '"vea"', {
        expected: `one of ${NAMES.length} names`,
        remedy: 'Did you mean "vee"?',
      }),
    ],
    [{ train: 5 }, refusal("wrong-type", "study.data.name", "nothing", { expected: `one of ${NAMES.join(", ")}` })],
    [{ name: "vee", trein: 5 }, refusal("unknown-field", "study.data", "trein", { remedy: 'Did you mean "train"?' })],
    [
      { name: "spirals", dimension: 3 },
      refusal("unknown-field", "study.data", "dimension", {
        expected: "one of name, train, test, turns, task, scale, noise",
      }),
    ],
    [{ name: "vee", train: 0 }, refusal("wrong-value", "study.data.train", "0", { expected: /1 to 1000000$/ })],
    [{ name: "vee", train: 1.5 }, refusal("wrong-value", "study.data.train", "1.5", { expected: /1 to 1000000$/ })],
    [{ name: "vee", train: "10" }, refusal("wrong-type", "study.data.train", '"10"', { expected: /1 to 1000000$/ })],
    [
      { name: "vee", dimension: 1001 },
      refusal("wrong-value", "study.data.dimension", "1001", { expected: /1 to 1000$/ }),
    ],
    [{ name: "vee", scale: 0 }, refusal("wrong-value", "study.data.scale", "0", { expected: /1e-45 to 1000000$/ })],
    [
      { name: "vee", scale: Infinity },
      refusal("wrong-value", "study.data.scale", "Infinity", { expected: /1e-45 to 1000000$/ }),
    ],
    [{ name: "vee", noise: 1.5 }, refusal("wrong-value", "study.data.noise", "1.5", { expected: /0 to 1$/ })],
    [{ name: "vee", noise: NaN }, refusal("wrong-value", "study.data.noise", "NaN", { expected: /0 to 1$/ })],
    [{ name: "vee", task: "classes" }, refusal("wrong-value", "study.data.task", '"classes"')],
    [{ name: "gaussians", classes: 1 }, refusal("wrong-value", "study.data.classes", "1", { expected: /2 to 1000$/ })],
    [
      { name: "teacher", hidden: [8, 0] },
      refusal("wrong-value", "study.data.hidden[1]", "0", { expected: /1 to 1000$/ }),
    ],
    [{ name: "teacher", hidden: 8 }, refusal("wrong-type", "study.data.hidden", "8")],
    [
      { name: "vee", train: 1e6, dimension: 1000 },
      refusal("wrong-value", "study.data", "(1000000 + 1000) * 1000", { expected: /268435456$/ }),
    ],
    [{ name: "csv" }, refusal("wrong-value", "study.data", "neither", { expected: /either/ })],
    [{ name: "csv", path: "a.csv", text: "a" }, refusal("wrong-value", "study.data", "both", { expected: /either/ })],
    [
      { name: "csv", path: "a.csv", test: 1 },
      refusal("wrong-value", "study.data.test", "1", { expected: /0 and below 1$/ }),
    ],
    [{ name: "csv", path: "a.csv", delimiter: "ab" }, refusal("wrong-value", "study.data.delimiter", '"ab"')],
    [{ name: "csv", path: 3 }, refusal("wrong-type", "study.data.path", "3")],
  ];
  test.each(cases)("%j", async (input, error) => {
    await expect(resolveData(input)).rejects.toThrow(error);
  });

  test("a file name says how a file is written", async () => {
    await expect(resolveData("wine.csv")).rejects.toThrow(
      refusal("wrong-value", "study.data.name", '"wine.csv"', { remedy: /\{ "name": "file", "path": "wine.csv" \}/ }),
    );
  });

  test("names of Object.prototype are no families", async () => {
    for (const name of ["constructor", "__proto__", "toString"])
      await expect(resolveData(name)).rejects.toThrow(refusal("wrong-value", "study.data.name", JSON.stringify(name)));
  });
});
