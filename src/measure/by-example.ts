/**
 * What replicas say of one example after the other: the mean prediction, and how far two replicas differ on it.
 * Checked: tests/measure/by-example.test.ts (all pairs one by one; the means over the examples are the measures).
 */
import { distanceWeight, type Predictions } from "./predictions.js";

/** One example. */
export interface ExampleRow {
  /** The mean over replicas of the single column, or of the class with the largest mean. */
  mean: number;
  /**
   * Mean over pairs of replicas of the distance of their predictions; its mean over examples is the pairwise prediction
   * difference.
   */
  difference: number;
  /** Share of the pairs of replicas that decide differently; its mean is the churn. null where nothing is decided. */
  disagreement: number | null;
}

/** Numbers sorted in a piece. */
const PIECE = 32768;

/**
 * A row an example, in order; the differences from one sort a column. Yields after some milliseconds' worth of examples.
 * @param classes what each replica decides on each example, R x N, small integers; null where nothing is decided
 * @param weight factor of the sum over columns in a distance
 */
export function* exampleRows(
  p: Predictions,
  classes: Uint32Array | null,
  weight = distanceWeight(p),
): Generator<void, ExampleRow[]> {
  const { values, replicas, examples, columns } = p;
  const pairs = (replicas * (replicas - 1)) / 2;
  const column = new Float64Array(replicas);
  const most = Math.max(1, Math.floor(PIECE / (replicas * columns)));
  const disagreementOn = classes && disagreements(classes, replicas, examples);
  const rows: ExampleRow[] = [];
  for (let n = 0; n < examples; n++) {
    if (n % most === 0) yield;
    let distance = 0;
    let largest = -Infinity;
    for (let c = 0; c < columns; c++) {
      for (let r = 0; r < replicas; r++) column[r] = values[(r * examples + n) * columns + c]!;
      column.sort();
      let sum = column[0]!;
      for (let r = 1; r < replicas; r++) {
        sum += column[r]!;
        // Each gap lies between r replicas and the others. Nothing negative is added: equal predictions differ by 0.
        distance += r * (replicas - r) * (column[r]! - column[r - 1]!);
      }
      largest = Math.max(largest, sum / replicas);
    }
    rows.push({
      mean: largest,
      difference: pairs > 0 ? (weight * distance) / pairs : 0,
      disagreement: disagreementOn?.(n) ?? null,
    });
  }
  return rows;
}

/** Of k replicas that decide alike each disagrees with R - k others. */
function disagreements(classes: Uint32Array, replicas: number, examples: number): (example: number) => number {
  const counts = new Uint32Array(classes.reduce((most, each) => Math.max(most, each), 0) + 1);
  return (n) => {
    let agreements = 0;
    for (let r = 0; r < replicas; r++) {
      const c = classes[r * examples + n]!;
      // The k-th replica of a class agrees with k - 1 before it, each of them with it, and with itself.
      agreements += 2 * counts[c]! + 1;
      counts[c] = counts[c]! + 1;
    }
    for (let r = 0; r < replicas; r++) counts[classes[r * examples + n]!] = 0;
    return replicas > 1 ? (replicas * replicas - agreements) / (replicas * (replicas - 1)) : 0;
  };
}
