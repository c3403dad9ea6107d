import fc from "fast-check";
import { expect, test } from "vitest";
import { pairwiseChurn } from "../../src/measure/churn.js";
import { decide } from "../../src/measure/decisions.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { measured, overPairs, predictions } from "./slowly.js";

const churn = (p: Predictions, logits?: Float32Array) => measured(p, { logits }).churn;

test("churn and each replica's churn against the others are those of all pairs", () => {
  fc.assert(
    fc.property(predictions({ kind: "probability" }), (p) => {
      const { classes } = decide(p)!;
      const differ = (r: number, s: number) => {
        let count = 0;
        for (let n = 0; n < p.examples; n++) if (classes[r * p.examples + n] !== classes[s * p.examples + n]) count++;
        return count / p.examples;
      };
      const { value, toOthers } = pairwiseChurn(p)!;
      expect(churn(p).value).toBe(value);
      expect(value).toBeCloseTo(overPairs(p.replicas, differ), 14);
      toOthers.forEach((h, r) =>
        expect(h).toBeCloseTo(
          overPairs(p.replicas, differ, (a, b) => a === r || b === r),
          14,
        ),
      );
    }),
  );
});

test("churn looks at the logits where they are given", () => {
  const p: Predictions = {
    values: new Float32Array([0.5, 0.5]),
    replicas: 2,
    examples: 1,
    columns: 1,
    kind: "probability",
  };
  expect(churn(p)).toEqual({ form: "pairwise", value: 0, low: null, high: null });
  expect(churn(p, new Float32Array([1e-12, -1e-12])).value).toBe(1);
});

test("values and a single replica have no churn", () => {
  const p: Predictions = { values: new Float32Array([0.5, 0.7]), replicas: 2, examples: 1, columns: 1, kind: "value" };
  expect(churn(p).value).toBeNull();
  expect(churn({ ...p, kind: "probability", replicas: 1, examples: 2 }).value).toBeNull();
});

test("one replica that alone makes all the churn leaves a wide interval", () => {
  const values = new Float32Array(16).fill(0.2);
  values[3] = 0.9;
  const { value, low, high } = churn({ values, replicas: 16, examples: 1, columns: 1, kind: "probability" });
  expect(value).toBe(0.125);
  expect(low).toBeLessThan(0.125 / 10);
  expect(high).toBe(1);
});
