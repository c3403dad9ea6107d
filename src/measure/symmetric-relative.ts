/**
 * The symmetric relative prediction difference of TensorFlow Model Analysis, between pairs of replicas, and the ratio of means beside it.
 * Both look at the probability of the positive label (one column) or of the true label; they do not apply to values.
 */
import { relativeTerm } from "./about-mean.js";
import { absent, pairwiseEstimate, type Estimate } from "./estimate.js";
import { leaveOneOut, meanOf } from "./jackknife.js";
import { pairwiseDistances } from "./pairwise.js";
import { labelProbability, type Predictions } from "./predictions.js";

/**
 * Mean over n and pairs of 2 abs(p1 - p2) / abs(p1 + p2), 0 where the half-difference and the mean of the two are below 1e-7. So a pair
 * counts twice its relative difference about its own mean, guard included.
 *
 * The quotient does not separate into a term of p1 and one of p2, so no sorting helps: this is the one measure with O(N R^2) steps.
 */
export function symmetricRelative(p: Predictions, labels?: ArrayLike<number> | null): Estimate {
  const form = "symmetric relative, pairwise";
  const column = labelProbability(p, labels);
  if (!column || p.replicas < 2) return absent(form);
  const { values, replicas, examples } = column;
  const toOthers = new Float64Array(replicas);
  for (let r = 0; r < replicas; r++) {
    for (let s = 0; s < r; s++) {
      let sum = 0;
      for (let n = 0; n < examples; n++) {
        const p1 = values[r * examples + n]!;
        const p2 = values[s * examples + n]!;
        sum += relativeTerm(Math.abs(p1 - p2) / 2, (p1 + p2) / 2);
      }
      const distance = (2 * sum) / (examples * (replicas - 1));
      toOthers[r] = toOthers[r]! + distance;
      toOthers[s] = toOthers[s]! + distance;
    }
  }
  const value = meanOf(toOthers);
  return pairwiseEstimate(form, value, leaveOneOut(value, toOthers), 2);
}

/** Mean over n and pairs of 2 abs(p1 - p2), divided by the mean of p1 + p2: the same idea with the mean taken before the division. */
export function symmetricRatio(p: Predictions, labels?: ArrayLike<number> | null): Estimate {
  const form = "symmetric relative, ratio of means";
  const column = labelProbability(p, labels);
  if (!column || p.replicas < 2) return absent(form);
  const { value, toOthers } = pairwiseDistances(column);
  const means = new Float64Array(p.replicas).map((_, r) => rowMean(column, r));
  const mean = meanOf(means);
  if (mean === 0) return absent(form);
  const without = leaveOneOut(value, toOthers).map((u, r) => (u * (p.replicas - 1)) / (p.replicas * mean - means[r]!));
  return pairwiseEstimate(form, value / mean, without, 2);
}

function rowMean(p: Predictions, r: number): number {
  let sum = 0;
  for (let n = 0; n < p.examples; n++) sum += p.values[r * p.examples + n]!;
  return sum / p.examples;
}
