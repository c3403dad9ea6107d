/**
 * Coverage of the nominal 95% intervals by simulation: worlds whose expected measure is known, R = 64 replicas in each
 * of many repeats.
 *
 * 1,500 repeats have a standard error of .0056 at .95; an interval passes between .92 and .98, and that of churn, which
 * is near an even split, up to 1. Below that, a small form of the table of docs/measures.md: pools as in `npm run
 * prove:intervals`, fewer repeats.
 */
import { describe, expect, test } from "vitest";
import { pairwiseDistances, predictionDifference } from "../../src/measure/pairwise.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { type Estimate, pairwiseEstimate } from "../../src/statistics/estimate.js";
import { leaveOneOut } from "../../src/statistics/jackknife.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { drawn, everyone, normals, POOLS } from "./pools.js";
import { type CellOfTable, simulate } from "./simulated.js";
import { measured, uniforms } from "./slowly.js";

const REPLICAS = 64;
const EXAMPLES = 12;
const REPEATS = 1500;

/** How strongly an example feels the shift of a replica, and the standard deviation of its predictions. */
const exposure = (n: number) => n / 4;
const spread = (n: number) => Math.sqrt(exposure(n) * exposure(n) + 1);

/**
 * A value per example: a base, plus the shift of the replica times the exposure of the example, plus noise of its own.
 */
function shifted(uniform: () => number): Predictions {
  const values = new Float32Array(REPLICAS * EXAMPLES);
  for (let r = 0; r < REPLICAS; r++) {
    const shift = normalQuantile(uniform());
    for (let n = 0; n < EXAMPLES; n++) values[r * EXAMPLES + n] = 0.4 + exposure(n) * shift + normalQuantile(uniform());
  }
  return { values, replicas: REPLICAS, examples: EXAMPLES, columns: 1, kind: "value" };
}

/**
 * Two classes: the same world, decided by its side of the base, so that both classes are equally likely on every
 * example.
 */
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

function coverage(
  world: (uniform: () => number) => Predictions,
  measure: (p: Predictions) => Estimate,
  truth: number,
  seed: number,
): number {
  const uniform = uniforms(seed);
  let covered = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const { low, high } = measure(world(uniform));
    if (low !== null && high !== null && low <= truth && truth <= high) covered++;
  }
  return covered / REPEATS;
}

const overExamples = (of: (n: number) => number) =>
  Array.from({ length: EXAMPLES }, (_, n) => of(n)).reduce((sum, each) => sum + each, 0) / EXAMPLES;

const meanSpread = overExamples(spread);
const meanSquare = overExamples((n) => spread(n) * spread(n));

describe("64 replicas", () => {
  test.each<[string, (uniform: () => number) => Predictions, (p: Predictions) => Estimate, number]>([
    // The difference of two normal numbers has standard deviation sqrt(2) spread, and mean size sqrt(2/pi) times that.
    ["prediction difference, pairwise", shifted, predictionDifference, (2 / Math.sqrt(Math.PI)) * meanSpread],
    ["prediction difference, pairwise, two basins", basins, predictionDifference, 2 * 0.2 * 0.8],
    ["churn", decided, (p) => measured(p).churn, 0.5],
    // A deviation from the mean of R has variance (1 - 1/R) spread^2.
    [
      "about the mean, norm 1",
      shifted,
      (p) => measured(p).predictionDifferenceAboutMean1,
      Math.sqrt((1 - 1 / REPLICAS) * (2 / Math.PI)) * meanSpread,
    ],
    [
      "about the mean, norm 2",
      shifted,
      (p) => measured(p).predictionDifferenceAboutMean2,
      Math.sqrt((1 - 1 / REPLICAS) * (2 / Math.PI)) * meanSpread,
    ],
    ["standard deviation", shifted, (p) => measured(p).predictionDifferenceStandardDeviation, Math.sqrt(meanSquare)],
    [
      "irreproducible share of excess",
      shifted,
      (p) => measured(p, { truth: new Float64Array(EXAMPLES).fill(0.4 - 1) }).irreproducibleShare,
      // The variance over these R, and the bias of their mean.
      (meanSquare * (1 - 1 / REPLICAS)) / (meanSquare + 1),
    ],
  ])("%s", (name, world, measure, truth) => {
    const covered = coverage(world, measure, truth, 2021);
    expect(covered, name).toBeGreaterThanOrEqual(0.92);
    expect(covered, name).toBeLessThanOrEqual(name === "churn" ? 1 : 0.98);
  });
});

describe("a small form of the table: at least .92 where the plain jackknife has .85", () => {
  const REPEATS_OF_POOL = 400;
  const pool = (name: string) => POOLS.find((each) => each.name === name)!;

  test.each([
    ["50/50", 0.1],
    ["40/60", 0.7],
    ["30/70", 0.7],
    ["5/95", 0.3],
    ["three equal basins", 0.1],
    ["smooth", 0.7],
    ["heavy tails", 0.3],
  ])("%s, noise %d", (name, noise) => {
    const cell = simulate({ pool: pool(name), noise, replicas: 64 }, REPEATS_OF_POOL);
    for (const [measure, { covered }] of Object.entries(cell)) expect(covered, measure).toBeGreaterThanOrEqual(0.92);
  });

  test("the plain jackknife collapses at 40/60, where the bent one covers and is hardly wider than one that knew the distribution", () => {
    const cell = { pool: pool("40/60"), noise: 0.1, replicas: 64 };
    const { predictionDifference: bent } = simulate(cell, REPEATS_OF_POOL);
    expect(plainCoverage(cell, REPEATS_OF_POOL)).toBeLessThan(0.86);
    expect(bent.covered).toBeGreaterThanOrEqual(0.92);
    expect(bent.width / bent.ideal).toBeLessThan(1.3);
  });

  /** Of the same jackknife without its fold. */
  function plainCoverage({ pool: of, noise, replicas }: CellOfTable, repeats: number): number {
    const truth = predictionDifference(everyone(of, noise, 1)).value!;
    let covered = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const normal = normals(2, repeat);
      const { value, toOthers } = pairwiseDistances(
        drawn(
          of,
          noise,
          1,
          Float64Array.from({ length: replicas }, () => normal()),
          normal,
        ),
      );
      const { low, high } = pairwiseEstimate("pairwise", value, leaveOneOut(value, toOthers), null);
      if (low! <= truth && truth <= high!) covered++;
    }
    return covered / repeats;
  }
});
