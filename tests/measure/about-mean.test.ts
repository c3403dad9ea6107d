import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aboutMean, relativeAboutMean, relativeTerm, standardDeviation } from "../../src/measure/about-mean.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { symmetricRelative } from "../../src/measure/symmetric-relative.js";
import { predictions, vector } from "./slowly.js";

/** Deviations from the mean replica: for every replica and example a vector. */
function deviations(p: Predictions): number[][] {
  const all: number[][] = [];
  for (let n = 0; n < p.examples; n++) {
    const rows = Array.from({ length: p.replicas }, (_, r) => vector(p, r, n));
    const mean = rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / p.replicas);
    all.push(...rows.map((row) => row.map((value, c) => value - mean[c]!)));
  }
  return all;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (row: number[]) => row.reduce((sum, value) => sum + value * value, 0);

describe("probabilities", () => {
  test("norm 1 is half the L1 norm, norm 2 the Euclidean norm of the expanded vector", () => {
    fc.assert(
      fc.property(predictions({ kind: "probability" }), (p) => {
        const off = deviations(p);
        expect(aboutMean(p, 1).value).toBeCloseTo(mean(off.map((row) => row.reduce((sum, d) => sum + Math.abs(d), 0) / 2)), 12);
        expect(aboutMean(p, 2).value).toBeCloseTo(mean(off.map((row) => Math.sqrt(squares(row)))), 12);
      }),
    );
  });

  test("the standard deviation is that of p for two classes", () => {
    fc.assert(
      fc.property(predictions({ kind: "probability" }), (p) => {
        const variance = (mean(deviations(p).map((row) => squares(row) / 2)) * p.replicas) / (p.replicas - 1);
        expect(standardDeviation(p).value).toBeCloseTo(Math.sqrt(variance), 12);
      }),
    );
    const p: Predictions = { values: new Float32Array([0.25, 0.75]), replicas: 2, examples: 1, columns: 1, kind: "probability" };
    expect(standardDeviation(p).value).toBeCloseTo(Math.sqrt(0.125), 15);
  });

  test("two replicas: the symmetric relative form is twice the relative form about the mean, guard included", () => {
    const cell = fc.oneof(fc.float({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: Math.fround(3e-7), noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 9 }), (pairs) => {
        const values = Float32Array.from([...pairs.map(([first]) => first), ...pairs.map(([, second]) => second)]);
        const p: Predictions = { values, replicas: 2, examples: pairs.length, columns: 1, kind: "probability" };
        expect(Math.abs(symmetricRelative(p).value! - 2 * relativeAboutMean(p).value!)).toBeLessThan(1e-12);
      }),
    );
  });

  test("the relative form takes the true label of several classes, and nothing without labels", () => {
    const values = new Float32Array([0.5, 0.25, 0.25, 0.25, 0.5, 0.25]);
    const p: Predictions = { values, replicas: 2, examples: 1, columns: 3, kind: "probability" };
    expect(relativeAboutMean(p, [0]).value).toBeCloseTo(0.125 / 0.375, 14);
    expect(relativeAboutMean(p, [2]).value).toBe(0);
    expect(relativeAboutMean(p).value).toBeNull();
  });
});

test("values: the mean, or the root of the mean square, over columns", () => {
  fc.assert(
    fc.property(predictions({ kind: "value" }), (p) => {
      const off = deviations(p);
      expect(aboutMean(p, 1).value).toBeCloseTo(mean(off.map((row) => mean(row.map(Math.abs)))), 10);
      expect(aboutMean(p, 2).value).toBeCloseTo(mean(off.map((row) => Math.sqrt(squares(row) / p.columns))), 10);
      expect(relativeAboutMean(p).value).toBeNull();
    }),
  );
});

test("the guard of the quotient", () => {
  expect(relativeTerm(0, 0)).toBe(0);
  expect(relativeTerm(9e-8, 9e-8)).toBe(0);
  expect(relativeTerm(1e-7, 1e-7)).toBe(1);
  expect(relativeTerm(2e-8, 2e-7)).toBeCloseTo(0.1, 15);
});

test("exactly 0 without an interval where the replicas agree; null for one replica; no interval for two", () => {
  const agreeing: Predictions = { values: new Float32Array(5).fill(0.3), replicas: 5, examples: 1, columns: 1, kind: "probability" };
  for (const measure of [aboutMean(agreeing, 1), aboutMean(agreeing, 2), relativeAboutMean(agreeing), standardDeviation(agreeing)]) {
    expect(measure).toMatchObject({ value: 0, low: null, high: null });
  }
  const one: Predictions = { ...agreeing, values: new Float32Array([0.3]), replicas: 1 };
  expect(aboutMean(one, 1)).toEqual({ form: "about the mean, norm 1", value: null, low: null, high: null });
  const two: Predictions = { ...agreeing, values: new Float32Array([0.3, 0.4]), replicas: 2 };
  expect(standardDeviation(two)).toMatchObject({ low: null, high: null });
  expect(standardDeviation(two).value).toBeGreaterThan(0);
});
