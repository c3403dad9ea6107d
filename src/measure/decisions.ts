/**
 * What the replicas decide: the classes, how often they are those of the labels, and how often two replicas decide
 * differently (prediction churn).
 * Source: churn by Milani Fard et al. 2016; Bhojanapalli et al. 2021.
 */

import { type Estimate, notApplicable, pairwiseEstimate } from "../statistics/estimate.js";
import { dominantDirection, type Fold } from "../statistics/fold.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { type Kept, prioritySample } from "../statistics/priority.js";
import { sampleSize } from "./cell-sample.js";
import type { FoldedPairs } from "./pairwise.js";
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

export interface Accuracy {
  /** How many examples each replica decides as labelled (length R). */
  readonly right: Float64Array;
  /** `classes` as decideBlock writes them. */
  add(block: Block, classes: Uint32Array): void;
  /** Share of the examples that each replica decides as labelled (length R). */
  shares(): Float64Array;
}

export function accuracyCounts({ replicas, examples }: Shape, labels: ArrayLike<number>): Accuracy {
  const right = new Float64Array(replicas);
  return {
    right,
    add(block, classes) {
      for (let r = 0; r < replicas; r++) {
        let count = 0;
        for (let n = 0; n < block.examples; n++)
          if (classes[r * block.examples + n] === labels[block.first + n]) count++;
        right[r] = right[r]! + count;
      }
    },
    shares: () => right.map((count) => count / examples),
  };
}

export interface Churn {
  /** How many replicas decide as each does, itself too, summed over the examples (length R). */
  readonly agreements: Float64Array;
  /**
   * Offers an example to the sample in which the direction is found.
   * @param agreeing the sum over classes of the squares of how many replicas decide each
   */
  offer(example: number, agreeing: number, classOf: (replica: number) => number): void;
  /** `classes` as decideBlock writes them; `agreeing` is filled, one number an example. */
  add(block: Block, classes: Uint32Array, agreeing: Float64Array): void;
  /** Over all pairs and of each replica against the others, R >= 2. */
  pairs(): FoldedPairs;
}

/**
 * Counts churn: on an example where k replicas decide class c, each of them disagrees with R - k others. Integers, so
 * exact in any order.
 */
export function churnCounts({ replicas, examples, columns }: Shape): Churn {
  const classCount = Math.max(2, columns);
  const agreements = new Float64Array(replicas);
  const sample = prioritySample(sampleSize(replicas), () => new Uint32Array(replicas));
  let counts = new Uint32Array(0);
  return {
    agreements,
    offer(example, agreeing, classOf) {
      const place = sample.offer(example, replicas * replicas - agreeing);
      for (let r = 0; place && r < replicas; r++) place[r] = classOf(r);
    },
    add(block, classes, agreeing) {
      if (counts.length < classCount * block.examples) counts = new Uint32Array(classCount * block.examples);
      counts.fill(0);
      for (let r = 0; r < replicas; r++) {
        for (let n = 0; n < block.examples; n++) {
          const i = n * classCount + classes[r * block.examples + n]!;
          counts[i] = counts[i]! + 1;
        }
      }
      for (let r = 0; r < replicas; r++) {
        let alike = 0;
        for (let n = 0; n < block.examples; n++) alike += counts[n * classCount + classes[r * block.examples + n]!]!;
        agreements[r] = agreements[r]! + alike;
      }
      for (let n = 0; n < block.examples; n++) {
        agreeing[n] = 0;
        for (let i = n * classCount; i < (n + 1) * classCount; i++)
          agreeing[n] = agreeing[n]! + counts[i]! * counts[i]!;
      }
    },
    pairs() {
      const pairs = examples * (replicas - 1);
      const disagreements = agreements.map((alike) => replicas * examples - alike);
      const total = disagreements.reduce((sum, count) => sum + count, 0);
      return {
        value: total / (pairs * replicas),
        toOthers: disagreements.map((count) => count / pairs),
        fold: foldOf(sample.kept(), classCount),
      };
    },
  };
}

/**
 * The dominant direction of the disagreements and the curvature along it: with D v the sum of v over the other classes,
 * -D v is that over one's own.
 */
function foldOf(kept: readonly Kept<Uint32Array>[], classCount: number): Fold | null {
  if (kept.length === 0) return null;
  const sums = new Float64Array(classCount);
  const sumUp = (vector: Float64Array, classes: Uint32Array) => {
    sums.fill(0);
    for (let r = 0; r < classes.length; r++) sums[classes[r]!] = sums[classes[r]!]! + vector[r]!;
  };
  const direction = dominantDirection(kept[0]!.thing.length, (vector, product) => {
    for (const { thing, factor } of kept) {
      sumUp(vector, thing);
      for (let r = 0; r < thing.length; r++) product[r] = product[r]! + factor * sums[thing[r]!]!;
    }
  });
  if (!direction) return null;
  let [bend, whole] = [0, 0];
  for (const { thing, factor, weight } of kept) {
    sumUp(direction, thing);
    for (let c = 0; c < classCount; c++) bend += factor * sums[c]! * sums[c]!;
    whole += factor * weight;
  }
  return { direction, curvature: bend / whole };
}

/** The estimate from the pairs; null for values and for R = 1. */
export function churnEstimate(pairs: FoldedPairs | null): Estimate {
  return pairs
    ? pairwiseEstimate("pairwise", pairs.value, leaveOneOut(pairs.value, pairs.toOthers), pairs.fold, 1)
    : notApplicable("pairwise");
}

/** Churn over all pairs and each replica's mean churn against the others (length R), R >= 2; null for values. */
export function pairwiseChurn(p: Predictions, logits?: Float32Array | null): FoldedPairs | null {
  const decisions = decide(p, logits);
  if (!decisions) return null;
  return churnOf(p, decisions.classes);
}

/** The same of the decisions (R x N) of predictions in memory. */
export function churnOf(p: Predictions, classes: Uint32Array): FoldedPairs {
  const churn = churnCounts(p);
  const agreeing = new Float64Array(p.examples);
  churn.add(wholeBlock(p), classes, agreeing);
  agreeing.forEach((squares, n) => churn.offer(n, squares, (r) => classes[r * p.examples + n]!));
  return churn.pairs();
}
