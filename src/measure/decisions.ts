/** From predictions to decided classes. */
import type { Predictions } from "./predictions.js";

/** The class decided by each replica on each example (R x N, row-major), and how many of these decisions broke a tie. */
export interface Decisions {
  classes: Uint32Array;
  ties: number;
}

/**
 * One column: class 1 if logit > 0, or p > .5 where only p is given; equality is a tie. Several columns: the lowest index among the
 * largest logits (or probabilities); a tie if there is more than one. `logits` has the shape of the predictions. null for values, which decide nothing.
 */
export function decide(p: Predictions, logits?: Float32Array | null): Decisions | null {
  if (p.kind === "value") return null;
  const scores = logits ?? p.values;
  const classes = new Uint32Array(p.replicas * p.examples);
  let ties = 0;
  if (p.columns === 1) {
    const threshold = logits ? 0 : 0.5;
    for (let i = 0; i < classes.length; i++) {
      if (scores[i]! > threshold) classes[i] = 1;
      else if (scores[i] === threshold) ties++;
    }
    return { classes, ties };
  }
  for (let i = 0; i < classes.length; i++) {
    const at = i * p.columns;
    let best = 0;
    let tied = false;
    for (let c = 1; c < p.columns; c++) {
      if (scores[at + c]! > scores[at + best]!) {
        best = c;
        tied = false;
      } else if (scores[at + c] === scores[at + best]) tied = true;
    }
    classes[i] = best;
    if (tied) ties++;
  }
  return { classes, ties };
}
