/** The prediction difference: how far apart two replicas predict, averaged over examples and pairs of replicas. */
import { absent, type Estimate, pairwiseEstimate } from "../statistics/estimate.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { type FoldedPairs, pairwiseDistances } from "./pairwise.js";
import type { Predictions, Shape } from "./predictions.js";

/**
 * Mean over n and over pairs r < r' of 1/2 norm_1(P[r,n] - P[r',n]); for values abs(f - f') in units of the target.
 * Unbiased for every R >= 2. The default form. Source: an energy distance of the replicas; estimator by the project.
 */
export function predictionDifference(p: Predictions): Estimate {
  return differenceEstimate(p, p.replicas < 2 ? null : pairwiseDistances(p));
}

/** The estimate from the distances; null for R = 1. */
export function differenceEstimate({ kind }: Shape, distances: FoldedPairs | null): Estimate {
  if (!distances) return absent("pairwise");
  const { value, toOthers, fold } = distances;
  return pairwiseEstimate("pairwise", value, leaveOneOut(value, toOthers), fold, kind === "probability" ? 1 : Infinity);
}
