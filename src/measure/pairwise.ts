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
