/**
 * Replicas in the order of their predictions: dealt into buckets, about one replica each, then put in order by
 * insertion.
 *
 * O(R) where the predictions are spread like the densities of this world; where they are so uneven that insertion would
 * take long, a sort by comparison, O(R log R), does it instead. How equal predictions are ordered moves no sum of
 * distances.
 */
import type { Floats } from "./predictions.js";

/** Arrays of length R: the k-th smallest prediction and the replica that made it. */
export interface Sorted {
  order: Uint32Array;
  sorted: Float64Array;
}

/** 2^21, more replicas than there are: an index fits beside the 32 bits of a prediction in the 53 bits of an f64. */
const INDICES = 2097152;
/** Places moved per replica by insertion before comparison is the better way. */
const PATIENCE = 16;

/** A sort of R finite numbers that fills the same two arrays each time. */
export interface Sorter extends Sorted {
  bucketOf: Uint32Array;
  ends: Uint32Array;
  keys: Float64Array;
}

export function sorterOf(replicas: number): Sorter {
  return {
    order: new Uint32Array(replicas),
    sorted: new Float64Array(replicas),
    bucketOf: new Uint32Array(replicas),
    ends: new Uint32Array(2 * replicas + 1),
    keys: new Float64Array(replicas),
  };
}

/** Fills the sorter's order and sorted. */
export function sort(values: Floats, sorter: Sorter): void {
  deal(values, sorter);
  if (!insert(sorter)) compare(values, sorter);
}

function deal(values: Floats, { order, sorted, bucketOf, ends }: Sorter): void {
  const replicas = values.length;
  let least = values[0]!;
  let most = least;
  for (let r = 1; r < replicas; r++) {
    const value = values[r]!;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  const scale = most > least ? (2 * replicas - 1) / (most - least) : 0;
  ends.fill(0);
  for (let r = 0; r < replicas; r++) {
    const bucket = ((values[r]! - least) * scale) >>> 0;
    bucketOf[r] = bucket;
    ends[bucket + 1] = ends[bucket + 1]! + 1;
  }
  let end = 0;
  for (let b = 1; b < ends.length; b++) ends[b] = end += ends[b]!;
  for (let r = 0; r < replicas; r++) {
    const bucket = bucketOf[r]!;
    const k = ends[bucket]!;
    ends[bucket] = k + 1;
    order[k] = r;
    sorted[k] = values[r]!;
  }
}

/** Whether it was done before the patience ended. */
function insert({ order, sorted }: Sorter): boolean {
  const replicas = sorted.length;
  let patience = PATIENCE * replicas;
  for (let k = 1; k < replicas; k++) {
    const value = sorted[k]!;
    if (sorted[k - 1]! <= value) continue;
    const replica = order[k]!;
    let to = k;
    for (; to > 0 && sorted[to - 1]! > value; to--) {
      sorted[to] = sorted[to - 1]!;
      order[to] = order[to - 1]!;
    }
    sorted[to] = value;
    order[to] = replica;
    patience -= k - to;
    if (patience < 0) return false;
  }
  return true;
}

function compare(values: Floats, sorter: Sorter): void {
  const { order, sorted } = sorter;
  if (values instanceof Float32Array) compareWords(values, sorter);
  else {
    for (let r = 0; r < values.length; r++) order[r] = r;
    order.sort((a, b) => values[a]! - values[b]!);
  }
  for (let k = 0; k < order.length; k++) sorted[k] = values[order[k]!]!;
}

/** The order of f32 by sorting numbers, without a call for each comparison. */
function compareWords(values: Float32Array, { order, keys }: Sorter): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let r = 0; r < bits.length; r++) {
    // The encodings of f32, made to rise with the number: negative ones are flipped whole, the others get the top bit.
    const rising = (bits[r]! & 0x80000000 ? ~bits[r]! : bits[r]! | 0x80000000) >>> 0;
    keys[r] = rising * INDICES + r;
  }
  keys.sort();
  for (let k = 0; k < bits.length; k++) order[k] = keys[k]! - Math.floor(keys[k]! / INDICES) * INDICES;
}
