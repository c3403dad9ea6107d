import { describe, expect, test } from "vitest";
import { lossAndGradient, probabilities } from "../../src/reference/loss.js";
import type { LossName } from "../../src/study/variants/losses.js";

const row = (...values: number[]): Float32Array => Float32Array.from(values);

/** The textbook losses in f64. */
const TRUTH: Record<LossName, (z: number[], y: number[]) => number> = {
  logistic: ([z], [y]) => Math.log1p(Math.exp(y === 1 ? -z! : z!)),
  squared: (z, y) => z.reduce((sum, value, c) => sum + (value - y[c]!) ** 2, 0) / z.length,
  softmax: (z, [y]) => Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0)) - z[y!]!,
};

const CASES: { loss: LossName; z: number[]; y: number[] }[] = [
  { loss: "logistic", z: [0.75], y: [1] },
  { loss: "logistic", z: [0.75], y: [0] },
  { loss: "logistic", z: [-9.5], y: [1] },
  { loss: "squared", z: [0.5], y: [-1.25] },
  { loss: "squared", z: [0.5, -2, 3.25], y: [1, 0, 0] },
  { loss: "softmax", z: [1, -0.5, 2.25], y: [0] },
  { loss: "softmax", z: [1, -0.5, 2.25], y: [2] },
  { loss: "softmax", z: [-7, 3], y: [0] },
];

describe.each(CASES)("$loss, z $z, y $y", ({ loss, z, y }) => {
  const b = 5;
  const result = lossAndGradient(loss, row(...z), row(...y), b);

  test("the loss is the formula", () => {
    // A handful of f32 operations.
    expect(Math.abs(result.loss / TRUTH[loss](z, y) - 1)).toBeLessThan(5e-7);
  });

  test("dz is the central difference of the loss divided by the batch", () => {
    const h = 1e-5;
    for (const c of z.keys()) {
      const moved = (by: number): number[] => z.map((value, k) => (k === c ? value + by : value));
      const difference = (TRUTH[loss](moved(h), y) - TRUTH[loss](moved(-h), y)) / (2 * h * b);
      expect(Math.abs(result.dz[c]! - difference)).toBeLessThan(2e-7);
    }
  });
});

test("large logits stay finite", () => {
  expect(lossAndGradient("logistic", row(1e30), row(0), 1)).toEqual({ loss: Math.fround(1e30), dz: row(1) });
  expect(lossAndGradient("logistic", row(-1e30), row(0), 1)).toEqual({ loss: 0, dz: row(0) });
  expect(lossAndGradient("softmax", row(1e30, -1e30), row(0), 1)).toEqual({ loss: 0, dz: row(0, 0) });
});

test("predictions", () => {
  expect(probabilities("logistic", row(0))).toEqual(row(0.5));
  expect(probabilities("softmax", row(3, 3, 3, 3))).toEqual(row(0.25, 0.25, 0.25, 0.25));
  const z = row(1.5, -2);
  expect(probabilities("squared", z)).toEqual(z);
  expect(probabilities("squared", z)).not.toBe(z);
});
