/**
 * Prediction churn: the share of examples on which two replicas decide differently.
 * Source: Milani Fard et al. 2016; Bhojanapalli et al. 2021.
 */

import { absent, type Estimate, pairwiseEstimate } from "../statistics/estimate.js";
import { dominantDirection, type Fold } from "../statistics/fold.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { type Kept, prioritySample } from "../statistics/priority.js";
import { sampleSize } from "./cell-sample.js";
import { decide } from "./decisions.js";
import type { FoldedPairs } from "./pairwise.js";
import { type Block, type Predictions, type Shape, wholeBlock } from "./predictions.js";

export interface Churn {
  /** `classes` as decideBlock writes them. */
  add(block: Block, classes: Uint32Array): void;
  /** Over all pairs and of each replica against the others, R >= 2. */
  pairs(): FoldedPairs;
}

/**
 * Counts churn: on an example where k replicas decide class c, each of them disagrees with R - k others. Integers, so
 * exact in any order.
 */
export function churnCounts({ replicas, examples, columns }: Shape): Churn {
  const classCount = Math.max(2, columns);
  const disagreements = new Float64Array(replicas);
  const sample = prioritySample(sampleSize(replicas), () => new Uint32Array(replicas));
  let counts = new Uint32Array(0);
  return {
    add(block, classes) {
      if (counts.length < classCount * block.examples) counts = new Uint32Array(classCount * block.examples);
      counts.fill(0);
      for (let r = 0; r < replicas; r++) {
        for (let n = 0; n < block.examples; n++) {
          const i = n * classCount + classes[r * block.examples + n]!;
          counts[i] = counts[i]! + 1;
        }
      }
      for (let r = 0; r < replicas; r++) {
        let agreements = 0;
        for (let n = 0; n < block.examples; n++)
          agreements += counts[n * classCount + classes[r * block.examples + n]!]!;
        disagreements[r] = disagreements[r]! + (replicas * block.examples - agreements);
      }
      for (let n = 0; n < block.examples; n++) {
        let agreeing = 0;
        for (let c = 0; c < classCount; c++) agreeing += counts[n * classCount + c]! * counts[n * classCount + c]!;
        const place = sample.offer(block.first + n, replicas * replicas - agreeing);
        for (let r = 0; place && r < replicas; r++) place[r] = classes[r * block.examples + n]!;
      }
    },
    pairs() {
      const pairs = examples * (replicas - 1);
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
    : absent("pairwise");
}

/** Churn over all pairs and each replica's mean churn against the others (length R), R >= 2; null for values. */
export function pairwiseChurn(p: Predictions, logits?: Float32Array | null): FoldedPairs | null {
  const decisions = decide(p, logits);
  if (!decisions) return null;
  const churn = churnCounts(p);
  churn.add(wholeBlock(p), decisions.classes);
  return churn.pairs();
}
