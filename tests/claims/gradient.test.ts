import { expect, test } from "vitest";
import { gradientNorm } from "../../src/claims/gradient.js";
import type { Split } from "../../src/data/dataset.js";

const split: Split = {
  count: 3,
  x: Float32Array.of(1, -1, 0.5, 2, -0.25, 0),
  y: Float32Array.of(1, 0, 1),
  truth: null,
};

test("the norm of the gradient is that of finite differences of the mean loss", () => {
  const at = Float32Array.of(0.5, -0.25, 0.125);
  const loss = (w: readonly number[]) =>
    [0, 1, 2].reduce((sum, n) => {
      const z = w[2]! + split.x[2 * n]! * w[0]! + split.x[2 * n + 1]! * w[1]!;
      return sum + Math.log1p(Math.exp(split.y[n] === 1 ? -z : z)) / 3;
    }, 0);
  const step = 1e-5;
  const slopes = [0, 1, 2].map((i) => {
    const moved = (by: number) => [...at].map((w, k) => (k === i ? w + by : w));
    return (loss(moved(step)) - loss(moved(-step))) / (2 * step);
  });
  // Central differences: an error of step^2, and of rounding / step.
  expect(gradientNorm(at, split)).toBeCloseTo(Math.hypot(...slopes), 8);
});

test("0 where the model is certain and right", () => {
  const sure: Split = { count: 2, x: Float32Array.of(1, -1), y: Float32Array.of(1, 0), truth: null };
  expect(gradientNorm(Float32Array.of(1000, 0), sure)).toBe(0);
});
