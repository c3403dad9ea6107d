import { expect, test } from "vitest";
import { targets, truePredictions, trueProbability } from "../../src/measure/input.js";
import { measured } from "./slowly.js";

const shape = (columns: number, kind: "probability" | "value" = "probability") => ({
  replicas: 1,
  examples: 2,
  columns,
  kind,
});

test("the truth of two classes stands as P(y = 1) or as both probabilities", () => {
  const one = Float64Array.of(0.25, 0.8);
  const both = Float64Array.of(0.75, 0.25, 0.2, 0.8);
  for (const [n, c, q] of [
    [0, 0, 0.75],
    [0, 1, 0.25],
    [1, 0, 0.2],
    [1, 1, 0.8],
  ] as const) {
    expect(trueProbability(one, 2, n, c)).toBeCloseTo(q, 15);
    expect(trueProbability(both, 2, n, c)).toBe(q);
  }
  expect([...truePredictions(one, shape(1))]).toEqual([0.25, 0.8]);
  expect([...truePredictions(both, shape(1))]).toEqual([0.25, 0.8]);
  expect([...truePredictions(one, shape(2))]).toEqual([0.75, 0.25, expect.closeTo(0.2, 15), 0.8]);
  expect(truePredictions(both, shape(2))).toBe(both);
});

test("every measure of one column says the same of both forms of the truth", () => {
  const p = { ...shape(1), replicas: 3, values: Float32Array.of(0.3, 0.7, 0.2, 0.9, 0.4, 0.6) };
  const labels = [0, 1];
  const [one, both] = [
    [0.25, 0.75],
    [0.75, 0.25, 0.25, 0.75],
  ].map((truth) => measured(p, { labels, truth: Float64Array.from(truth) }));
  expect(both).toEqual(one);
});

test("targets of the squared loss: given, or 1 in the column of the class", () => {
  expect([...targets([2, 0], shape(3, "value"))]).toEqual([0, 0, 1, 1, 0, 0]);
  expect([...targets([0.5, 2], shape(1, "value"))]).toEqual([0.5, 2]);
});
