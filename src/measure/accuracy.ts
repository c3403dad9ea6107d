/** The share of examples decided as labelled. */
import { replicaMean, type Estimate } from "./estimate.js";
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
      for (let r = 0; r < replicas; r++) right[r] = right[r]! + countEqual(classes, r * block.examples, labels, block.first, block.examples);
    },
    estimate: () => replicaMean("on the labels", right.map((count) => count / examples), 0, 1),
  };
}

/** How many of `count` decisions from `at` are the labels from `first`. */
function countEqual(classes: Uint32Array, at: number, labels: ArrayLike<number>, first: number, count: number): number {
  let equal = 0;
  for (let n = 0; n < count; n++) if (classes[at + n] === labels[first + n]) equal++;
  return equal;
}
