import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCount, jackknifeGroups, jackknifeLog, leaveOneOut, meanOf, standardError } from "../../src/measure/jackknife.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { selectReplicas, type Predictions } from "../../src/measure/predictions.js";
import { predictions, uniforms } from "./slowly.js";

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

test("no log scale where the estimate, or the estimate without one unit, is 0", () => {
  expect(jackknifeLog(0, new Float64Array([0, 0, 0]))).toBeNull();
  expect(jackknifeLog(1, new Float64Array([1, 0, 1]))).toBeNull();
  const alone: Predictions = { values: new Float32Array([0.1, 0.1, 0.7, 0.1]), replicas: 4, examples: 1, columns: 1, kind: "value" };
  const { value, toOthers } = pairwiseDistances(alone);
  expect(jackknifeLog(value, leaveOneOut(value, toOthers))).toBeNull();
});

test("the standard error of a mean", () => {
  expect(meanOf(new Float64Array([1, 2, 6]))).toBe(3);
  expect(standardError(new Float64Array([1, 2, 6]))).toBeCloseTo(Math.sqrt(14 / 6), 15);
});

/** The jackknife of a mean, whose error must be its standard error. */
function jackknifeMean(values: number[]) {
  const groups = groupCount(values.length);
  const without = range(groups).map((g) => meanOf(Float64Array.from(values.filter((_, r) => r % groups !== g))));
  return jackknifeGroups(values.length, meanOf(Float64Array.from(values)), Float64Array.from(without));
}

test("up to 32 replicas the groups are single replicas", () => {
  const { error, freedom } = jackknifeMean([1, 2, 6, 3]);
  expect(freedom).toBe(3);
  expect(error).toBeCloseTo(standardError(new Float64Array([1, 2, 6, 3])), 14);
});

test("more replicas: groups of unequal size give the standard error of a mean on average", () => {
  const uniform = uniforms(1);
  const ratios = new Float64Array(400).map(() => {
    const values = range(75).map(uniform);
    const { error, freedom } = jackknifeMean(values);
    expect(freedom).toBe(31);
    const squared = error / standardError(Float64Array.from(values));
    return squared * squared;
  });
  // The ratio of variances has mean 1 and standard deviation about sqrt(2/31); 400 of them leave .013.
  expect(Math.abs(meanOf(ratios) - 1)).toBeLessThan(0.05);
});
