import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { activation } from "../../src/reference/activation.js";
import type { Activation } from "../../src/study/variants/activations.js";

const f32 = Math.fround;

/** The textbook formulas in f64. */
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const soft = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);

/** erf by its Taylor series, exact to 1e-14 for |x| < 3. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/**
 * The parabola of gsmelu as the smooth step that it is: slope from gMinus to gPlus on [-alpha, beta], value t at
 * -alpha.
 */
function generalised(z: number, gMinus: number, gPlus: number, alpha: number, beta: number, t: number): number {
  const inside = Math.min(Math.max(z, -alpha), beta) + alpha;
  const below = gMinus * (Math.min(z, -alpha) + alpha);
  const middle = gMinus * inside + ((gPlus - gMinus) * inside ** 2) / (2 * (alpha + beta));
  const above = gPlus * Math.max(z - beta, 0);
  return t + below + middle + above;
}

const CASES: { spec: Activation; truth: (z: number) => number; joints?: number[] }[] = [
  { spec: { name: "identity" }, truth: (z) => z },
  { spec: { name: "relu" }, truth: (z) => Math.max(z, 0), joints: [0] },
  { spec: { name: "relu6" }, truth: (z) => Math.min(Math.max(z, 0), 6), joints: [0, 6] },
  { spec: { name: "leaky_relu", alpha: 0.01 }, truth: (z) => (z > 0 ? z : 0.01 * z), joints: [0] },
  { spec: { name: "elu", alpha: 1.3 }, truth: (z) => (z > 0 ? z : 1.3 * Math.expm1(z)), joints: [0] },
  {
    spec: { name: "selu" },
    truth: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
    joints: [0],
  },
  { spec: { name: "smelu", beta: 1 }, truth: (z) => generalised(z, 0, 1, 1, 1, 0), joints: [-1, 1] },
  { spec: { name: "smelu", beta: 0.3 }, truth: (z) => generalised(z, 0, 1, 0.3, 0.3, 0), joints: [-0.3, 0.3] },
  { spec: { name: "smelu", beta: 0 }, truth: (z) => Math.max(z, 0), joints: [0] },
  {
    spec: { name: "gsmelu", gMinus: -0.2, gPlus: 1.1, alpha: 0.7, beta: 1.9, t: 0.4 },
    truth: (z) => generalised(z, -0.2, 1.1, 0.7, 1.9, 0.4),
    joints: [-0.7, 1.9],
  },
  { spec: { name: "softplus", beta: 2.5 }, truth: (z) => soft(2.5 * z) / 2.5 },
  { spec: { name: "swish", beta: 1.5 }, truth: (z) => z * logistic(1.5 * z) },
  { spec: { name: "gelu" }, truth: (z) => (z / 2) * (1 + erf(z / Math.SQRT2)) },
  {
    spec: { name: "gelu_tanh" },
    truth: (z) => (z / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
  },
  { spec: { name: "mish" }, truth: (z) => z * Math.tanh(soft(z)) },
  { spec: { name: "tanh" }, truth: Math.tanh },
  { spec: { name: "sigmoid" }, truth: logistic },
  { spec: { name: "softsign" }, truth: (z) => z / (1 + Math.abs(z)) },
  { spec: { name: "hard_swish" }, truth: (z) => (z * Math.min(Math.max(z + 3, 0), 6)) / 6, joints: [-3, 3] },
];

const POINTS = Array.from({ length: 161 }, (_, i) => f32((i - 80) * 0.05 + 0.0123));
const STEP = 1e-5;

describe.each(CASES)("$spec", ({ spec, truth, joints = [] }) => {
  const { value, slope } = activation(spec);

  test("value is the formula", () => {
    // At most ten f32 operations on numbers up to 8: a few units of 2^-24 of the largest term.
    for (const z of POINTS) expect(Math.abs(value(z) - truth(z))).toBeLessThan(2e-6);
  });

  test("slope is the central difference of the formula", () => {
    // f32 rounding as above; the difference itself errs by 1e-16/1e-5 and by 1e-10 times the third derivative.
    for (const z of POINTS.filter((point) => joints.every((joint) => Math.abs(point - joint) > STEP))) {
      const difference = (truth(z + STEP) - truth(z - STEP)) / (2 * STEP);
      expect(Math.abs(slope(z, value(z)) - difference)).toBeLessThan(3e-6);
    }
  });

  test("values and slopes are f32 numbers", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -100, max: 100 }), (z) => {
        for (const result of [value(z), slope(z, value(z))]) expect(result).toBe(f32(result));
      }),
    );
  });
});

test("at the joints", () => {
  const at = (spec: Activation, z: number): [number, number] => {
    const { value, slope } = activation(spec);
    return [value(z), slope(z, value(z))];
  };
  expect(at({ name: "relu" }, 0)).toEqual([0, 0]);
  expect(at({ name: "relu" }, -0)).toEqual([0, 0]);
  // PyTorch: the gradient of hardtanh passes inside its limits, and at neither of them.
  expect(at({ name: "relu6" }, 0)).toEqual([0, 0]);
  expect(at({ name: "relu6" }, -0)).toEqual([0, 0]);
  expect(at({ name: "relu6" }, 2 ** -149)).toEqual([2 ** -149, 1]);
  expect(at({ name: "relu6" }, 6 - 2 ** -21)).toEqual([6 - 2 ** -21, 1]);
  expect(at({ name: "relu6" }, 6)).toEqual([6, 0]);
  expect(at({ name: "relu6" }, Infinity)).toEqual([6, 0]);
  expect(at({ name: "smelu", beta: 0 }, -0)).toEqual([0, 0]);
  expect(at({ name: "smelu", beta: 0 }, 0)).toEqual([0, 0]);
  expect(at({ name: "smelu", beta: 2 }, 2)).toEqual([2, 1]);
  expect(at({ name: "smelu", beta: 2 }, -2)).toEqual([0, 0]);
  expect(at({ name: "hard_swish" }, 3)).toEqual([3, 1.5]);
  expect(at({ name: "hard_swish" }, -3)).toEqual([0, -0.5]);
});

test("gsmelu with gMinus 0, gPlus 1, alpha = beta, t = 0 is smelu", () => {
  const smelu = activation({ name: "smelu", beta: 0.5 });
  const gsmelu = activation({ name: "gsmelu", gMinus: 0, gPlus: 1, alpha: 0.5, beta: 0.5, t: 0 });
  for (const z of POINTS) {
    expect(gsmelu.value(z)).toBeCloseTo(smelu.value(z), 6);
    expect(gsmelu.slope(z, 0)).toBeCloseTo(smelu.slope(z, 0), 6);
  }
});

test("gsmelu without a middle piece is two lines", () => {
  const { value, slope } = activation({ name: "gsmelu", gMinus: 0.25, gPlus: 2, alpha: 0, beta: 0, t: 1 });
  expect([value(-4), value(0), value(4)]).toEqual([0, 1, 9]);
  expect([slope(-4, 0), slope(0, 0), slope(4, 0)]).toEqual([0.25, 2, 2]);
});
