import { expect, test } from "vitest";
import { pairsOnReplicas } from "../../src/measure/on-replicas.js";
import { pairwiseDistances, predictionDifference } from "../../src/measure/pairwise.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { differenceInterval, differenceSpread } from "../../src/statistics/paired-difference.js";
import { detectable, replicasFor } from "../../src/statistics/power.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { ALIKE, drawn, everyone, latents, normals, POOLS } from "../measure/pools.js";

const NOISE = 0.7;
const AIM = { level: 0.95, power: 0.8 };

/** Two arms of one pool, whose basins are less far apart in the second. */
function arms(name: string, scale: number, replicas: number, key: number, alike: number): [Predictions, Predictions] {
  const pool = POOLS.find((each) => each.name === name)!;
  const normal = normals(0x706f7765, key);
  const common = Float64Array.from({ length: replicas }, () => normal());
  const arm = (stretch: number) => drawn(pool, NOISE, stretch, latents(common, alike, normal), normal);
  return [arm(1), arm(scale)];
}

function differenceOf([a, b]: readonly [Predictions, Predictions], isPaired: boolean) {
  const log = (p: Predictions) => pairsOnReplicas(pairwiseDistances(p)).log!;
  return differenceSpread(log(b), log(a), isPaired)!;
}

test.each([
  ["smooth", 0.5, true, ALIKE, 0.7],
  ["20/80", 0.6, false, 0, 0.7],
  // Near an even split the interval is wider than its error, the more so of few replicas.
  ["40/60", 0.7, false, 0, 0.62],
])("%s: four experiments in five of that size see the ratio", (name, scale, isPaired, alike, least) => {
  const pool = POOLS.find((each) => each.name === name)!;
  const truth = Math.log(
    predictionDifference(everyone(pool, NOISE, 1)).value! / predictionDifference(everyone(pool, NOISE, scale)).value!,
  );
  const pilot = differenceOf(arms(name, scale, 1024, 0, alike), isPaired);
  const needed = replicasFor(pilot, 1024, Math.abs(truth), AIM)!;
  expect(needed).toBeGreaterThan(4);
  expect(needed).toBeLessThan(1000);
  let seen = 0;
  const repeats = 200;
  for (let key = 1; key <= repeats; key++) {
    const difference = differenceOf(arms(name, scale, needed, key, alike), isPaired);
    const { low, high } = differenceInterval(difference, studentQuantile(0.975, difference.freedom));
    if (low! > 0 || high! < 0) seen++;
  }
  // Two standard errors are .06, and the pilot has its own.
  expect(seen / repeats).toBeGreaterThan(least);
  expect(seen / repeats).toBeLessThan(0.93);
});

test("without folds it is the formula of the t test", () => {
  const difference = { spread: { error: 0.02, folds: [] }, freedom: 99 };
  const log = detectable(difference, 100, 400, AIM);
  // The normal quantile of .8 is .8416.
  expect(log).toBeCloseTo(0.01 * (studentQuantile(0.975, 399) + 0.8416212335729143), 12);
  const needed = replicasFor(difference, 100, log, AIM)!;
  expect(needed).toBe(400);
  expect(replicasFor(difference, 100, 1e9, AIM)).toBe(3);
  expect(replicasFor(difference, 100, 1e-9, AIM)).toBeNull();
});
