import fc from "fast-check";
import { expect, test } from "vitest";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { type Predictions, selectReplicas } from "../../src/measure/predictions.js";
import {
  deviationsOf,
  groupCount,
  jackknifeGroups,
  jackknifeLog,
  leaveOneOut,
} from "../../src/statistics/jackknife.js";
import { meanOf, standardError } from "../../src/statistics/sample.js";
import { predictions, uniforms } from "../measure/slowly.js";

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

test("without one replica: as if it had never been there", () => {
  fc.assert(
    fc.property(predictions({ minReplicas: 3 }), (p) => {
      const { value, toOthers } = pairwiseDistances(p);
      leaveOneOut(value, toOthers).forEach((without, r) => {
        const others = range(p.replicas).filter((s) => s !== r);
        expect(without).toBeCloseTo(pairwiseDistances(selectReplicas(p, others)).value, 12);
      });
    }),
  );
});

test("pseudo-values on the log scale", () => {
  const { estimate, pseudoValues } = jackknifeLog(2, new Float64Array([1, 2, 4]))!;
  expect(estimate).toBeCloseTo(Math.log(2), 15);
  expect(pseudoValues[0]).toBeCloseTo(3 * Math.log(2), 15);
  expect(pseudoValues[1]).toBeCloseTo(Math.log(2), 15);
  expect(pseudoValues[2]).toBeCloseTo(3 * Math.log(2) - 2 * Math.log(4), 15);
});

test("no log scale where the estimate is 0; where one unit makes all of it, the tangent of the log at one half", () => {
  expect(jackknifeLog(0, new Float64Array([0, 0, 0]))).toBeNull();
  const alone: Predictions = {
    values: new Float32Array([0.1, 0.1, 0.7, 0.1]),
    replicas: 4,
    examples: 1,
    columns: 1,
    kind: "value",
  };
  const { value, toOthers } = pairwiseDistances(alone);
  const { estimate, pseudoValues } = jackknifeLog(value, leaveOneOut(value, toOthers))!;
  expect(estimate).toBeCloseTo(Math.log(0.3), 6);
  expect(pseudoValues[2]! - estimate).toBeCloseTo(3 * (Math.log(2) + 1), 9);
  // It meets the log at one half, and goes on as a line.
  const at = (ratio: number) => jackknifeLog(1, new Float64Array([ratio, 1, 1]))!.pseudoValues[0]!;
  expect(at(0.5 - 1e-9)).toBeCloseTo(at(0.5), 7);
  expect(at(0.1) - at(0.2)).toBeCloseTo(at(0.3) - at(0.4), 12);
});

test("deviations are those of pseudo-values from their mean, and make the standard error together", () => {
  const pseudoValues = new Float64Array([1, 2, 6]);
  expect([...deviationsOf(pseudoValues)]).toEqual([-2, -1, 3].map((off) => off / Math.sqrt(6)));
  expect(Math.hypot(...deviationsOf(pseudoValues))).toBeCloseTo(standardError(pseudoValues), 15);
});

test("the standard error of a mean", () => {
  expect(meanOf(new Float64Array([1, 2, 6]))).toBe(3);
  expect(standardError(new Float64Array([1, 2, 6]))).toBeCloseTo(Math.sqrt(14 / 6), 15);
});

/** The jackknife of a mean, whose error must be its standard error. */
function jackknifeMean(values: number[]) {
  const groups = groupCount(values.length);
  const without = range(groups).map((g) => meanOf(Float64Array.from(values.filter((_, r) => r % groups !== g))));
  return Math.hypot(...jackknifeGroups(values.length, meanOf(Float64Array.from(values)), Float64Array.from(without)));
}

test("up to 32 replicas the groups are single replicas", () => {
  expect(jackknifeMean([1, 2, 6, 3])).toBeCloseTo(standardError(new Float64Array([1, 2, 6, 3])), 14);
});

test("more replicas: groups of unequal size give the standard error of a mean on average", () => {
  const uniform = uniforms(1);
  const ratios = new Float64Array(400).map(() => {
    const values = range(75).map(uniform);
    const squared = jackknifeMean(values) / standardError(Float64Array.from(values));
    return squared * squared;
  });
  // The ratio of variances has mean 1 and standard deviation about sqrt(2/31); 400 of them leave .013.
  expect(Math.abs(meanOf(ratios) - 1)).toBeLessThan(0.05);
});

test("groups of three and two: pseudo-values 32/3 and 7, their weighted mean 9.2, each square weighted by its group", () => {
  const deviations = jackknifeGroups(5, 10, new Float64Array([9, 12]));
  expect([...deviations]).toEqual([
    expect.closeTo((32 / 3 - 9.2) / Math.sqrt(2 / 3) / Math.SQRT2, 13),
    expect.closeTo(-2.2 / Math.sqrt(1.5) / Math.SQRT2, 13),
  ]);
});
