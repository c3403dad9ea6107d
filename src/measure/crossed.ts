/**
 * Distances on a crossed grid of replicas, r = row * columns + column: between pairs that share the row's level, the
 * column's level, or neither, and the same without any one level, for a jackknife over the levels of both factors. O(N
 * R log R) in all.
 *
 * Everything follows from three sums per replica: of its distances to all replicas, to its row, to its column. A pair
 * without a shared level is one that is in neither a row nor a column; leaving out row i takes away the pairs within it
 * and the pairs of its members with the rest.
 * Checked: tests/measure/crossed.test.ts (all pairs one by one).
 */
import type { Crossed, Grid } from "../statistics/crossed-contrasts.js";
import { wrongValue } from "../study/errors.js";
import type { Predictions } from "./predictions.js";
import { differenceSums, distanceSums, type Groups } from "./within-groups.js";

/**
 * The distances of `p`, whose replicas fill `rows` x `columns` (each at least 2; InputError otherwise), distance as in
 * pairwiseDistances. withoutRow[i] leaves out all replicas of row i, withoutColumn[j] all of column j; empty where
 * fewer than three levels leave no jackknife.
 */
export function crossedDistances(p: Predictions, rows: number, columns: number): Grid {
  return crossed(p.replicas, rows, columns, (partitions) => distanceSums(p, partitions));
}

/** The same of the decisions (R x N) of predictions, whose distance is 1 where they differ: the grid of churn. */
export function crossedChurn(p: Predictions, classes: Uint32Array, rows: number, columns: number): Grid {
  return crossed(p.replicas, rows, columns, (partitions) => differenceSums(p, classes, partitions));
}

/** @param sumsIn the sum of the distances of each replica to the members of its group, in each partition */
function crossed(
  replicas: number,
  rows: number,
  columns: number,
  sumsIn: (partitions: Groups[]) => Float64Array[],
): Grid {
  if (!(rows >= 2 && columns >= 2 && rows * columns === replicas)) {
    const what = `at least 2 rows and 2 columns for ${replicas} replicas`;
    throw wrongValue("crossedDistances", what, `${rows} rows and ${columns} columns`);
  }
  const rowOf = Uint32Array.from({ length: replicas }, (_, r) => Math.floor(r / columns));
  const columnOf = Uint32Array.from({ length: replicas }, (_, r) => r % columns);
  const [toAll, toRow, toColumn] = sumsIn([
    { of: new Uint32Array(replicas), count: 1 },
    { of: rowOf, count: rows },
    { of: columnOf, count: columns },
  ]) as [Float64Array, Float64Array, Float64Array];

  const [allByRow, rowByRow, columnByRow] = [toAll, toRow, toColumn].map((each) =>
    byLevel(each, rowOf, rows),
  ) as Totals;
  const [allByColumn, rowByColumn, columnByColumn] = [toAll, toRow, toColumn].map((each) =>
    byLevel(each, columnOf, columns),
  ) as Totals;

  // Every pair stands twice in these sums, once for each of its replicas.
  const all = sumOf(toAll);
  const inRows = sumOf(toRow);
  const inColumns = sumOf(toColumn);
  const withoutRow = Array.from({ length: rows < 3 ? 0 : rows }, (_, i) =>
    means(
      all - 2 * allByRow[i]! + rowByRow[i]!,
      inRows - rowByRow[i]!,
      inColumns - 2 * columnByRow[i]!,
      rows - 1,
      columns,
    ),
  );
  const withoutColumn = Array.from({ length: columns < 3 ? 0 : columns }, (_, j) =>
    means(
      all - 2 * allByColumn[j]! + columnByColumn[j]!,
      inRows - 2 * rowByColumn[j]!,
      inColumns - columnByColumn[j]!,
      rows,
      columns - 1,
    ),
  );
  return { ...means(all, inRows, inColumns, rows, columns), withoutRow, withoutColumn };
}

type Totals = [Float64Array, Float64Array, Float64Array];

/** Means from sums over ordered pairs: all, within rows, within columns. */
function means(all: number, inRows: number, inColumns: number, rows: number, columns: number): Crossed {
  const replicas = rows * columns;
  return {
    both: Math.max(0, all - inRows - inColumns) / (replicas * (rows - 1) * (columns - 1)),
    sameRow: inRows / (replicas * (columns - 1)),
    sameColumn: inColumns / (replicas * (rows - 1)),
  };
}

function byLevel(values: Float64Array, levelOf: Uint32Array, count: number): Float64Array {
  const totals = new Float64Array(count);
  for (let r = 0; r < values.length; r++) totals[levelOf[r]!] = totals[levelOf[r]!]! + values[r]!;
  return totals;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
