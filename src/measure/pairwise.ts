/**
 * Distances between replicas, averaged over the examples, in O(N R log R): no step looks at all pairs.
 *
 * The L1 distance is a sum over columns, and in one column of one example the distances of replica r to the others follow from the sorted
 * predictions v: below(k) = below(k-1) + k (v[k] - v[k-1]), and the same from above. Only non-negative numbers are added, so nothing cancels,
 * and replicas that agree have distance exactly 0.
 * Checked: tests/measure/pairwise.test.ts (all pairs one by one).
 */
import { distanceWeight, type Predictions } from "./predictions.js";

/** A partition of the replicas: `of[r]` is the group of replica r, 0 <= of[r] < count. */
export interface Groups {
  of: Uint32Array;
  count: number;
}

/**
 * Mean distance over pairs U and each replica's mean distance to the others h_r (length R), R >= 2; U is the mean of the h_r.
 * Distance: 1/2 norm_1 of the class probabilities (binary: abs(p - p')), or mean over columns of abs(f - f').
 */
export function pairwiseDistances(p: Predictions): { value: number; toOthers: Float64Array } {
  const [sums] = distanceSums(p, [{ of: new Uint32Array(p.replicas), count: 1 }]);
  const toOthers = sums!.map((sum) => sum / (p.replicas - 1));
  let total = 0;
  for (const h of toOthers) total += h;
  return { value: total / p.replicas, toOthers };
}

/** For each partition: the sum of the distances of each replica to the members of its group (length R). */
export function distanceSums(p: Predictions, partitions: Groups[]): Float64Array[] {
  const sums = partitions.map(() => new Float64Array(p.replicas));
  const sorter = replicaSorter(p);
  const scratch = new Float64Array(3 * Math.max(...partitions.map((groups) => groups.count)));
  for (let cell = 0; cell < p.examples * p.columns; cell++) {
    sorter.sort(cell);
    for (let i = 0; i < partitions.length; i++) addDistances(sums[i]!, sorter, partitions[i]!, scratch);
  }
  const factor = distanceWeight(p) / p.examples;
  return sums.map((each) => each.map((sum) => sum * factor));
}

/** Replicas in the order of their predictions, and these. */
interface Sorted {
  order: Uint32Array;
  values: Float64Array;
}

/** Adds to sums[r] the distances of r to its group, in one walk up and one down the sorted predictions. */
function addDistances(sums: Float64Array, { order, values }: Sorted, groups: Groups, scratch: Float64Array): void {
  const size = order.length;
  for (let direction = 0; direction < 2; direction++) {
    // For each group: members passed, prediction of the last one, sum of the distances of that one to those before it.
    scratch.fill(0, 0, 3 * groups.count);
    for (let step = 0; step < size; step++) {
      const k = direction === 0 ? step : size - 1 - step;
      const r = order[k]!;
      const at = 3 * groups.of[r]!;
      const members = scratch[at]!;
      scratch[at + 2] = scratch[at + 2]! + members * Math.abs(values[k]! - scratch[at + 1]!);
      scratch[at] = members + 1;
      scratch[at + 1] = values[k]!;
      sums[r] = sums[r]! + scratch[at + 2]!;
    }
  }
}

/** 2^21, the most replicas whose index fits beside 32 bits of a prediction in the 53 bits of an f64. */
const INDICES = 2097152;

/** Sorts the replicas by their prediction in one cell (example and column), reusing its buffers. Equal predictions keep the order of the indices. */
function replicaSorter(p: Predictions): Sorted & { sort(cell: number): void } {
  const cells = p.examples * p.columns;
  const order = new Uint32Array(p.replicas);
  const values = new Float64Array(p.replicas);
  const keys = new Float64Array(p.replicas);
  const bits = new Uint32Array(p.values.buffer, p.values.byteOffset, p.values.length);
  function sort(cell: number): void {
    for (let r = 0; r < p.replicas; r++) {
      const word = bits[r * cells + cell]!;
      // The encodings of f32, made to rise with the number: negative ones are flipped whole, the others get the top bit.
      const rising = (word & 0x80000000 ? ~word : word | 0x80000000) >>> 0;
      keys[r] = rising * INDICES + r;
    }
    keys.sort();
    for (let k = 0; k < p.replicas; k++) {
      const r = keys[k]! - Math.floor(keys[k]! / INDICES) * INDICES;
      order[k] = r;
      values[k] = p.values[r * cells + cell]!;
    }
  }
  return { order, values, sort };
}
