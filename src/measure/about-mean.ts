/**
 * The forms of the prediction difference about the mean of the replicas, the standard deviation, and the irreproducible
 * share: of all replicas and without each group of the jackknife, in one pass over the cells.
 *
 * Those about the mean grow with R (at R = 2, 4, 16 they are about .62-.70, .80-.86 and .96 of their limit): never
 * compare them across R. Their intervals, by delete-a-group jackknife on the log scale, are for the same R. (The
 * variance is half a mean over pairs of squared distances: its interval is a pairwise one, and that of the standard
 * deviation its root.) All bend along the direction in which the replicas differ most (fold.ts).
 *
 * Source: Klabunde et al., arXiv 2305.06329; the irreproducible share is the project's.
 */

import {
  deviationEstimate,
  type Estimate,
  foldedInterval,
  LOG,
  LOGIT,
  notApplicable,
  pointEstimate,
  type Scale,
} from "../statistics/estimate.js";
import { spreadOf } from "../statistics/fold.js";
import { groupCount, groupSizes, jackknifeGroups, logWithout } from "../statistics/jackknife.js";
import type { CellSample } from "./cell-sample.js";
import { distanceWeight, type Floats, type Shape } from "./predictions.js";
import { type AboutMeanSums, NOTHING, replicasKept } from "./sums.js";

export interface AboutMean {
  readonly sums: AboutMeanSums;
  /**
   * Norm 1: (1/N) sum_n (1/R) sum_r 1/2 norm_1(P[r,n] - Pbar[n]), a single probability column expanded to (1-p, p):
   * abs(p - pbar) for two classes. Norm 2 without 1/2: sqrt(2) abs(p - pbar) for two classes. Values: mean, or root of
   * the mean square, over columns.
   */
  norm1(): Estimate;
  norm2(): Estimate;
  /**
   * Mean over r and n of abs(P - Pbar) / Pbar for the positive label (one column) or the true label; probabilities
   * only.
   */
  relative(): Estimate;
  /**
   * sqrt(mean_n Var_r), divisor R-1; Var_r is half the sum over classes (p itself for two), or the mean over columns of
   * values.
   */
  standardDeviation(): Estimate;
  /**
   * mean_n Var_r(p) (divisor R) / mean over n and r of (p - q)^2, from 0 to 1, for probabilities p against the true q
   * or values against the noiseless target. Because mean_r (p-q)^2 = (pbar-q)^2 + Var_r, the rest is the share of the
   * mean replica. Interval on the logit scale. Null without the truth, for R = 1, and where every prediction is the
   * truth.
   */
  irreproducibleShare(): Estimate;
}

/**
 * @param isLabelled whether an example has a column of its label
 * @param isTrueKnown whether it is known what would be predicted by the truth
 * @param sample of all cells
 * @param labelSample of the cells of the labels
 */
