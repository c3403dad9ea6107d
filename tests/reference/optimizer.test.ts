import { describe, expect, test } from "vitest";
import { addWeightDecay, clip, initialState, stateCount, update } from "../../src/reference/optimizer.js";
import { stepRates } from "../../src/reference/rates.js";
import type { Optimizer } from "../../src/study/variants/optimizers.js";
import type { Schedule } from "../../src/study/variants/schedules.js";

const PARAMETERS = 12;
const STEPS = 100;
const PER_EPOCH = 8;
const row = (...values: number[]): Float32Array => Float32Array.from(values);

/**
 * The optimizers once more, in f64, by the definitions of PyTorch: t counts from 1, the bias of adam is corrected in m
 * and v and epsilon is added after that, the learning rate stands outside of momentum. The gradient is raw(t) + 0.3 p
 * before clipping and L2.
 */
function trainInDoubles(optimizer: Optimizer, schedule: Schedule, clipNorm: number | null): number[] {
  const p = Array.from({ length: PARAMETERS }, (_, k) => start(k));
  const m = new Array<number>(PARAMETERS).fill(0);
  const v = new Array<number>(PARAMETERS).fill(optimizer.name === "adagrad" ? optimizer.initialAccumulator : 0);
  const extra = new Array<number>(PARAMETERS).fill(0);
  for (let t = 1; t <= STEPS; t++) {
    const lr = learningRate(schedule, optimizer.learningRate, t - 1);
    const raw = p.map((value, k) => gradient(t, k) + 0.3 * value);
    const norm = Math.hypot(...raw);
    const scale = clipNorm !== null && norm > clipNorm ? clipNorm / norm : 1;
    for (let k = 0; k < PARAMETERS; k++) {
      let g = raw[k]! * scale;
      if (optimizer.name !== "adamw") g += optimizer.weightDecay * p[k]!;
      switch (optimizer.name) {
        case "sgd":
          p[k]! -= lr * g;
          break;
        case "momentum":
          m[k] = t === 1 ? g : optimizer.momentum * m[k]! + (1 - optimizer.dampening) * g;
          p[k]! -= lr * m[k]!;
          break;
        case "nesterov":
          m[k] = t === 1 ? g : optimizer.momentum * m[k]! + g;
          p[k]! -= lr * (g + optimizer.momentum * m[k]!);
          break;
        case "adagrad":
          v[k]! += g ** 2;
          p[k]! -= ((lr / (1 + (t - 1) * optimizer.learningRateDecay)) * g) / (Math.sqrt(v[k]!) + optimizer.epsilon);
          break;
        case "rmsprop": {
          v[k] = optimizer.alpha * v[k]! + (1 - optimizer.alpha) * g ** 2;
          m[k] = optimizer.alpha * m[k]! + (1 - optimizer.alpha) * g;
          const variance = v[k]! - (optimizer.centered ? m[k]! ** 2 : 0);
          extra[k] = optimizer.momentum * extra[k]! + g / (Math.sqrt(variance) + optimizer.epsilon);
          p[k]! -= lr * extra[k]!;
          break;
        }
        case "adam":
        case "adamw": {
          if (optimizer.name === "adamw") p[k]! *= 1 - lr * optimizer.weightDecay;
          m[k] = optimizer.beta1 * m[k]! + (1 - optimizer.beta1) * g;
          v[k] = optimizer.beta2 * v[k]! + (1 - optimizer.beta2) * g ** 2;
          extra[k] = optimizer.amsgrad ? Math.max(extra[k]!, v[k]!) : v[k]!;
          const unbiased = Math.sqrt(extra[k]!) / Math.sqrt(1 - optimizer.beta2 ** t);
          p[k]! -= ((lr / (1 - optimizer.beta1 ** t)) * m[k]!) / (unbiased + optimizer.epsilon);
        }
      }
    }
  }
  return p;
}

function learningRate(schedule: Schedule, lr: number, t: number): number {
  switch (schedule.name) {
    case "constant":
      return lr;
    case "step":
      return lr * schedule.factor ** Math.floor(t / PER_EPOCH / schedule.every);
    case "linear":
      return lr + (schedule.final - lr) * (t / STEPS);
    case "cosine":
      return schedule.final + (lr - schedule.final) * Math.cos((Math.PI * t) / STEPS / 2) ** 2;
  }
}

/**
 * Numbers of size 1 without a pattern. The gradients fade, or else the maximum that amsgrad keeps would be the last
 * value.
 */
const start = (k: number): number => Math.fround(Math.sin(7 * k + 1));
const gradient = (t: number, k: number): number =>
  Math.fround((Math.cos(t * (k + 1.7)) + 0.2 * Math.sin(k)) / (1 + t / 20));

/** The same by the reference. */
function trainInReference(optimizer: Optimizer, schedule: Schedule, clipNorm: number | null): Float32Array {
  const p = Float32Array.from({ length: PARAMETERS }, (_, k) => start(k));
  const state = initialState(optimizer, PARAMETERS);
  const rates = stepRates({ optimizer, schedule }, STEPS, PER_EPOCH)(0, STEPS);
  for (let t = 0; t < STEPS; t++) {
    const g = p.map((value, k) => gradient(t + 1, k) + 0.3 * value);
    if (clipNorm !== null) clip(g, clipNorm);
    addWeightDecay(g, p, optimizer);
    update(optimizer, p, g, state, { rate: rates[3 * t]!, epsilon: rates[3 * t + 1]!, decay: rates[3 * t + 2]! }, t);
  }
  return p;
}

