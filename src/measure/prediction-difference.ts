/** The prediction difference: how far apart two replicas predict, averaged over examples and pairs of replicas. */
import { absent, pairwiseEstimate, type Estimate } from "./estimate.js";
import { leaveOneOut } from "./jackknife.js";
import { pairwiseDistances } from "./pairwise.js";
import type { Predictions } from "./predictions.js";

/**
 * Mean over n and over pairs r < r' of 1/2 norm_1(P[r,n] - P[r',n]); for values abs(f - f') in units of the target. Unbiased for every R >= 2.
 * The default form. Source: an energy distance of the replicas; estimator by the project.
 */
export function predictionDifference(p: Predictions): Estimate {
  const form = "pairwise";
  if (p.replicas < 2) return absent(form);
  const { value, toOthers } = pairwiseDistances(p);
  return pairwiseEstimate(form, value, leaveOneOut(value, toOthers), p.kind === "probability" ? 1 : Infinity);
}
