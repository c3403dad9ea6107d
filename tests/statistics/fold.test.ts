import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { churnOf, decide } from "../../src/measure/decisions.js";
import { measure } from "../../src/measure/measure.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { dominantDirection, type Fold, reachOf, spreadOf } from "../../src/statistics/fold.js";
import { foldsOfDifference } from "../../src/statistics/fold-difference.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { drawn, normals, POOLS } from "../measure/pools.js";
import { bend, distance, foldedEnds, overPairs, predictions, slowInterval, uniforms } from "../measure/slowly.js";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, each, i) => sum + each * b[i]!, 0);
const unit = (values: readonly number[]) => {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const centred = values.map((each) => each - mean);
  return Float64Array.from(centred, (each) => each / Math.sqrt(dot(centred, centred)));
};

/** Predictions that differ, so that there is a direction. */
const different = (limits: Parameters<typeof predictions>[0]) =>
  predictions(limits).filter((p) => overPairs(p.replicas, (r, s) => distance(p, r, s)) > 1e-6);

describe("the direction and the curvature of the mean distance", () => {
  test("are those of all pairs: a unit vector without a mean, and -v'Dv / 1'D1", () => {
    fc.assert(
      fc.property(different({ minReplicas: 3 }), (p) => {
        const { direction, curvature } = pairwiseDistances(p).fold!;
        expect(dot(direction, direction)).toBeCloseTo(1, 12);
        expect(
          dot(
            direction,
            direction.map(() => 1),
          ),
        ).toBeCloseTo(0, 12);
        expect(curvature).toBeCloseTo(
          bend(direction, (r, s) => distance(p, r, s)),
          9,
        );
        expect(curvature).toBeGreaterThanOrEqual(0);
        // All curvatures add up to 1 / R, whatever the pool.
        expect(curvature).toBeLessThanOrEqual(1 / p.replicas + 1e-12);
      }),
    );
  });

  test("no direction bends much more", () => {
    fc.assert(
      fc.property(
        different({ minReplicas: 3 }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 }),
        (p, any) => {
          const other = unit(any.slice(0, p.replicas).map((each, r) => each + r / 97));
          expect(bend(other, (r, s) => distance(p, r, s))).toBeLessThanOrEqual(
            1.3 * pairwiseDistances(p).fold!.curvature + 1e-12,
          );
        },
      ),
    );
  });

  test("two basins: the direction tells them apart, and all the bend lies in it", () => {
    const values = Float32Array.from({ length: 10 * 4 }, (_, i) => (i < 16 ? 0.9 : 0.1));
    const { direction, curvature } = pairwiseDistances({
      values,
      replicas: 10,
      examples: 4,
      columns: 1,
      kind: "probability",
    }).fold!;
    expect(new Set([...direction].map((each) => each.toFixed(12))).size).toBe(2);
    expect(curvature).toBeCloseTo(1 / 10, 9);
  });

  test("of many examples, a sample is near to all", () => {
    const pool = POOLS[2]!;
    const parts = Array.from({ length: 20 }, (_, part) =>
      drawn(
        pool,
        0.7,
        1,
        Float64Array.from({ length: 64 }, (__, r) => (r - 31.5) / 32),
        normals(7, part),
      ),
    );
    const values = Float32Array.from(
      { length: 64 * 240 },
      (_, i) => parts[Math.floor((i % 240) / 12)]!.values[Math.floor(i / 240) * 12 + (i % 12)]!,
    );
    const p: Predictions = { values, replicas: 64, examples: 240, columns: 1, kind: "probability" };
    const { direction, curvature } = pairwiseDistances(p).fold!;
    expect(curvature / bend(direction, (r, s) => distance(p, r, s))).toBeGreaterThan(0.93);
    expect(curvature / bend(direction, (r, s) => distance(p, r, s))).toBeLessThan(1.07);
  });
});

test("churn bends as the mean over pairs of disagreements does", () => {
  fc.assert(
    fc.property(different({ minReplicas: 3, kind: "probability" }), (p) => {
      const { classes } = decide(p)!;
      const { value, fold } = churnOf(p, classes);
      const disagree = (r: number, s: number) =>
        Array.from({ length: p.examples }, (_, n) =>
          Number(classes[r * p.examples + n] !== classes[s * p.examples + n]),
        ).reduce((sum, each) => sum + each, 0);
      expect(fold === null).toBe(value === 0);
      if (fold) expect(fold.curvature).toBeCloseTo(bend(fold.direction, disagree), 9);
    }),
  );
});

