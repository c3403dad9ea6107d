/** The share of examples decided as labelled. */
import type { Block, Shape } from "./predictions.js";

export interface Accuracy {
  /** `classes` as decideBlock writes them. */
  add(block: Block, classes: Uint32Array): void;
  /** Share of the examples that each replica decides as labelled (length R). */
  shares(): Float64Array;
}

export function accuracyCounts({ replicas, examples }: Shape, labels: ArrayLike<number>): Accuracy {
  const right = new Float64Array(replicas);
  return {
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
