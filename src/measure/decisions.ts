/** From predictions to decided classes. */
import { type Block, type Floats, type Predictions, type Shape, wholeBlock } from "./predictions.js";

/**
 * The class decided by each replica on each example (R x N, row-major), and how many of these decisions broke a tie.
 */
export interface Decisions {
  classes: Uint32Array;
  ties: number;
}

/**
 * One column: class 1 if logit > 0, or p > .5 where only p is given; equality is a tie. Several columns: the lowest
 * index among the largest logits (or probabilities); a tie if there is more than one. `logits` has the shape of the
 * predictions. null for values, which decide nothing.
 */
export function decide(p: Predictions, logits?: Float32Array | null): Decisions | null {
  return p.kind === "value" ? null : decideBlock(wholeBlock(p, logits), p, new Uint32Array(p.replicas * p.examples));
}

/** The same for a block; `classes` has at least R x its examples. */
export function decideBlock(
  { examples, values, logits, stride, offset }: Block,
  { replicas, columns }: Shape,
  classes: Uint32Array,
): Decisions {
  const scores = logits ?? values;
  let ties = 0;
  for (let r = 0; r < replicas; r++) {
    ties += decideRow(columns, scores, r * stride + offset, examples, logits ? 0 : 0.5, classes, r * examples);
  }
  return { classes, ties };
}

/** Of `examples` examples from `start`; the number of ties. */
function decideRow(
  columns: number,
  scores: Floats,
  start: number,
  examples: number,
  threshold: number,
  classes: Uint32Array,
  to: number,
): number {
  let ties = 0;
  for (let n = 0, at = start; n < examples; n++, at += columns) {
    let best = 0;
    let tied = false;
    if (columns === 1) {
      best = scores[at]! > threshold ? 1 : 0;
      tied = scores[at] === threshold;
    }
    for (let c = 1; c < columns; c++) {
      if (scores[at + c]! > scores[at + best]!) {
        best = c;
        tied = false;
      } else if (scores[at + c] === scores[at + best]) tied = true;
    }
    classes[to + n] = best;
    if (tied) ties++;
  }
  return ties;
}
