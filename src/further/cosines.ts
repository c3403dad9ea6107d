/** Cosines of the angles between replicas: of their logits, which are then correlations, or of their parameters. */
import type { FoldedPairs } from "../measure/pairwise.js";
import { dominantDirection } from "../statistics/fold.js";
import { type FoundMeasure, ofPairs } from "./found.js";

/** Divided by its length; null where that is 0. */
export function ofLengthOne(values: Float64Array): Float64Array | null {
  const largest = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  if (!(largest > 0)) return null;
  let squares = 0;
  for (let n = 0; n < values.length; n++) squares += (values[n]! / largest) * (values[n]! / largest);
  const length = largest * Math.sqrt(squares);
  return values.map((each) => each / length);
}

/**
 * The mean cosine over pairs and columns. One minus it is half the squared distance of two rows, so nothing cancels where
 * replicas are alike. It bends along the direction in which they differ most.
 * @param rows [column][replica][number], each of length 1
 */
export function cosines(form: string, rows: readonly (readonly Float64Array[])[]): FoundMeasure {
  return { ...ofPairs(form, halfSquares(rows), 2), isComplement: true };
}

function halfSquares(rows: readonly (readonly Float64Array[])[]): FoldedPairs {
  const columns = rows.length;
  const replicas = rows[0]!.length;
  const size = rows[0]![0]!.length;
  const own = new Float64Array(replicas);
  for (const each of rows) {
    for (let n = 0; n < size; n++) {
      // From replica 0 on: where all are alike nothing is rounded.
      const first = each[0]![n]!;
      let mean = 0;
      for (let r = 1; r < replicas; r++) mean += (each[r]![n]! - first) / replicas;
      for (let r = 0; r < replicas; r++) {
        const off = each[r]![n]! - first - mean;
        own[r] = own[r]! + off * off;
      }
    }
  }
  const sum = own.reduce((total, each) => total + each, 0);
  const toOthers = own.map((square) => (replicas * square + sum) / (2 * columns * (replicas - 1)));
  const value = sum / (columns * (replicas - 1));
  /** The squares of a direction's products with the rows, added up; or their products with the rows. */
  const squaresAlong = (vector: Float64Array, product?: Float64Array): number => {
    let squares = 0;
    for (const each of rows) {
      for (let n = 0; n < size; n++) {
        let along = 0;
        for (let r = 0; r < replicas; r++) along += vector[r]! * each[r]![n]!;
        squares += along * along;
        for (let r = 0; product && r < replicas; r++) product[r] = product[r]! + along * each[r]![n]!;
      }
    }
    return squares;
  };
  const direction =
    sum > 0 ? dominantDirection(replicas, (vector, product) => void squaresAlong(vector, product)) : null;
  return {
    value,
    toOthers,
    fold: direction && { direction, curvature: squaresAlong(direction) / (replicas * sum) },
  };
}
