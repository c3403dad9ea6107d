import fc from "fast-check";
import { expect, test } from "vitest";
import { openMeasures } from "../../src/measure/all.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { measure, measureAll } from "../../src/measure/measure.js";
import { MEASURE_NAMES, MEASURES } from "../../src/measure/names.js";
import { plain } from "../../src/measure/plain.js";
import type { Block } from "../../src/measure/predictions.js";
import type { Refusal } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { uniforms } from "./slowly.js";

const values = new Float32Array([0.9, 0.2, 0.7, 0.5, 0.6, 0.4]);
const predictions = { values, replicas: 3, examples: 2, columns: 1, kind: "probability" as const };
const evaluation: MeasureInput = {
  predictions,
  labels: [1, 0],
  truth: new Float64Array([0.75, 0.25]),
  task: "binary",
  loss: "logistic",
};

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

test("each measure alone has the bits that it has among all", () => {
  const { measures, ties } = measureAll(evaluation);
  for (const name of MEASURE_NAMES) expect(measure(evaluation, [name]).measures).toEqual({ [name]: measures[name] });
  expect(measure(evaluation, ["loss", "churn"])).toEqual({
    measures: { loss: measures.loss, churn: measures.churn },
    ties,
  });
  expect(measure(evaluation, ["loss"]).ties).toBeNull();
});

/** Examples `first` ... of all replicas, copied into arrays of their own. */
function blockOf({ predictions: p, logits }: MeasureInput, first: number, examples: number): Block {
  const stride = examples * p.columns;
  const copy = (all: ArrayLike<number>) =>
    Float32Array.from(
      { length: p.replicas * stride },
      (_, i) => all[(Math.floor(i / stride) * p.examples + first) * p.columns + (i % stride)]!,
    );
  return { first, examples, values: copy(p.values), logits: logits ? copy(logits) : null, stride, offset: 0 };
}

test("any split into blocks gives the same bits", () => {
  const size = fc.record({
    replicas: fc.integer({ min: 1, max: 70 }),
    examples: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(
      size,
      fc.constantFrom("probability", "value"),
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.boolean(),
      fc.integer(),
      (shape, kind, cuts, known, seed) => {
        const uniform = uniforms(Math.abs(seed));
        const numbers = (length: number) => Float32Array.from({ length }, uniform);
        const total = shape.replicas * shape.examples * shape.columns;
        const regression = kind === "value";
        const e: MeasureInput = {
          predictions: { ...shape, kind: kind as "value", values: numbers(total) },
          logits: regression ? null : numbers(total).map((z) => 8 * z - 4),
          labels: regression ? numbers(shape.examples * shape.columns) : numbers(shape.examples).map(Math.round),
          truth: known ? Float64Array.from(numbers(shape.examples * shape.columns)) : null,
          task: regression ? "regression" : shape.columns === 1 ? "binary" : "classes",
          loss: regression ? "squared" : shape.columns === 1 ? "logistic" : "softmax",
        };
        const measuring = openMeasures(e.predictions, e, !regression, plain);
        for (let first = 0; first < shape.examples; ) {
          const examples = Math.min(cuts.shift() ?? 1, shape.examples - first);
          measuring.add(blockOf(e, first, examples));
          first += examples;
        }
        expect(measuring.measured()).toEqual(measureAll(e));
      },
    ),
  );
});

test("the control: every difference is exactly 0, without an interval", () => {
  const same = { ...predictions, values: new Float32Array([0.9, 0.2, 0.9, 0.2, 0.9, 0.2]) };
  const { measures } = measureAll({ ...evaluation, predictions: same });
  for (const [name, estimate] of Object.entries(measures)) {
    expect(estimate.low, name).toBeNull();
    if (
      name.startsWith("predictionDifference") ||
      ["churn", "irreproducibleShare", "accuracyStandardDeviation"].includes(name)
    )
      expect(estimate.value, name).toBe(0);
  }
});

test("one replica has only loss, excess and accuracy", () => {
  const one = { ...predictions, values: new Float32Array([0.9, 0.2]), replicas: 1 };
  const { measures } = measureAll({ ...evaluation, predictions: one });
  const known = Object.entries(measures).filter(([, { value }]) => value !== null);
  expect(known.map(([name]) => name)).toEqual(["loss", "excessLoss", "accuracy"]);
});

test("regression decides nothing and has no relative form", () => {
  const regression: MeasureInput = {
    predictions: { ...predictions, kind: "value" },
    labels: [1, 0],
    task: "regression",
    loss: "squared",
  };
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
    "accuracyStandardDeviation",
  ]);
});

test("the form that needs all pairs is left out above 64 replicas", () => {
  const many = (replicas: number) => {
    const p = {
      ...predictions,
      values: Float32Array.from({ length: replicas }, (_, r) => r / replicas),
      replicas,
      examples: 1,
    };
    return measureAll({ predictions: p, task: "binary", loss: "logistic" }).measures.predictionDifferenceSymmetric
      .value;
  };
  expect(many(64)).toBeGreaterThan(0);
  expect(many(65)).toBeNull();
});

test.each<[string, Partial<MeasureInput>, Refusal]>([
  [
    "too few numbers",
    { predictions: { ...predictions, replicas: 4 } },
    refusal("wrong-value", "measure.predictions.values", "6", { expected: /8 numbers/ }),
  ],
  [
    "no replica",
    { predictions: { ...predictions, replicas: 0 } },
    refusal("wrong-value", "measure.predictions.replicas", "0"),
  ],
  [
    "a NaN",
    { predictions: { ...predictions, values: changed(1, NaN) } },
    refusal("wrong-value", "measure.predictions.values[1]", "NaN", { expected: /0 to 1$/ }),
  ],
  [
    "no probability",
    { predictions: { ...predictions, values: changed(2, 1.5) } },
    refusal("wrong-value", "measure.predictions.values[2]", "1.5", { expected: /0 to 1$/ }),
  ],
  [
    "values for a log loss",
    { predictions: { ...predictions, kind: "value" } },
    refusal("wrong-value", "measure.predictions.kind", '"value"'),
  ],
  [
    "too few logits",
    { logits: new Float32Array(5) },
    refusal("wrong-value", "measure.logits", "5", { expected: /6 numbers/ }),
  ],
  ["too many labels", { labels: [0, 1, 1] }, refusal("wrong-value", "measure.labels", "3", { expected: /2 labels/ })],
  [
    "a label that is no class",
    { labels: [0, 2] },
    refusal("wrong-value", "measure.labels[1]", "2", { expected: /0 or 1$/ }),
  ],
  [
    "a truth of another size",
    { truth: new Float64Array(3) },
    refusal("wrong-value", "measure.truth", "3", { expected: /2 numbers$/ }),
  ],
])("refuses %s", (_, change, error) => {
  expect(() => measureAll({ ...evaluation, ...change })).toThrow(error);
});