export function aboutMean(
  shape: Shape,
  isLabelled: boolean,
  isTrueKnown: boolean,
  sample: CellSample,
  labelSample: CellSample,
): AboutMean {
  const { replicas, columns } = shape;
  const groups = groupCount(replicas);
  const sizes = groupSizes(replicas, groups);
  const kept = replicasKept(replicas);
  const ofGroups = () => new Float64Array(groups + 1);
  const [norm1, norm2, relative] = [ofGroups(), ofGroups(), ofGroups()];
  const [variance, bias, own] = [ofGroups(), ofGroups(), new Float64Array(replicas)];

  function estimated(
    form: string,
    sums: Float64Array,
    factor: number,
    folding: CellSample,
    curvature: (direction: Float64Array) => number,
  ): Estimate {
    if (replicas < 2) return notApplicable(form);
    const statistic = sums.map((sum, g) => (factor * sum) / (kept[g]! * shape.examples));
    const value = statistic[groups]!;
    return value > 0
      ? groupEstimate(form, LOG, statistic, folding, curvature, (each) => logWithout(each, value))
      : pointEstimate(form, value);
  }

  /**
   * From a statistic without each group and of all, and its curvature along the direction of a sample. `without` is the
   * scale where a group is left out.
   */
  function groupEstimate(
    form: string,
    scale: Scale,
    statistic: Float64Array,
    folding: CellSample,
    curvature: (direction: Float64Array) => number,
    without: (each: number) => number = scale.to,
  ): Estimate {
    const value = statistic[groups]!;
    if (replicas < 3) return pointEstimate(form, value);
    const direction = folding.direction();
    const fold = direction && { direction: byGroup(direction, sizes), curvature: curvature(direction) };
    const deviations = jackknifeGroups(replicas, scale.to(value), statistic.subarray(0, groups).map(without));
    return foldedInterval(form, value, scale, spreadOf(deviations, fold ? [fold] : []), groups - 1);
  }

  return {
    sums: { norm1, norm2, relative, variance, bias, own },
    norm1: () =>
      estimated("about the mean, norm 1", norm1, distanceWeight(shape), sample, (direction) =>
        apartCurvature(sample, direction, () => 1),
      ),
    norm2() {
      const expansion = shape.kind === "value" ? 1 / columns : columns === 1 ? 2 : 1;
      // Norm 2 of several columns is no sum over cells: it is taken to bend as norm 1 does.
      const curvature = (direction: Float64Array) => apartCurvature(sample, direction, () => 1);
      return estimated(
        "about the mean, norm 2",
        columns === 1 ? norm1 : norm2,
        Math.sqrt(expansion),
        sample,
        curvature,
      );
    },
    relative() {
      const form = "relative, about the mean";
      const share = (centre: number) => (centre < NOTHING ? 0 : 1 / centre);
      return isLabelled
        ? estimated(form, relative, 1, labelSample, (direction) => apartCurvature(labelSample, direction, share))
        : notApplicable(form);
    },
    standardDeviation() {
      const form = "standard deviation";
      if (replicas < 2) return notApplicable(form);
      const average = (distanceWeight(shape) * variance[groups]!) / (replicas * shape.examples);
      const value = Math.sqrt((average * replicas) / (replicas - 1));
      const direction = sample.direction();
      const fold = direction && { direction, curvature: squareCurvature(sample, direction) };
      return deviationEstimate(form, value, own, fold);
    },
    irreproducibleShare() {
      const form = "variance over squared error";
      if (!isTrueKnown || replicas < 2) return notApplicable(form);
      const shares = variance.map((sum, g) => sum / kept[g]! / (sum / kept[g]! + bias[g]!));
      // The logit is the log of variance / bias^2: what the variance loses along the direction, the square of the bias
      // gains.
      const curvature = (direction: Float64Array) => squareCurvature(sample, direction) / (1 - shares[groups]!);
      return groupEstimate(form, LOGIT, shares, sample, curvature);
    },
  };
}

/** A direction in the space of the groups: means of their members, each counted as its group's error is. */
function byGroup(direction: Float64Array, sizes: Float64Array): Float64Array {
  const sums = new Float64Array(sizes.length);
  for (let r = 0; r < direction.length; r++) sums[r % sums.length] = sums[r % sums.length]! + direction[r]!;
  return sums.map((sum, g) => sum / Math.sqrt(sizes[g]!));
}

/**
 * Of log of the variance along a direction v: (v'p)^2 / (R sum (p - mean)^2), both summed over cells. Weights 1 + x v
 * move the mean by x v'p / R.
 */
function squareCurvature(sample: CellSample, direction: Float64Array): number {
  let [moved, squares] = [0, 0];
  for (const { thing, factor } of sample.cells()) {
    const { mean, slope } = meanAlong(thing.values, direction);
    moved += factor * slope * slope;
    for (let r = 0; r < direction.length; r++)
      squares += (factor * (thing.values[r]! - mean) * (thing.values[r]! - mean)) / direction.length;
  }
  return moved / squares;
}

/**
 * Of log of the mean distance to the mean, times a factor of the mean, along a direction: its second difference between
 * weights 1 - v, 1 and 1 + v.
 */
function apartCurvature(sample: CellSample, direction: Float64Array, share: (mean: number) => number): number {
  let [here, fallen] = [0, 0];
  for (const { thing, factor } of sample.cells()) {
    const { mean, slope } = meanAlong(thing.values, direction);
    let [before, apart, after] = [0, 0, 0];
    for (let r = 0; r < direction.length; r++) {
      const off = thing.values[r]! - mean;
      before += (1 - direction[r]!) * Math.abs(off + slope);
      apart += Math.abs(off);
      after += (1 + direction[r]!) * Math.abs(off - slope);
    }
    here += factor * apart * share(mean);
    fallen += factor * (apart * share(mean) - (before * share(mean - slope) + after * share(mean + slope)) / 2);
  }
  return here > 0 ? Math.max(0, fallen) / here : 0;
}

/** The mean of a cell, and how fast it moves along a direction. */
function meanAlong(values: Floats, direction: Float64Array): { mean: number; slope: number } {
  let [sum, moved] = [0, 0];
  for (let r = 0; r < values.length; r++) {
    sum += values[r]!;
    moved += direction[r]! * values[r]!;
  }
  return { mean: sum / values.length, slope: moved / values.length };
}
