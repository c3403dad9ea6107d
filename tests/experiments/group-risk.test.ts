/** The loss of a group as a function of the parameters: against the reference trainer, differences, and known curvature. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { largestCurvature, normOf, riskAt } from "../../src/experiments/group-risk.js";
import { meanLoss } from "../../src/further/barrier.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";

const STUDY = {
  data: { name: "groups", train: 40, test: 1, dimension: 3 },
  hidden: [4, 3],
  activation: "tanh",
  epochs: 5,
  replicas: 1,
} as const;
const prepared = await prepare(STUDY);
const { layers } = prepared.plan;
const trained = Float64Array.from((await run(STUDY, { workers: 0 })).parameters[0]!);
const risk = riskAt(layers, trained, prepared.train);
const moved = (by: Float64Array, step: number) => trained.map((value, p) => value + step * by[p]!);
const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
/** Directions of all parameters. */
const directions = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: trained.length, maxLength: trained.length })
  .map((values) => Float64Array.from(values))
  .filter((values) => normOf(values) > 0.1);

test("the loss is that of the reference trainer", () => {
  expect(risk.loss).toBeCloseTo(meanLoss(prepared, Float32Array.from(trained)), 6);
});

test("gradient and products with the Hessian are what differences say", () => {
  fc.assert(
    fc.property(directions, (direction) => {
      const step = 1e-4;
      const [above, below] = [step, -step].map((by) => riskAt(layers, moved(direction, by), prepared.train));
      expect(inner(risk.gradient, direction)).toBeCloseTo((above!.loss - below!.loss) / (2 * step), 6);
      const product = risk.timesHessian(direction);
      for (const [p, value] of product.entries())
        expect(value).toBeCloseTo((above!.gradient[p]! - below!.gradient[p]!) / (2 * step), 6);
    }),
    { numRuns: 20 },
  );
});

test("the Hessian is symmetric, and no direction is more curved than the largest eigenvalue", () => {
  const largest = largestCurvature(risk);
  fc.assert(
    fc.property(directions, directions, (a, b) => {
      expect(inner(a, risk.timesHessian(b))).toBeCloseTo(inner(b, risk.timesHessian(a)), 9);
      expect(inner(a, risk.timesHessian(a)) / inner(a, a)).toBeLessThan(largest * 1.001);
    }),
    { numRuns: 20 },
  );
});

describe("the largest eigenvalue", () => {
  const diagonal = (...values: number[]) => ({
    gradient: Float64Array.from(values, () => 1),
    timesHessian: (vector: Float64Array) => vector.map((value, k) => value * values[k]!),
  });
  test.each([
    [[3, 1, 0], 3],
    [[1, -5, 2], 2],
    [[-1, -4, -2], -1],
    [[0, 0], 0],
  ])("of a diagonal %j is %d", (values, expected) => {
    expect(Math.abs(largestCurvature(diagonal(...values)) - expected)).toBeLessThanOrEqual(0.02);
  });

  test("of one unit and one example: p (1 - p) (norm of the input and 1)^2", () => {
    const [layer] = layers;
    const line = [
      {
        ...layer!,
        inputs: 2,
        outputs: 1,
        parameters: [
          { ...layer!.parameters[0]!, offset: 0 },
          { ...layer!.parameters[1]!, offset: 2 },
        ],
      },
    ];
    const alone = riskAt(line, [0, 0, 0], { count: 1, x: [3, 4], y: [1] });
    expect(alone.loss).toBeCloseTo(Math.log(2), 12);
    expect([...alone.gradient]).toEqual([-1.5, -2, -0.5]);
    expect(largestCurvature(alone)).toBeCloseTo(26 / 4, 6);
  });
});

test("no gradient, nothing to follow", () => {
  const flat = { gradient: new Float64Array(2), timesHessian: (vector: Float64Array) => vector };
  expect(largestCurvature(flat)).toBe(0);
});