const common = { learningRate: 0.02, weightDecay: 0 };
const adam = { ...common, name: "adam", beta1: 0.9, beta2: 0.99, epsilon: 1e-3, amsgrad: false } as const;
const rmsprop = { ...common, name: "rmsprop", alpha: 0.95, epsilon: 1e-2, momentum: 0, centered: false } as const;
const adagrad = { ...common, name: "adagrad", epsilon: 1e-10, initialAccumulator: 0, learningRateDecay: 0 } as const;

const OPTIMIZERS: Optimizer[] = [
  { ...common, name: "sgd" },
  { ...common, name: "sgd", weightDecay: 0.3 },
  { ...common, name: "momentum", momentum: 0.9, dampening: 0 },
  { ...common, name: "momentum", momentum: 0.8, dampening: 0.4, weightDecay: 0.1 },
  { ...common, name: "nesterov", momentum: 0.9 },
  { ...common, name: "nesterov", momentum: 0.7, weightDecay: 0.1 },
  adagrad,
  { ...adagrad, initialAccumulator: 0.1, learningRateDecay: 0.05, weightDecay: 0.2 },
  rmsprop,
  { ...rmsprop, centered: true },
  { ...rmsprop, momentum: 0.9 },
  { ...rmsprop, momentum: 0.8, centered: true, weightDecay: 0.1 },
  adam,
  { ...adam, amsgrad: true },
  { ...adam, weightDecay: 0.2, amsgrad: true },
  { ...adam, name: "adamw", weightDecay: 0.5 },
  { ...adam, name: "adamw", weightDecay: 0.5, amsgrad: true },
];

const SCHEDULES: Schedule[] = [
  { name: "constant" },
  { name: "step", factor: 0.5, every: 3 },
  { name: "linear", final: 0.001 },
  { name: "cosine", final: 0.005 },
];

describe.each(OPTIMIZERS)("$name %#", (optimizer) => {
  test.each(SCHEDULES)("follows the f64 definition for 100 steps: $name", (schedule) => {
    for (const clipNorm of [null, 1.1]) {
      const truth = trainInDoubles(optimizer, schedule, clipNorm);
      const ours = trainInReference(optimizer, schedule, clipNorm);
      // 100 steps of about ten f32 roundings on numbers of size 1: far below 100 x 10 x 6e-8, and a wrong option shows
      // at 1e-3.
      for (const [k, value] of truth.entries()) expect(Math.abs(ours[k]! - value)).toBeLessThan(5e-6);
    }
  });
});

test("every option changes the result", () => {
  const results = OPTIMIZERS.flatMap((optimizer) =>
    SCHEDULES.flatMap((schedule) =>
      [null, 1.1].map((clipNorm) => trainInReference(optimizer, schedule, clipNorm).join()),
    ),
  );
  expect(new Set(results).size).toBe(OPTIMIZERS.length * SCHEDULES.length * 2);
});

test("state: how many arrays, and where they start", () => {
  expect(OPTIMIZERS.map(stateCount)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 2, 3, 3, 2, 3]);
  expect(initialState({ ...adagrad, initialAccumulator: 0.1 }, 2)).toEqual([row(0.1, 0.1)]);
  expect(initialState(adam, 2)).toEqual([row(0, 0), row(0, 0)]);
});

test("state below the normal range becomes +0 before it is used", () => {
  const rates = { rate: 1, epsilon: 0, decay: 1 };
  const tiny = 2 ** -127;
  const p = row(0, 0, 0);
  const state = [row(0, 0, 0)];
  update({ ...common, name: "momentum", momentum: 0.5, dampening: 0 }, p, row(tiny, -0, 2 ** -126), state, rates, 0);
  expect([...state[0]!]).toEqual([0, 0, 2 ** -126]);
  expect([...p]).toEqual([0, 0, -(2 ** -126)]);
});

test("the first step of momentum takes the gradient whole, whatever the dampening", () => {
  const p = row(1);
  const state = [row(0)];
  update(
    { ...common, name: "momentum", momentum: 0.5, dampening: 0.75 },
    p,
    row(0.5),
    state,
    { rate: 1, epsilon: 0, decay: 1 },
    0,
  );
  expect([p[0], state[0]![0]]).toEqual([0.5, 0.5]);
});

describe("clipping", () => {
  test("scales to the norm", () => {
    const g = row(3, 4);
    clip(g, 1);
    expect(g).toEqual(row(3 * Math.fround(0.2), 4 * Math.fround(0.2)));
  });

  test("leaves a gradient at or below the norm alone", () => {
    const g = row(3, 4);
    clip(g, 5);
    expect(g).toEqual(row(3, 4));
  });

  test("squares beyond the range of f32 are summed in f64", () => {
    const g = row(3e30, 4e30);
    clip(g, 5);
    expect(g[0]! / 3).toBeCloseTo(1, 6);
    expect(g[1]! / 4).toBeCloseTo(1, 6);
  });
});
