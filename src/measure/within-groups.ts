/**
 * Distances between the replicas of a group, averaged over the examples, in O(N R log R).
 *
 * Checked: tests/measure/crossed.test.ts.
 */
import { type Cell, eachCell } from "./cells.js";
import { distanceWeight, type Predictions } from "./predictions.js";

/** A partition of the replicas: `of[r]` is the group of replica r, 0 <= of[r] < count. */
export interface Groups {
  of: Uint32Array;
  count: number;
}

/** For each partition: the sum of the distances of each replica to the members of its group (length R). */
export function distanceSums(p: Predictions, partitions: Groups[]): Float64Array[] {
  const sums = partitions.map(() => new Float64Array(p.replicas));
  const scratch = new Float64Array(3 * Math.max(...partitions.map((groups) => groups.count)));
  eachCell(p, (cell) => partitions.forEach((groups, i) => addWithin(sums[i]!, cell, groups, scratch)));
  const factor = distanceWeight(p) / p.examples;
  return sums.map((each) => each.map((sum) => sum * factor));
}

/**
 * The same of decisions (R x N) between two classes, two of which differ by 1: with k of the g members of a group in
 * class 1, one of class 0 differs from k of them, and one of class 1 from g - k.
 */
export function differenceSums(
  { replicas, examples }: Predictions,
  classes: Uint32Array,
  partitions: Groups[],
): Float64Array[] {
  return partitions.map(({ of, count }) => {
    const sizes = new Uint32Array(count);
    const ones = new Uint32Array(count * examples);
    for (let r = 0; r < replicas; r++) {
      const group = of[r]!;
      sizes[group]!++;
      for (let n = 0; n < examples; n++) ones[group * examples + n]! += classes[r * examples + n]!;
    }
    return Float64Array.from({ length: replicas }, (_, r) => {
      const group = of[r]!;
      let sum = 0;
      for (let n = 0; n < examples; n++) {
        const k = ones[group * examples + n]!;
        sum += classes[r * examples + n] === 1 ? sizes[group]! - k : k;
      }
      return sum * (1 / examples);
    });
  });
}

/** Adds to sums[r] the distances of r to its group, in one walk up and one down the sorted predictions. */
function addWithin(
  sums: Float64Array,
  { order, sorted, below, above }: Cell,
  groups: Groups,
  scratch: Float64Array,
): void {
  const size = order.length;
  if (groups.count === 1) {
    // The walks of the cell itself.
    for (let k = 0; k < size; k++) sums[order[k]!] = sums[order[k]!]! + below[k]! + above[k]!;
    return;
  }
  for (let direction = 0; direction < 2; direction++) {
    // For each group: members passed, prediction of the last one, sum of the distances of that one to those before it.
    scratch.fill(0, 0, 3 * groups.count);
    for (let step = 0; step < size; step++) {
      const k = direction === 0 ? step : size - 1 - step;
      const r = order[k]!;
      const at = 3 * groups.of[r]!;
      const members = scratch[at]!;
      scratch[at + 2] = scratch[at + 2]! + members * Math.abs(sorted[k]! - scratch[at + 1]!);
      scratch[at] = members + 1;
      scratch[at + 1] = sorted[k]!;
      sums[r] = sums[r]! + scratch[at + 2]!;
    }
  }
}
