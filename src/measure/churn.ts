/**
 * Prediction churn: the share of examples on which two replicas decide differently.
 * Source: Milani Fard et al. 2016; Bhojanapalli et al. 2021.
 */
import { decide } from "./decisions.js";
import { absent, pairwiseEstimate, type Estimate } from "./estimate.js";
import { leaveOneOut } from "./jackknife.js";
import type { OverPairs } from "./pairwise.js";
import { wholeBlock, type Block, type Predictions, type Shape } from "./predictions.js";

export interface Churn {
  /** `classes` as decideBlock writes them. */
  add(block: Block, classes: Uint32Array): void;
  /** Over all pairs and of each replica against the others, R >= 2. */
  pairs(): OverPairs;
}

/** Counts churn: on an example where k replicas decide class c, each of them disagrees with R - k others. Integers, so exact in any order. */
export function churnCounts({ replicas, examples, columns }: Shape): Churn {
  const classCount = Math.max(2, columns);
  const disagreements = new Float64Array(replicas);
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
        for (let n = 0; n < block.examples; n++) agreements += counts[n * classCount + classes[r * block.examples + n]!]!;
        disagreements[r] = disagreements[r]! + (replicas * block.examples - agreements);
      }
    },
    pairs() {
      const pairs = examples * (replicas - 1);
      const total = disagreements.reduce((sum, count) => sum + count, 0);
      return { value: total / (pairs * replicas), toOthers: disagreements.map((count) => count / pairs) };
    },
  };
}

/** The estimate from the pairs; null for values and for R = 1. */
export function churnEstimate(pairs: OverPairs | null): Estimate {
  return pairs ? pairwiseEstimate("pairwise", pairs.value, leaveOneOut(pairs.value, pairs.toOthers), 1) : absent("pairwise");
}

/** Churn over all pairs and each replica's mean churn against the others (length R), R >= 2; null for values. */
export function pairwiseChurn(p: Predictions, logits?: Float32Array | null): OverPairs | null {
  const decisions = decide(p, logits);
  if (!decisions) return null;
  const churn = churnCounts(p);
  churn.add(wholeBlock(p), decisions.classes);
  return churn.pairs();
}
