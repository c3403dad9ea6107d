/** The share of examples decided as labelled. */
import { decide } from "./decisions.js";
import { absent, replicaMean, type Estimate } from "./estimate.js";
import type { Evaluation } from "./evaluation.js";

/** Mean accuracy over replicas, with the t interval over replicas (given these examples). Null for values and without labels. */
export function accuracy({ predictions: p, logits, labels }: Evaluation): Estimate {
  const form = "on the labels";
  const decisions = decide(p, logits);
  if (!decisions || !labels) return absent(form);
  const shares = new Float64Array(p.replicas);
  for (let r = 0; r < p.replicas; r++) {
    let right = 0;
    for (let n = 0; n < p.examples; n++) if (decisions.classes[r * p.examples + n] === labels[n]) right++;
    shares[r] = right / p.examples;
  }
  return replicaMean(form, shares, 0, 1);
}
