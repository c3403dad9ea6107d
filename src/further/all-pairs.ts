/** Measures of which all pairs of replicas are looked at, and the matrix of their distances is kept. */
import { overPairs } from "../measure/pairwise.js";
import { dominantDirection, type Fold } from "../statistics/fold.js";
import { type FoundMeasure, ofPairs } from "./found.js";

/** Most replicas of which all pairs are kept: 32 MiB. */
export const MOST_PAIRED = 2048;

/**
 * The mean over pairs of a distance d that is of negative type, as L1 distances are, and bends as they do: sqrt(d) is a
 * distance in a Hilbert space.
 * @param pairs replicas x replicas; of which what is below the diagonal is read, and mirrored
 * @param factor by which distances are multiplied
 */
export function ofAllPairs(form: string, pairs: Float64Array, factor: number, largest: number): FoundMeasure {
  const replicas = Math.sqrt(pairs.length);
  for (let r = 0; r < replicas; r++) for (let s = 0; s < r; s++) pairs[s * replicas + r] = pairs[r * replicas + s]!;
  const sums = Float64Array.from({ length: replicas }, (_, r) => {
    let sum = 0;
    for (let s = 0; s < replicas; s++) sum += pairs[r * replicas + s]!;
    return sum;
  });
  return ofPairs(form, { ...overPairs(sums, factor), fold: foldOf(pairs, sums) }, largest);
}

/** The dominant direction of a whole matrix of distances D, and the curvature -v'Dv / 1'D1. */
function foldOf(pairs: Float64Array, sums: Float64Array): Fold | null {
  const replicas = sums.length;
  const addProduct = (vector: Float64Array, product: Float64Array) => {
    for (let r = 0; r < replicas; r++) {
      let sum = 0;
      for (let s = 0; s < replicas; s++) sum += pairs[r * replicas + s]! * vector[s]!;
      product[r] = product[r]! - sum;
    }
  };
  const direction = dominantDirection(replicas, addProduct);
  if (!direction) return null;
  const product = new Float64Array(replicas);
  addProduct(direction, product);
  let [bend, whole] = [0, 0];
  for (let r = 0; r < replicas; r++) {
    bend += direction[r]! * product[r]!;
    whole += sums[r]!;
  }
  return { direction, curvature: Math.max(0, bend / whole) };
}