/** The whole interval from the matrix of distances. */
test("the interval of the prediction difference is that of leaving replicas out one by one, bent along the direction", () => {
  const pools = [POOLS[0]!, POOLS[4]!, POOLS[9]!, POOLS[11]!];
  for (const [i, pool] of pools.entries()) {
    const replicas = 17;
    const normal = normals(1, i);
    const p = drawn(
      pool,
      0.3,
      1,
      Float64Array.from({ length: replicas }, () => normal()),
      normal,
    );
    const matrix = Array.from({ length: replicas }, (_, r) =>
      Array.from({ length: replicas }, (__, s) => distance(p, r, s)),
    );
    const value = overPairs(replicas, (r, s) => matrix[r]![s]!);
    const without = matrix.map((_, out) =>
      overPairs(
        replicas,
        (r, s) => matrix[r]![s]!,
        (r, s) => r !== out && s !== out,
      ),
    );
    const logs = without.map((each) =>
      each >= value / 2 ? Math.log(each) : Math.log(value / 2) + (each - value / 2) / (value / 2),
    );
    const { direction } = pairwiseDistances(p).fold!;
    const slow = slowInterval(
      Math.log(value),
      logs,
      direction,
      bend(direction, (r, s) => matrix[r]![s]!),
      studentQuantile(0.975, replicas - 1),
    );
    const fast = measure({ predictions: p, task: "binary", loss: "logistic" }, ["predictionDifference"]).measures
      .predictionDifference;
    expect(Math.log(fast.low!)).toBeCloseTo(slow.low, 6);
    expect(Math.log(fast.high!)).toBeCloseTo(Math.min(0, slow.high), 6);
  }
});

describe("how far an interval reaches", () => {
  const size = fc.double({ min: 0, max: 2, noNaN: true });

  test("as far as many tries find", () => {
    fc.assert(
      fc.property(size, size, size, fc.double({ min: 0.5, max: 13, noNaN: true }), (along, across, curvature, t) => {
        const { below, above } = reachOf({ error: Math.hypot(along, across), folds: [{ along, curvature }] }, t);
        const { low, high } = foldedEnds(0, along, across, curvature, t);
        const scale = 1 + t * (along + across) + curvature * t * t;
        // What is left of the error is a difference of squares: half of the digits.
        expect(Math.abs(below + low)).toBeLessThan(1e-6 * scale);
        expect(Math.abs(above - high)).toBeLessThan(1e-6 * scale);
      }),
      { numRuns: 40 },
    );
  });

  test("without curvature as far as t standard errors, exactly", () => {
    expect(reachOf({ error: 0.3, folds: [] }, 2)).toEqual({ below: 0.6, above: 0.6 });
    expect(reachOf({ error: 0.3, folds: [{ along: 0.1, curvature: 0 }] }, 2)).toEqual({ below: 0.6, above: 0.6 });
  });

  test("at the top of a fold only downward, by the curvature", () => {
    const { below, above } = reachOf({ error: 0, folds: [{ along: 0, curvature: 0.01 }] }, 2);
    expect(below).toBeCloseTo(0.01 + 0.01 * 4, 12);
    expect(above).toBe(0);
  });

  test("a fold the other way is the mirror image", () => {
    fc.assert(
      fc.property(size, size, size, (along, across, curvature) => {
        const error = Math.hypot(along, across);
        const up = reachOf({ error, folds: [{ along, curvature }] }, 2);
        expect(reachOf({ error, folds: [{ along, curvature: -curvature }] }, 2)).toEqual({
          below: up.above,
          above: up.below,
        });
      }),
    );
  });
});

test("the error is taken apart along directions, whatever their length", () => {
  const deviations = Float64Array.of(3, 1, -4);
  const folds: Fold[] = [{ direction: Float64Array.of(2, -2, 0), curvature: 0.1 }];
  const {
    error,
    folds: [fold],
  } = spreadOf(deviations, folds);
  expect(error).toBeCloseTo(Math.sqrt(26), 14);
  expect(fold).toEqual({ along: expect.closeTo(Math.SQRT2, 14), curvature: 0.1 });
});

describe("the folds of a difference", () => {
  const uniform = uniforms(5);
  const any = () => unit(Array.from({ length: 6 }, uniform));

  test("are those of the difference of the two bends: same quadratic form, at right angles", () => {
    for (let repeat = 0; repeat < 50; repeat++) {
      const [a, b] = [
        { direction: any(), curvature: uniform() },
        { direction: any(), curvature: uniform() },
      ];
      const folds = foldsOfDifference(a, b);
      expect(dot(folds[0]!.direction, folds[1]!.direction)).toBeCloseTo(0, 12);
      for (const { direction } of folds) expect(dot(direction, direction)).toBeCloseTo(1, 12);
      const v = any();
      const form = (some: readonly Fold[]) =>
        some.reduce((sum, { direction, curvature }) => sum + curvature * dot(direction, v) ** 2, 0);
      expect(form(folds)).toBeCloseTo(form([a]) - form([b]), 12);
    }
  });

  test("the same bend in both cancels, one alone stays", () => {
    const a = { direction: any(), curvature: 0.3 };
    expect(foldsOfDifference(a, { ...a }).every(({ curvature }) => curvature === 0)).toBe(true);
    expect(foldsOfDifference(a, null)).toEqual([a]);
    expect(foldsOfDifference(null, a)).toEqual([{ ...a, curvature: -0.3 }]);
    expect(foldsOfDifference(null, null)).toEqual([]);
  });
});

test("no direction where nothing differs", () => {
  expect(dominantDirection(1, (v, product) => product.set(v))).toBeNull();
  expect(dominantDirection(3, () => undefined)).toBeNull();
  expect(
    pairwiseDistances({ values: new Float32Array(4), replicas: 4, examples: 1, columns: 1, kind: "value" }).fold,
  ).toBeNull();
});
