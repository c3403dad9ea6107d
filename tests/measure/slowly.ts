/**
 * The measures written as their definitions: every pair of replicas, every class, no sorting, no counting. What the
 * tests compare with.
 */
import fc from "fast-check";
import type { MeasureInput } from "../../src/measure/input.js";
import { measureAll } from "../../src/measure/measure.js";
import type { MeasureName } from "../../src/measure/names.js";
import type { Predictions } from "../../src/measure/predictions.js";
import type { Estimate } from "../../src/statistics/estimate.js";

/** All measures of predictions, with what is known beside them. */
export function measured(p: Predictions, known: Partial<MeasureInput> = {}): Record<MeasureName, Estimate> {
  const classes =
    p.columns === 1 ? ({ task: "binary", loss: "logistic" } as const) : ({ task: "classes", loss: "softmax" } as const);
  return measureAll({
    predictions: p,
    ...(p.kind === "value" ? { task: "regression", loss: "squared" } : classes),
    ...known,
  }).measures;
}

/** The vector of replica r on example n; a single probability p expanded to (1-p, p). */
export function vector(p: Predictions, r: number, n: number): number[] {
  const start = (r * p.examples + n) * p.columns;
  const row = [...p.values.subarray(start, start + p.columns)];
  return p.kind === "probability" && p.columns === 1 ? [1 - row[0]!, row[0]!] : row;
}

/** Mean over the examples of 1/2 norm_1 (probabilities) or of the mean over columns of abs(f - f'). */
export function distance(p: Predictions, r: number, s: number): number {
  let sum = 0;
  for (let n = 0; n < p.examples; n++) {
    const b = vector(p, s, n);
    const norm = vector(p, r, n).reduce((total, a, c) => total + Math.abs(a - b[c]!), 0);
    sum += p.kind === "probability" ? norm / 2 : norm / p.columns;
  }
  return sum / p.examples;
}

/** Mean of a function of two different replicas over those pairs r > s that are wanted. */
export function overPairs(
  replicas: number,
  of: (r: number, s: number) => number,
  wanted: (r: number, s: number) => boolean = () => true,
): number {
  let sum = 0;
  let pairs = 0;
  for (let r = 0; r < replicas; r++) {
    for (let s = 0; s < r; s++) {
      if (!wanted(r, s)) continue;
      sum += of(r, s);
      pairs++;
    }
  }
  return sum / pairs;
}

/**
 * Minus the second-order term of a mean over pairs of `of` along v, over the sum of all pairs: -sum v_r v_s of(r, s) /
 * sum of(r, s).
 */
export function bend(v: ArrayLike<number>, of: (r: number, s: number) => number): number {
  let [bent, all] = [0, 0];
  for (let r = 0; r < v.length; r++) {
    for (let s = 0; s < v.length; s++) {
      if (s === r) continue;
      bent -= v[r]! * v[s]! * of(r, s);
      all += of(r, s);
    }
  }
  return bent / all;
}

/**
 * Log (or logit) of the ends of an interval: the range of the bent line over the disc of radius t, tried at many
 * angles.
 */
export function foldedEnds(
  centre: number,
  along: number,
  across: number,
  curvature: number,
  t: number,
): { low: number; high: number } {
  let [low, high] = [centre, centre];
  for (let step = 0; step <= 40000; step++) {
    const angle = (Math.PI / 2) * (step / 40000);
    for (const radius of [t, (t * step) / 40000]) {
      for (const [x, y] of [
        [radius * Math.cos(angle), radius * Math.sin(angle)],
        [radius, 0],
      ] as const) {
        low = Math.min(low, centre - curvature - along * x - across * y - curvature * x * x);
        high = Math.max(high, centre - curvature + along * x + across * y - curvature * x * x);
      }
    }
  }
  return { low, high };
}

/**
 * The same from a statistic without each unit, a direction in the space of the units and the curvature; `weights` where
 * units are of unequal size.
 */
export function slowInterval(
  centre: number,
  without: readonly number[],
  direction: ArrayLike<number>,
  curvature: number,
  t: number,
): { low: number; high: number } {
  const units = without.length;
  const mean = without.reduce((sum, each) => sum + each, 0) / units;
  const deviations = without.map((each) => (mean - each) * Math.sqrt((units - 1) / units));
  const squares = deviations.reduce((sum, each) => sum + each * each, 0);
  const length = Math.sqrt(Array.from(direction).reduce((sum, each) => sum + each * each, 0));
  const along = Math.abs(deviations.reduce((sum, each, i) => sum + each * direction[i]!, 0)) / length;
  return foldedEnds(centre, along, Math.sqrt(Math.max(0, squares - along * along)), curvature, t);
}

/**
 * Random predictions: probabilities (rows add up to 1 where there are several columns) or values, often equal to each
 * other.
 */
export function predictions(
  limits: { replicas?: number; minReplicas?: number; kind?: Predictions["kind"] } = {},
): fc.Arbitrary<Predictions> {
  const shape = fc.record({
    replicas: fc.integer({ min: limits.minReplicas ?? 2, max: limits.replicas ?? 9 }),
    examples: fc.integer({ min: 1, max: 6 }),
    columns: fc.integer({ min: 1, max: 4 }),
    kind: limits.kind ? fc.constant(limits.kind) : fc.constantFrom<Predictions["kind"]>("probability", "value"),
  });
  return shape.chain((s) => {
    const size = s.replicas * s.examples * s.columns;
    const probability = fc.constantFrom(0, 0.25, 0.5, 1, 0.1, 0.7, 1e-9, 0.33);
    const value = fc.oneof(fc.float({ min: -9, max: 9, noNaN: true }), fc.constantFrom(-0, 0, 1));
    const cell = s.kind === "value" ? value : probability;
    return fc
      .array(cell, { minLength: size, maxLength: size })
      .map((cells) => ({ ...s, values: asRows(Float32Array.from(cells), s) }));
  });
}

function asRows(values: Float32Array, { columns, kind }: { columns: number; kind: Predictions["kind"] }): Float32Array {
  if (kind === "value" || columns === 1) return values;
  return values.map((value, i) => {
    const start = i - (i % columns);
    const sum = values.subarray(start, start + columns).reduce((total, each) => total + each, 0);
    return sum === 0 ? 1 / columns : value / sum;
  });
}

/**
 * A stream of uniform numbers in (0, 1) with a seed, for simulations: the same on every engine (Lehmer 1951, constants
 * of Park and Miller 1988).
 */
export function uniforms(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  for (let i = 0; i < 20; i++) state = (state * 48271) % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
