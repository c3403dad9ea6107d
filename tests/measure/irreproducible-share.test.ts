import fc from "fast-check";
import { expect, test } from "vitest";
import { meanVariance, replicaAverage } from "../../src/measure/about-mean.js";
import type { Evaluation } from "../../src/measure/evaluation.js";
import { irreproducibleShare, meanSquaredError } from "../../src/measure/irreproducible-share.js";
import { distanceWeight, type Predictions } from "../../src/measure/predictions.js";
import { predictions } from "./slowly.js";

function evaluation(p: Predictions, truth: number[]): Evaluation {
  return { predictions: p, truth: Float64Array.from(truth), task: p.kind === "value" ? "regression" : "binary", loss: p.kind === "value" ? "squared" : "logistic" };
}

test("mean_r (p-q)^2 = (pbar-q)^2 + Var_r with divisor R, and the share lies in [0, 1]", () => {
  fc.assert(
    fc.property(predictions(), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }), (p, q) => {
      const truth = Float64Array.from(q.slice(0, p.examples * p.columns));
      const average = replicaAverage(p);
      const bias = (distanceWeight(p) * average.reduce((sum, mean, i) => sum + (mean - truth[i]!) * (mean - truth[i]!), 0)) / p.examples;
      expect(meanSquaredError(p, truth)).toBeCloseTo(bias + meanVariance(p), 10);
      const share = irreproducibleShare(evaluation(p, [...truth])).value;
      if (share !== null) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-12);
      }
    }),
  );
});

test("0 where the replicas agree, 1 where only their mean is right, null without truth or a second replica", () => {
  const p = (values: number[], replicas: number): Predictions =>
    ({ values: Float32Array.from(values), replicas, examples: values.length / replicas, columns: 1, kind: "probability" });
  expect(irreproducibleShare(evaluation(p([0.5, 0.5, 0.5], 3), [0.3]))).toMatchObject({ value: 0, low: null, high: null });
  expect(irreproducibleShare(evaluation(p([0.25, 0.75], 2), [0.5])).value).toBe(1);
  expect(irreproducibleShare(evaluation(p([0.25, 0.75], 2), [1])).value).toBeCloseTo(0.0625 / 0.3125, 15);
  expect(irreproducibleShare(evaluation(p([0.5, 0.5], 2), [0.5])).value).toBeNull();
  expect(irreproducibleShare(evaluation(p([0.5], 1), [0.3])).value).toBeNull();
  expect(irreproducibleShare({ ...evaluation(p([0.5, 0.6], 2), [0.3]), truth: null }).value).toBeNull();
});

test("the interval stays inside 0 and 1", () => {
  const values = Float32Array.from([0.1, 0.9, 0.4, 0.8]);
  const { value, low, high } = irreproducibleShare(evaluation({ values, replicas: 4, examples: 1, columns: 1, kind: "probability" }, [0.5]));
  expect(low).toBeGreaterThan(0);
  expect(low).toBeLessThan(value!);
  expect(high).toBeGreaterThan(value!);
  expect(high).toBeLessThan(1);
});
