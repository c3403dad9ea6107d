/**
 * Distances between replicas, averaged over the examples, in O(N R log R): no step looks at all pairs. The L1 distance
 * is a sum over columns, and in one cell the distances of each replica to the others follow from the sorted predictions
 * (cells.ts).
 * Checked: tests/measure/pairwise.test.ts (all pairs one by one).
 */

import { type Estimate, notApplicable, pairwiseEstimate } from "../statistics/estimate.js";
import type { Fold } from "../statistics/fold.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { meanOf } from "../statistics/sample.js";
import { cellSample } from "./cell-sample.js";
import { type Cell, eachCell } from "./cells.js";
import { distanceWeight, type Predictions, type Shape } from "./predictions.js";

/** Mean over pairs U and each replica's mean over the others h_r (length R); U is the mean of the h_r. */
export interface OverPairs {
  value: number;
  toOthers: Float64Array;
}

/** With the direction in which the replicas differ most, along which U bends; null where there is none. */
export interface FoldedPairs extends OverPairs {
  fold: Fold | null;
}

/** U and h_r from the sums over all others of each replica, times a factor, R >= 2. */
export function overPairs(sums: Float64Array, factor: number): OverPairs {
  const toOthers = sums.map((sum) => (sum * factor) / (sums.length - 1));
  return { value: meanOf(toOthers), toOthers };
}

/** Adds to sums[r] the distances of replica r to all others in a cell. */
export function addDistances(sums: Float64Array, { order, below, above }: Cell): void {
  for (let k = 0; k < order.length; k++) {
    const r = order[k]!;
    sums[r] = sums[r]! + (below[k]! + above[k]!);
  }
}

/**
 * Mean distance over pairs U, each replica's mean distance to the others h_r (length R) and the fold, R >= 2; U is the
 * mean of the h_r.
 * Distance: 1/2 norm_1 of the class probabilities (binary: abs(p - p')), or mean over columns of abs(f - f').
 */
export function pairwiseDistances(p: Predictions): FoldedPairs {
  const sums = new Float64Array(p.replicas);
  const sample = cellSample(p);
  eachCell(p, (cell) => {
    addDistances(sums, cell);
    sample.add(cell);
  });
  return { ...overPairs(sums, distanceWeight(p) / p.examples), fold: sample.distance() };
}

/** A partition of the replicas: `of[r]` is the group of replica r, 0 <= of[r] < count. */
export interface Groups {
  of: Uint32Array;
  count: number;
}

/** For each partition: the sum of the distances of each replica to the members of its group (length R). */
export function distanceSums(p: Predictions, partitions: Groups[]): Float64Array[] {
  const sums = partitions.map(() => new Float64Array(p.replicas));
  const scratch = new Float64Array(3 * Math.max(...partitions.map((groups) => groups.count)));
  eachCell(p, (cell) => partitions.forEach((groups, i) => addWithin(sums[i]!, cell, groups, scratch)));
  const factor = distanceWeight(p) / p.examples;
  return sums.map((each) => each.map((sum) => sum * factor));
}

/** Adds to sums[r] the distances of r to its group, in one walk up and one down the sorted predictions. */
function addWithin(sums: Float64Array, { order, sorted }: Cell, groups: Groups, scratch: Float64Array): void {
  const size = order.length;
  for (let direction = 0; direction < 2; direction++) {
    // For each group: members passed, prediction of the last one, sum of the distances of that one to those before it.
    scratch.fill(0, 0, 3 * groups.count);
    for (let step = 0; step < size; step++) {
      const k = direction === 0 ? step : size - 1 - step;
      const r = order[k]!;
      const at = 3 * groups.of[r]!;
      const members = scratch[at]!;
      scratch[at + 2] = scratch[at + 2]! + members * Math.abs(sorted[k]! - scratch[at + 1]!);
      scratch[at] = members + 1;
      scratch[at + 1] = sorted[k]!;
      sums[r] = sums[r]! + scratch[at + 2]!;
    }
  }
}

/**
 * Mean over n and over pairs r < r' of 1/2 norm_1(P[r,n] - P[r',n]); for values abs(f - f') in units of the target.
 * Unbiased for every R >= 2. The default form. Source: an energy distance of the replicas; estimator by the project.
 */
export function predictionDifference(p: Predictions): Estimate {
  return differenceEstimate(p, p.replicas < 2 ? null : pairwiseDistances(p));
}

/** The estimate from the distances; null for R = 1. */
export function differenceEstimate({ kind }: Shape, distances: FoldedPairs | null): Estimate {
  if (!distances) return notApplicable("pairwise");
  const { value, toOthers, fold } = distances;
  return pairwiseEstimate("pairwise", value, leaveOneOut(value, toOthers), fold, kind === "probability" ? 1 : Infinity);
}
