/** The share of examples decided as labelled. */
import { type Estimate, replicaMean } from "./estimate.js";
import { AGAINST } from "./loss.js";
import type { Block, Shape } from "./predictions.js";

export interface Accuracy {
  /** `classes` as decideBlock writes them. */
  add(block: Block, classes: Uint32Array): void;
  /** Mean over replicas, with the t interval over replicas (given these examples). */
  estimate(): Estimate;
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
    estimate: () =>
      replicaMean(
        AGAINST.labels,
        right.map((count) => count / examples),
        0,
        1,
      ),
  };
}
