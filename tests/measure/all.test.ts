import { expect, test } from "vitest";
import { MEASURES, measureAll } from "../../src/measure/all.js";
import type { Evaluation } from "../../src/measure/evaluation.js";

const values = new Float32Array([0.9, 0.2, 0.7, 0.5, 0.6, 0.4]);
const predictions = { values, replicas: 3, examples: 2, columns: 1, kind: "probability" as const };
const evaluation: Evaluation = { predictions, labels: [1, 0], truth: new Float64Array([0.75, 0.25]), task: "binary", loss: "logistic" };

/** The predictions with one number changed. */
const changed = (at: number, value: number) => values.map((each, i) => (i === at ? value : each));

test("every measure has its line, its form and, with everything known, its value", () => {
  const { measures, ties } = measureAll(evaluation);
  expect(Object.keys(measures)).toEqual(Object.keys(MEASURES));
  for (const [name, { form, value }] of Object.entries(measures)) {
    expect(form, name).not.toBe("");
    expect(value, name).not.toBeNull();
  }
  expect(measures.predictionDifference.form).toBe("pairwise");
  expect(ties).toBe(1);
  expect(measureAll(evaluation)).toEqual({ measures, ties });
});

test("the control: every difference is exactly 0, without an interval", () => {
  const same = { ...predictions, values: new Float32Array([0.9, 0.2, 0.9, 0.2, 0.9, 0.2]) };
  const { measures } = measureAll({ ...evaluation, predictions: same });
  for (const [name, estimate] of Object.entries(measures)) {
    expect(estimate.low, name).toBeNull();
    if (name.startsWith("predictionDifference") || name === "churn" || name === "irreproducibleShare") expect(estimate.value, name).toBe(0);
  }
});

test("one replica has only loss, excess and accuracy", () => {
  const one = { ...predictions, values: new Float32Array([0.9, 0.2]), replicas: 1 };
  const { measures } = measureAll({ ...evaluation, predictions: one });
  const known = Object.entries(measures).filter(([, { value }]) => value !== null);
  expect(known.map(([name]) => name)).toEqual(["loss", "excessLoss", "accuracy"]);
});

test("regression decides nothing and has no relative form", () => {
  const regression: Evaluation = { predictions: { ...predictions, kind: "value" }, labels: [1, 0], task: "regression", loss: "squared" };
  const { measures, ties } = measureAll(regression);
  expect(ties).toBeNull();
  const absent = Object.entries(measures).filter(([, { value }]) => value === null);
  expect(absent.map(([name]) => name)).toEqual([
    "predictionDifferenceRelative",
    "predictionDifferenceSymmetric",
    "predictionDifferenceSymmetricRatio",
    "churn",
    "excessLoss",
    "irreproducibleShare",
    "accuracy",
  ]);
});

test("the form that needs all pairs is left out above 512 replicas", () => {
  const many = (replicas: number) => {
    const p = { ...predictions, values: Float32Array.from({ length: replicas }, (_, r) => r / replicas), replicas, examples: 1 };
    return measureAll({ predictions: p, task: "binary", loss: "logistic" }).measures.predictionDifferenceSymmetric.value;
  };
  expect(many(512)).toBeGreaterThan(0);
  expect(many(513)).toBeNull();
});

test.each<[string, Partial<Evaluation>, string]>([
  ["too few numbers", { predictions: { ...predictions, replicas: 4 } }, "measure.predictions.values: expected 8 numbers (4 replicas x 2 examples x 1 columns); got 6."],
  ["no replica", { predictions: { ...predictions, replicas: 0 } }, "measure.predictions.replicas: expected a positive integer; got 0."],
  ["a NaN", { predictions: { ...predictions, values: changed(1, NaN) } }, "measure.predictions.values[1]: expected probabilities from 0 to 1; got NaN."],
  ["no probability", { predictions: { ...predictions, values: changed(2, 1.5) } }, "measure.predictions.values[2]: expected probabilities from 0 to 1; got 1.5."],
  ["values for a log loss", { predictions: { ...predictions, kind: "value" } }, 'measure.predictions.kind: expected "probability" for the logistic loss; got "value".'],
  ["too few logits", { logits: new Float32Array(5) }, "measure.logits: expected 6 numbers, as many as predictions; got 5."],
  ["too many labels", { labels: [0, 1, 1] }, "measure.labels: expected 2 labels, one an example and target; got 3."],
  ["a label that is no class", { labels: [0, 2] }, "measure.labels[1]: expected a class index from 0 to 1; got 2."],
  ["a truth of another size", { truth: new Float64Array(3) }, "measure.truth: expected 2 numbers; got 3."],
])("refuses %s", (_, change, message) => {
  expect(() => measureAll({ ...evaluation, ...change })).toThrow(new RangeError(message));
});
