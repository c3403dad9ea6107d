import { expect, test } from "vitest";
import { measureAll } from "../../src/measure/all.js";
import type { Evaluation } from "../../src/measure/evaluation.js";

const accuracy = (e: Evaluation) => measureAll(e).measures.accuracy;

const predictions = {
  values: new Float32Array([0.9, 0.2, 0.9, 0.8, 0.1, 0.2]),
  replicas: 3,
  examples: 2,
  columns: 1,
  kind: "probability" as const,
};

test("the mean share decided as labelled, its interval cut to 1", () => {
  const { value, low, high } = accuracy({ predictions, labels: [1, 0], task: "binary", loss: "logistic" });
  expect(value).toBeCloseTo((1 + 0.5 + 0.5) / 3, 15);
  // Shares 1, 1/2, 1/2: standard error 1/6; 97.5% quantile of t with 2 degrees of freedom.
  expect(low).toBe(0);
  expect(high).toBe(1);
});

test("no interval where all replicas have the same accuracy; null without labels or decisions", () => {
  expect(accuracy({ predictions, labels: [1, 1], task: "binary", loss: "logistic" }).value).toBeCloseTo(0.5, 15);
  const same = { ...predictions, values: new Float32Array([0.9, 0.2, 0.9, 0.2, 0.9, 0.2]) };
  expect(accuracy({ predictions: same, labels: [1, 1], task: "binary", loss: "logistic" })).toMatchObject({
    value: 0.5,
    low: null,
    high: null,
  });
  expect(accuracy({ predictions, task: "binary", loss: "logistic" }).value).toBeNull();
  expect(
    accuracy({ predictions: { ...predictions, kind: "value" }, labels: [1, 1], task: "regression", loss: "squared" })
      .value,
  ).toBeNull();
});
