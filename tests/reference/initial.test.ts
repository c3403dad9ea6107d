import { describe, expect, test } from "vitest";
import { initialParameters } from "../../src/reference/initial.js";
import { normal, type StreamKey, streamKey, threefry, uniform } from "../../src/reference/random.js";
import { layersOf } from "../../src/study/layers.js";
import type { Initial } from "../../src/study/study.js";
import type { Scheme } from "../../src/study/variants/schemes.js";

const f32 = Math.fround;
const key = streamKey(17, "init", 0);
const zeros: Scheme = { name: "zeros" };

const parametersOf = (widths: number[], initial: Initial, ofKey: StreamKey) =>
  initialParameters(layersOf(widths, initial), initial, ofKey);
const mean = (values: Float32Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const meanSquare = (values: Float32Array): number => values.reduce((sum, x) => sum + x * x, 0) / values.length;

test("the flat list is W1, b1, W2, b2, ...", () => {
  const parameters = parametersOf([2, 3, 1], { weights: { name: "constant", value: 0.1 }, biases: zeros }, key);
  const w = f32(0.1);
  expect([...parameters]).toEqual([w, w, w, w, w, w, 0, 0, 0, w, w, w, 0]);
});

test("a uniform draw takes the first word of block p, a normal draw both words", () => {
  const weights: Scheme = { name: "uniform", low: -0.3, high: 0.9 };
  const biases: Scheme = { name: "normal", mean: 0.25, stddev: 1.7 };
  const parameters = parametersOf([2, 2], { weights, biases }, key);
  const [first, second] = threefry(...key, 0, 3);
  expect(parameters[3]).toBe(f32(f32(-0.3) + f32(f32(0.9 - -0.3) * uniform(first))));
  const [bias0, bias1] = threefry(...key, 0, 5);
  expect(parameters[5]).toBe(f32(0.25 + f32(f32(1.7) * normal(bias0, bias1))));
  expect(first).not.toBe(second);
});

test("a layer put on top moves no earlier draw", () => {
  const initial = { weights: { name: "he_normal", gain: 1 }, biases: { name: "uniform", low: -1, high: 1 } } as const;
  const shallow = parametersOf([4, 6, 3], initial, key);
  const deep = parametersOf([4, 6, 3, 2], initial, key);
  expect(deep.slice(0, shallow.length)).toEqual(shallow);
});

test("the scheme of the biases moves no weight", () => {
  const weights: Scheme = { name: "glorot_normal", gain: 1 };
  const still = parametersOf([4, 6], { weights, biases: zeros }, key);
  const drawn = parametersOf([4, 6], { weights, biases: { name: "normal", mean: 0, stddev: 1 } }, key);
  expect(drawn.slice(0, 24)).toEqual(still.slice(0, 24));
  expect(drawn.slice(24)).not.toEqual(still.slice(24));
});

test("a level of the init stream is another net", () => {
  const initial = { weights: { name: "glorot_uniform", gain: 1 }, biases: zeros } as const;
  const other = parametersOf([4, 6], initial, streamKey(17, "init", 1));
  expect(other).not.toEqual(parametersOf([4, 6], initial, key));
});

test("given layers are copied, rounded to f32", () => {
  const given = [
    {
      W: [
        [0.1, 0.2],
        [0.3, 0.4],
      ],
      b: [0.5, 0.6],
    },
    { W: [[0.7], [0.8]], b: [0.9] },
  ];
  expect(parametersOf([2, 2, 1], given, key)).toEqual(Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9));
});

const I = 90;
const O = 110;

describe("variance of 9,900 draws", () => {
  const schemes: { weights: Scheme; variance: number; bound: number }[] = [
    { weights: { name: "glorot_uniform", gain: 1 }, variance: 2 / (I + O), bound: Math.sqrt(6 / (I + O)) },
    { weights: { name: "he_uniform", gain: 1 }, variance: 2 / I, bound: Math.sqrt(6 / I) },
    { weights: { name: "lecun_uniform", gain: 3 }, variance: 9 / I, bound: 3 * Math.sqrt(3 / I) },
    { weights: { name: "glorot_normal", gain: 2 }, variance: 4 * (2 / (I + O)), bound: Infinity },
    { weights: { name: "he_normal", gain: 1 }, variance: 2 / I, bound: Infinity },
    { weights: { name: "lecun_normal", gain: 1 }, variance: 1 / I, bound: Infinity },
    { weights: { name: "uniform", low: -2, high: 2 }, variance: 16 / 12, bound: 2 },
    { weights: { name: "normal", mean: 0, stddev: 0.5 }, variance: 0.25, bound: Infinity },
  ];
  test.each(schemes)("$weights.name", ({ weights, variance, bound }) => {
    const W = parametersOf([I, O], { weights, biases: zeros }, key).subarray(0, I * O);
    // Standard errors: the mean has sqrt(variance/n); the mean square at most variance sqrt(2/n), the normal's. Four of
    // each.
    expect(Math.abs(mean(W))).toBeLessThan(4 * Math.sqrt(variance / W.length));
    expect(Math.abs(meanSquare(W) - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / W.length));
    expect(W.every((w) => Math.abs(w) <= f32(bound))).toBe(true);
  });
});

test("biases take the inputs and outputs of their layer", () => {
  const initial = { weights: zeros, biases: { name: "lecun_uniform", gain: 1 } } as const;
  const [first] = threefry(...key, 0, 12);
  const bias = parametersOf([3, 4], initial, key)[12];
  expect(bias).toBe(f32(f32(Math.sqrt(3 / 3)) * f32(2 * uniform(first) - 1)));
});
