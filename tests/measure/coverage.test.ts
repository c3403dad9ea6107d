/**
 * Coverage of the nominal 95% intervals by simulation: worlds whose expected measure is known, R = 64 replicas in each of many repeats.
 *
 * 1,500 repeats have a standard error of .0056 at .95; an interval passes between .92 and .98.
 */
import { describe, expect, test } from "vitest";
import type { Estimate } from "../../src/measure/estimate.js";
import { predictionDifference } from "../../src/measure/prediction-difference.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { normalQuantile } from "../../src/measure/student.js";
import { measured, uniforms } from "./slowly.js";

const REPLICAS = 64;
const EXAMPLES = 12;
const REPEATS = 1500;

/** How strongly an example feels the shift of a replica, and the standard deviation of its predictions. */
const exposure = (n: number) => n / 4;
const spread = (n: number) => Math.sqrt(exposure(n) * exposure(n) + 1);

/** A value per example: a base, plus the shift of the replica times the exposure of the example, plus noise of its own. */
function shifted(uniform: () => number): Predictions {
  const values = new Float32Array(REPLICAS * EXAMPLES);
  for (let r = 0; r < REPLICAS; r++) {
    const shift = normalQuantile(uniform());
    for (let n = 0; n < EXAMPLES; n++) values[r * EXAMPLES + n] = 0.4 + exposure(n) * shift + normalQuantile(uniform());
  }
  return { values, replicas: REPLICAS, examples: EXAMPLES, columns: 1, kind: "value" };
}

/** Two classes: the same world, decided by its side of the base, so that both classes are equally likely on every example. */
function decided(uniform: () => number): Predictions {
  const p = shifted(uniform);
  return { ...p, kind: "probability", values: p.values.map((value) => (value - 0.4 > 0 ? 1 : 0)) };
}

/** One replica in five is found in another basin, far away on every example. */
function basins(uniform: () => number): Predictions {
  const values = new Float32Array(REPLICAS * EXAMPLES);
  for (let r = 0; r < REPLICAS; r++) values.fill(uniform() < 0.2 ? 1 : 0, r * EXAMPLES, (r + 1) * EXAMPLES);
  return { values, replicas: REPLICAS, examples: EXAMPLES, columns: 1, kind: "value" };
}

function coverage(world: (uniform: () => number) => Predictions, measure: (p: Predictions) => Estimate, truth: number, seed: number): number {
  const uniform = uniforms(seed);
  let covered = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const { low, high } = measure(world(uniform));
    if (low !== null && high !== null && low <= truth && truth <= high) covered++;
  }
  return covered / REPEATS;
}

const overExamples = (of: (n: number) => number) => Array.from({ length: EXAMPLES }, (_, n) => of(n)).reduce((sum, each) => sum + each, 0) / EXAMPLES;

const meanSpread = overExamples(spread);
const meanSquare = overExamples((n) => spread(n) * spread(n));

describe("64 replicas", () => {
  test.each<[string, (uniform: () => number) => Predictions, (p: Predictions) => Estimate, number]>([
    // The difference of two normal numbers has standard deviation sqrt(2) spread, and mean size sqrt(2/pi) times that.
    ["prediction difference, pairwise", shifted, predictionDifference, (2 / Math.sqrt(Math.PI)) * meanSpread],
    ["prediction difference, pairwise, two basins", basins, predictionDifference, 2 * 0.2 * 0.8],
    ["churn", decided, (p) => measured(p).churn, 0.5],
    // A deviation from the mean of R has variance (1 - 1/R) spread^2.
    ["about the mean, norm 1", shifted, (p) => measured(p).predictionDifferenceAboutMean1, Math.sqrt((1 - 1 / REPLICAS) * (2 / Math.PI)) * meanSpread],
    ["about the mean, norm 2", shifted, (p) => measured(p).predictionDifferenceAboutMean2, Math.sqrt((1 - 1 / REPLICAS) * (2 / Math.PI)) * meanSpread],
    ["standard deviation", shifted, (p) => measured(p).predictionDifferenceStandardDeviation, Math.sqrt(meanSquare)],
    [
      "irreproducible share of excess",
      shifted,
      (p) => measured(p, { truth: new Float64Array(EXAMPLES).fill(0.4 - 1) }).irreproducibleShare,
      meanSquare / (meanSquare + 1),
    ],
  ])("%s", (name, world, measure, truth) => {
    const covered = coverage(world, measure, truth, 2021);
    expect(covered, name).toBeGreaterThanOrEqual(0.92);
    expect(covered, name).toBeLessThanOrEqual(0.98);
  });
});
