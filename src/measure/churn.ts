/**
 * Prediction churn: the share of examples on which two replicas decide differently.
 * Source: Milani Fard et al. 2016; Bhojanapalli et al. 2021.
 */
import { decide } from "./decisions.js";
import { absent, pairwiseEstimate, type Estimate } from "./estimate.js";
import { leaveOneOut } from "./jackknife.js";
import type { Predictions } from "./predictions.js";

/** Mean over pairs of the share of examples decided differently. Null for values and for R = 1. */
export function churn(p: Predictions, logits?: Float32Array | null): Estimate {
  const form = "pairwise";
  const pairs = p.replicas < 2 ? null : pairwiseChurn(p, logits);
  return pairs ? pairwiseEstimate(form, pairs.value, leaveOneOut(pairs.value, pairs.toOthers), 1) : absent(form);
}

/**
 * Churn over all pairs and each replica's mean churn against the others (length R), R >= 2; null for values. From counts: on an example where k
 * replicas decide class c, each of them disagrees with R - k others.
 */
export function pairwiseChurn(p: Predictions, logits?: Float32Array | null): { value: number; toOthers: Float64Array } | null {
  const decisions = decide(p, logits);
  if (!decisions) return null;
  const { replicas, examples } = p;
  const counts = new Uint32Array(Math.max(2, p.columns));
  const disagreements = new Float64Array(replicas);
  let total = 0;
  for (let n = 0; n < examples; n++) {
    counts.fill(0);
    for (let r = 0; r < replicas; r++) counts[decisions.classes[r * examples + n]!]!++;
    for (let r = 0; r < replicas; r++) {
      const others = replicas - counts[decisions.classes[r * examples + n]!]!;
      disagreements[r] = disagreements[r]! + others;
      total += others;
    }
  }
  const toOthers = disagreements.map((count) => count / (examples * (replicas - 1)));
  return { value: total / (examples * replicas * (replicas - 1)), toOthers };
}
