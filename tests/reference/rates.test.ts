import { describe, expect, test } from "vitest";
import { stepRates } from "../../src/reference/rates.js";
import type { Optimizer } from "../../src/study/variants/optimizers.js";
import type { Schedule } from "../../src/study/variants/schedules.js";

const f32 = Math.fround;
const STEPS = 60;
const PER_EPOCH = 7;
const sgd: Optimizer = { name: "sgd", learningRate: 0.3, weightDecay: 0 };
const adam = {
  name: "adam",
  learningRate: 0.01,
  weightDecay: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  amsgrad: false,
} as const;

/** The three columns of the table. */
function columns(optimizer: Optimizer, schedule: Schedule): { rate: number[]; epsilon: number[]; decay: number[] } {
  const table = stepRates({ optimizer, schedule }, STEPS, PER_EPOCH)(0, STEPS);
  expect(table.length).toBe(3 * STEPS);
  const column = (offset: number): number[] => Array.from({ length: STEPS }, (_, t) => table[3 * t + offset]!);
  return { rate: column(0), epsilon: column(1), decay: column(2) };
}

/** Largest relative distance from a formula in the host's f64. */
function distance(values: number[], formula: (t: number) => number): number {
  return Math.max(...values.map((value, t) => Math.abs(value / formula(t) - 1)));
}

// One rounding to f32 is 6e-8; the f64 formulas below may differ from ours in their last places.
const ONE_ROUNDING = 6.1e-8;

describe("schedules", () => {
  test("constant: the rounded learning rate; no epsilon, no decay", () => {
    const { rate, epsilon, decay } = columns(sgd, { name: "constant" });
    expect(new Set(rate)).toEqual(new Set([f32(0.3)]));
    expect(new Set(epsilon)).toEqual(new Set([0]));
    expect(new Set(decay)).toEqual(new Set([1]));
  });

  test("step", () => {
    const { rate } = columns(sgd, { name: "step", factor: 0.7, every: 2 });
    expect(distance(rate, (t) => 0.3 * 0.7 ** Math.floor(Math.floor(t / PER_EPOCH) / 2))).toBeLessThan(ONE_ROUNDING);
    expect(new Set(rate.slice(0, 14)).size).toBe(1);
    expect(rate[14]).toBe(f32(0.3 * 0.7));
    expect(rate[28]).toBe(f32(0.3 * 0.7 * 0.7));
  });

  test("linear", () => {
    const { rate } = columns(sgd, { name: "linear", final: 0.06 });
    expect(distance(rate, (t) => 0.3 - (0.24 * t) / STEPS)).toBeLessThan(ONE_ROUNDING);
  });

  test("cosine", () => {
    const { rate } = columns(sgd, { name: "cosine", final: 0.06 });
    // Here the cosine has been rounded to f32 too, and so has its argument t/T.
    expect(distance(rate, (t) => 0.06 + 0.12 * (1 + Math.cos((Math.PI * t) / STEPS)))).toBeLessThan(4 * ONE_ROUNDING);
    expect(rate[0]).toBe(f32(0.3));
    expect(rate[30]).toBe(f32(0.06 + (0.3 - 0.06) / 2));
  });
});

describe("optimizers", () => {
  test("adagrad decays its rate", () => {
    const optimizer = {
      ...sgd,
      name: "adagrad",
      epsilon: 1e-10,
      initialAccumulator: 0,
      learningRateDecay: 0.05,
    } as const;
    const { rate, epsilon } = columns(optimizer, { name: "constant" });
    expect(distance(rate, (t) => 0.3 / (1 + 0.05 * t))).toBeLessThan(ONE_ROUNDING);
    expect(new Set(epsilon)).toEqual(new Set([f32(1e-10)]));
  });

  test("adam corrects its bias in the rate and in epsilon", () => {
    const { rate, epsilon, decay } = columns(adam, { name: "linear", final: 0 });
    const correction = (t: number): number => Math.sqrt(1 - 0.999 ** (t + 1));
    const learningRate = (t: number): number => 0.01 * (1 - t / STEPS);
    expect(distance(rate, (t) => (learningRate(t) * correction(t)) / (1 - 0.9 ** (t + 1)))).toBeLessThan(ONE_ROUNDING);
    expect(distance(epsilon, (t) => 1e-8 * correction(t))).toBeLessThan(ONE_ROUNDING);
    expect(new Set(decay)).toEqual(new Set([1]));
  });

  test("adamw has adam's rates and decays by the scheduled learning rate", () => {
    const schedule: Schedule = { name: "linear", final: 0 };
    const plain = columns(adam, schedule);
    const decoupled = columns({ ...adam, name: "adamw" }, schedule);
    expect(decoupled.rate).toEqual(plain.rate);
    expect(decoupled.epsilon).toEqual(plain.epsilon);
    expect(distance(decoupled.decay, (t) => 1 - 0.01 * (1 - t / STEPS) * 0.1)).toBeLessThan(ONE_ROUNDING);
  });
});

test("pieces in any order are the same as all at once", () => {
  const study = {
    optimizer: {
      name: "adamw",
      learningRate: 0.01,
      weightDecay: 0.1,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      amsgrad: false,
    },
    schedule: { name: "step", factor: 0.3, every: 2 },
  } as const;
  const whole = stepRates(study, 60, 5)(0, 60);
  const pieces = stepRates(study, 60, 5);
  for (const [first, count] of [
    [0, 7],
    [7, 13],
    [50, 10],
    [3, 4],
    [59, 1],
  ] as const) {
    expect(pieces(first, count)).toEqual(whole.slice(3 * first, 3 * (first + count)));
  }
});
