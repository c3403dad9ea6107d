import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, pairwiseChurn } from "../../src/measure/decisions.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { measureAll } from "../../src/measure/measure.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { measured, overPairs, predictions } from "./slowly.js";

describe("decisions", () => {
  test("one column: logit > 0, or p > .5; equality is class 0 and a tie", () => {
    const shape = { replicas: 1, examples: 4, columns: 1, kind: "probability" as const };
    const p = { ...shape, values: new Float32Array([0.5, 0.50001, 0.4, 1]) };
    expect(decide(p)).toEqual({ classes: new Uint32Array([0, 1, 0, 1]), ties: 1 });
    expect(decide(p, new Float32Array([1e-30, 0, -0, -1]))).toEqual({
      classes: new Uint32Array([1, 0, 0, 0]),
      ties: 2,
    });
  });

  test("several columns: the lowest index among the largest; a tie of smaller ones does not count", () => {
    const shape = { replicas: 2, examples: 2, columns: 3, kind: "probability" as const };
    const values = new Float32Array([0.4, 0.4, 0.2, 0.25, 0.25, 0.5, 0.2, 0.6, 0.2, 0.2, 0.4, 0.4]);
    expect(decide({ ...shape, values })).toEqual({ classes: new Uint32Array([0, 2, 1, 1]), ties: 2 });
    const logits = new Float32Array([1, 2, 3, 3, 3, 3, -1, -2, -3, 0, -0, -1]);
    expect(decide({ ...shape, values }, logits)).toEqual({ classes: new Uint32Array([2, 0, 0, 0]), ties: 2 });
  });

  test("values decide nothing", () => {
    expect(decide({ values: new Float32Array([1]), replicas: 1, examples: 1, columns: 1, kind: "value" })).toBeNull();
  });
});

describe("accuracy", () => {
  const accuracy = (e: MeasureInput) => measureAll(e).measures.accuracy;

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
});

describe("churn", () => {
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
    const p: Predictions = {
      values: new Float32Array([0.5, 0.7]),
      replicas: 2,
      examples: 1,
      columns: 1,
      kind: "value",
    };
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
});
