/** The convex function: its closed forms against plain simulation, and the study that trains on it against both. */
import { describe, expect, test } from "vitest";
import {
  BED,
  CURVATURES,
  DIRECTIONS,
  deviationOf,
  excessAlong,
  excessOf,
  ORACLES,
  STEP,
  stepsTo,
} from "../../src/experiments/convex-bed.js";
import { run } from "../../src/run/run.js";

const DESCENT = { rate: STEP, momentum: 0, isNesterov: false, pull: 0 };
const PLAIN = { ...BED, replicas: 1, vary: [] as never[] };

test("the start is at a distance of 1 from the nearest best point, and where F is least is 0", () => {
  const best = Array.from(CURVATURES, (curvature, p) => (curvature > 0 && p < DIRECTIONS - 1 ? 0.25 : 0));
  expect(excessOf(best)).toBe(0);
  expect(Math.hypot(...best)).toBe(1);
  expect(excessOf(new Float64Array(DIRECTIONS))).toBeCloseTo(
    best.reduce<number>((sum, each, p) => sum + (CURVATURES[p]! * each * each) / 2, 0),
    12,
  );
});

describe("the study is the function", () => {
  test.each([
    ["gradient descent", DESCENT, { name: "sgd", learningRate: STEP }],
    ["momentum", { ...DESCENT, momentum: 0.9 }, { name: "momentum", learningRate: STEP, momentum: 0.9 }],
    [
      "Nesterov, pulled",
      { ...DESCENT, momentum: 0.9, isNesterov: true, pull: 0.01 },
      { name: "nesterov", learningRate: STEP, momentum: 0.9, weightDecay: 0.01 },
    ],
  ] as const)("%s", async (_, method, optimizer) => {
    const along = excessAlong(method);
    for (let step = 0; step < 20; step++) along.next();
    const { parameters } = await run({ ...PLAIN, optimizer, epochs: 20 }, { workers: 0 });
    expect(parameters[0]).toHaveLength(DIRECTIONS);
    expect(excessOf(parameters[0]!) / along.next().value).toBeCloseTo(1, 4);
  });
});

test("steps to an accuracy: the first that has it", () => {
  const reached = [0, 1, 2, 3, 4].map(() => 0);
  const along = excessAlong(DESCENT);
  for (const at of reached.keys()) reached[at] = along.next().value;
  for (const [at, excess] of reached.entries()) expect(stepsTo(excess, DESCENT)).toBe(at);
  expect(stepsTo(reached[3]! * 1.0001, DESCENT)).toBe(3);
  expect(stepsTo(reached[3]! * 0.9999, DESCENT)).toBe(4);
});

test.each(ORACLES)(
  "the closed form of the deviation is what errors add up to, one step after the other: %s",
  (oracle) => {
    const [delta, rate, steps] = [0.1, 0.3, 37];
    let expected = 0;
    for (const curvature of CURVATURES) {
      // Variance along a direction of unit errors: of the start, of a constant error, of errors drawn anew.
      let [start, constant, anew] = [1, 0, 0];
      for (let step = 0; step < steps; step++) {
        start *= 1 - rate * curvature;
        constant = (1 - rate * curvature) * constant + rate;
        anew = (1 - rate * curvature) ** 2 * anew + rate ** 2;
      }
      const variance = { start: start ** 2 / 4, gradient: constant ** 2, stochastic: anew }[oracle];
      expected += (2 * delta ** 2 * variance) / DIRECTIONS;
    }
    expect(deviationOf(oracle, { delta, rate, steps }) / expected).toBeCloseTo(1, 10);
  },
);
