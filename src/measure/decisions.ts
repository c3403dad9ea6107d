/** From predictions to decided classes. */
import { wholeBlock, type Block, type Predictions, type Shape } from "./predictions.js";

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
  return p.kind === "value" ? null : decideBlock(wholeBlock(p, logits), p, new Uint32Array(p.replicas * p.examples));
}

/** The same for a block; `classes` has at least R x its examples. */
export function decideBlock({ examples, values, logits, stride, offset }: Block, { replicas, columns }: Shape, classes: Uint32Array): Decisions {
  const scores = logits ?? values;
  const threshold = logits ? 0 : 0.5;
  let ties = 0;
  for (let r = 0; r < replicas; r++) {
    const start = r * stride + offset;
    for (let n = 0; columns === 1 && n < examples; n++) {
      const score = scores[start + n]!;
      classes[r * examples + n] = score > threshold ? 1 : 0;
      if (score === threshold) ties++;
    }
    for (let n = 0; columns > 1 && n < examples; n++) {
      const at = start + n * columns;
      let best = 0;
      let tied = false;
      for (let c = 1; c < columns; c++) {
        if (scores[at + c]! > scores[at + best]!) {
          best = c;
          tied = false;
        } else if (scores[at + c] === scores[at + best]) tied = true;
      }
      classes[r * examples + n] = best;
      if (tied) ties++;
    }
  }
  return { classes, ties };
}
