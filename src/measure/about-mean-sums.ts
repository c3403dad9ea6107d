/**
 * Distances and squares about the mean of the replicas, of all and without each group of the jackknife, cell by cell.
 *
 * A group's absence costs no pass of its own: with m the mean of the others, the distances of all replicas to m follow
 * from the sorted predictions, and only those of the group are taken away again; so with the squares. (Norm 2 of
 * several columns is no sum over cells, and has its passes.)
 * Checked: tests/measure/about-mean.test.ts (all replicas one by one).
 */
import type { Cell } from "./cells.js";
import type { Floats, Shape } from "./predictions.js";
import { type AboutMeanSums, type KnownOfExamples, NOTHING, replicasKept } from "./sums.js";

/** What adds cells, which come example by example. */
export function openAboutMean(
  { replicas, columns }: Shape,
  { norm1, norm2, relative, variance, bias, own }: AboutMeanSums,
  { truth, label }: KnownOfExamples,
): (cell: Cell) => void {
  const kept = replicasKept(replicas);
  const groups = kept.length - 1;
  const ofGroups = () => new Float64Array(groups + 1);
  const [mean, distance, square] = [ofGroups(), ofGroups(), ofGroups()];
  const means = Array.from({ length: columns }, ofGroups);
  const values: Floats[] = [];
  const squares = new Float64Array(columns > 1 ? replicas : 0);
  return (cell) => {
    writeMeans(mean, cell, kept);
    writeMembers(distance, square, own, cell.values, mean);
    addApart(norm1, relative, cell, mean, distance, label?.(cell.example) === cell.column);
    const q = truth ? truth[cell.example * columns + cell.column]! : 0;
    for (let g = 0; g <= groups; g++) {
      variance[g] = variance[g]! + square[g]!;
      bias[g] = bias[g]! + (mean[g]! - q) * (mean[g]! - q);
    }
    if (columns === 1) return;
    means[cell.column]!.set(mean);
    values[cell.column] = cell.values;
    if (cell.column === columns - 1) addNorm2(norm2, squares, values, means);
  };
}

type S = Float64Array;

/**
 * Means without each group and of all, from the predictions by replica. Like every mean they lie among their values.
 */
function writeMeans(mean: S, { values, sorted }: Cell, kept: S): void {
  const [replicas, groups] = [values.length, mean.length - 1];
  // First the sum of each group.
  mean.fill(0);
  for (let first = 0; first < replicas; first += groups) {
    const size = Math.min(groups, replicas - first);
    for (let g = 0; g < size; g++) mean[g] = mean[g]! + values[first + g]!;
  }
  let sum = 0;
  for (let g = 0; g < groups; g++) sum += mean[g]!;
  const [least, most] = [sorted[0]!, sorted[replicas - 1]!];
  for (let g = 0; g < groups; g++) mean[g] = Math.min(most, Math.max(least, (sum - mean[g]!) / kept[g]!));
  mean[groups] = Math.min(most, Math.max(least, sum / replicas));
}

/**
 * Distances of the members of each group about the mean of the others, and squares of the others; squares of all about
 * the mean of all, which `own` adds up.
 */
function writeMembers(distance: S, square: S, own: S, values: Floats, mean: S): void {
  const [replicas, groups] = [values.length, mean.length - 1];
  const centre = mean[groups]!;
  let all = 0;
  distance.fill(0);
  square.fill(0);
  for (let first = 0; first < replicas; first += groups) {
    const size = Math.min(groups, replicas - first);
    for (let g = 0; g < size; g++) {
      const value = values[first + g]!;
      const off = value - mean[g]!;
      distance[g] = distance[g]! + Math.abs(off);
      square[g] = square[g]! + off * off;
      const apart = (value - centre) * (value - centre);
      all += apart;
      own[first + g] = own[first + g]! + apart;
    }
  }
  for (let g = 0; g < groups; g++) {
    const moved = mean[g]! - centre;
    square[g] = Math.max(0, all + replicas * moved * moved - square[g]!);
  }
  square[groups] = all;
}

/** Distances of the others to their mean, and on the label's column their share of the mean. */
function addApart(norm1: S, relative: S, cell: Cell, mean: S, distance: S, labelled: boolean): void {
  const { sorted, below, above } = cell;
  const [size, groups] = [sorted.length, mean.length - 1];
  // How many predictions are at most the mean: all means of a cell are near each other.
  let k = position(sorted, mean[groups]!);
  for (let g = 0; g <= groups; g++) {
    const centre = mean[g]!;
    while (k < size && sorted[k]! <= centre) k++;
    while (k > 0 && sorted[k - 1]! > centre) k--;
    const left = k === 0 ? 0 : below[k - 1]! + k * (centre - sorted[k - 1]!);
    const right = k === size ? 0 : above[k]! + (size - k) * (sorted[k]! - centre);
    const apart = Math.max(0, left + right - distance[g]!);
    norm1[g] = norm1[g]! + apart;
    if (labelled)
      relative[g] = relative[g]! + (centre < NOTHING ? relativeSum(cell, centre, g, groups) : apart / centre);
  }
}

/**
 * abs(p - mean) / mean over the replicas outside of the group for a mean below NOTHING: only predictions that are not
 * near it count.
 */
function relativeSum({ sorted, order }: Cell, centre: number, g: number, groups: number): number {
  let sum = 0;
  for (let k = sorted.length - 1; k >= 0 && sorted[k]! - centre >= NOTHING; k--) {
    if (order[k]! % groups !== g) sum += (sorted[k]! - centre) / centre;
  }
  return sum;
}

/**
 * Norm 2 of several columns: the distances of all replicas to each mean, group by group. `values` and `means` by
 * column.
 */
function addNorm2(norm2: S, squares: S, values: readonly Floats[], means: readonly S[]): void {
  const [replicas, groups] = [squares.length, norm2.length - 1];
  for (let g = 0; g <= groups; g++) {
    squares.fill(0);
    for (let c = 0; c < means.length; c++) {
      const [p, centre] = [values[c]!, means[c]![g]!];
      for (let r = 0; r < replicas; r++) squares[r] = squares[r]! + (p[r]! - centre) * (p[r]! - centre);
    }
    let sum = 0;
    for (let r = 0; r < replicas; r++) sum += Math.sqrt(squares[r]!);
    for (let r = g; r < replicas && g < groups; r += groups) sum -= Math.sqrt(squares[r]!);
    norm2[g] = norm2[g]! + sum;
  }
}

/** How many of the sorted numbers are at most x. */
function position(sorted: Float64Array, x: number): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
