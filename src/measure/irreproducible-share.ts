/** How much of the error of the replicas is theirs alone and how much they share. */
import { meanVariance } from "./about-mean.js";
import { absent, bare, interval, LOGIT, type Estimate } from "./estimate.js";
import { truePredictions, type Evaluation } from "./evaluation.js";
import { jackknifeGroups } from "./jackknife.js";
import { distanceWeight, type Predictions } from "./predictions.js";

/**
 * mean_n Var_r(p) (divisor R) / mean over n and r of (p - q)^2, from 0 to 1, for probabilities p against the true q or values against the noiseless
 * target. Because mean_r (p-q)^2 = (pbar-q)^2 + Var_r, the rest is the share of the mean replica. Interval: delete-a-group jackknife on the
 * logit scale. Null without the truth, for R = 1, and where every prediction is the truth. Source: the project.
 */
export function irreproducibleShare({ predictions: p, truth }: Evaluation): Estimate {
  const form = "variance over squared error";
  if (!truth || p.replicas < 2) return absent(form);
  const target = truePredictions(truth, p);
  const share = (some: Predictions) => meanVariance(some) / meanSquaredError(some, target);
  const value = share(p);
  if (!(value > 0 && value < 1) || p.replicas < 3) return bare(form, value);
  const { error, freedom } = jackknifeGroups(p, (some) => LOGIT.to(share(some)));
  return interval(form, value, LOGIT, error, freedom);
}

/** Mean over replicas and examples of (p - q)^2, columns weighted as in the distances; q is N x C. */
export function meanSquaredError(p: Predictions, q: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < p.values.length; at += q.length) {
    for (let i = 0; i < q.length; i++) {
      const off = p.values[at + i]! - q[i]!;
      sum += off * off;
    }
  }
  return (distanceWeight(p) * sum) / (p.replicas * p.examples);
}
