/**
 * What the page of one study draws, example by example: the mean prediction and the mean difference of two replicas.
 */
import type { ExampleRow } from "./plots/distributions.js";

/** Predictions as `run` returns them: R x N x C, row-major. */
export interface PredictionGrid {
  values: Float32Array;
  replicas: number;
  examples: number;
  columns: number;
}

/** Numbers sorted in a piece. */
const PIECE = 32768;

/**
 * A row an example, in order. The difference is the mean over pairs of replicas of the distance of two predictions
 * (probabilities: half the L1 norm, a single column counting as (1-p, p); values: the mean over columns), so its mean
 * over examples is the pairwise prediction difference. The mean is that of the single column, or of the class with the
 * largest mean. From one sort a column. Yields after some milliseconds' worth of examples.
 */
export function* exampleRows(
  { values, replicas, examples, columns }: PredictionGrid,
  kind: "probability" | "value",
): Generator<void, ExampleRow[]> {
  const pairs = (replicas * (replicas - 1)) / 2;
  const weight = kind === "value" ? 1 / columns : columns === 1 ? 1 : 0.5;
  const column = new Float64Array(replicas);
  const most = Math.max(1, Math.floor(PIECE / (replicas * columns)));
  const rows: ExampleRow[] = [];
  for (let n = 0; n < examples; n++) {
    if (n % most === 0) yield;
    let distance = 0;
    let largest = -Infinity;
    for (let c = 0; c < columns; c++) {
      for (let r = 0; r < replicas; r++) column[r] = values[(r * examples + n) * columns + c]!;
      column.sort();
      let sum = 0;
      for (let r = 0; r < replicas; r++) {
        sum += column[r]!;
        distance += column[r]! * (2 * r - replicas + 1);
      }
      largest = Math.max(largest, sum / replicas);
    }
    rows.push({ mean: largest, difference: pairs > 0 ? (weight * distance) / pairs : 0 });
  }
  return rows;
}
