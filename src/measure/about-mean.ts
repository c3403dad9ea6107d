/**
 * The forms of the prediction difference about the mean of the replicas, the standard deviation, and the irreproducible share: of all
 * replicas and without each group of the jackknife, in one pass over the cells.
 *
 * Those about the mean grow with R (at R = 2, 4, 16 they are about .62-.70, .80-.86 and .96 of their limit): never compare them across R.
 * Their intervals, by delete-a-group jackknife on the log scale, are for the same R.
 *
 * A group's absence costs no pass of its own: with m the mean of the others, the distances of all replicas to m follow from the sorted predictions,
 * and only those of the group are taken away again; so with the squares. (Norm 2 of several columns is no sum over cells, and has its passes.)
 * Source: Klabunde et al., arXiv 2305.06329; the irreproducible share is the project's.
 */
import type { Cell } from "./cells.js";
import { absent, bare, interval, LOG, LOGIT, type Estimate, type Scale } from "./estimate.js";
import { groupCount, jackknifeGroups } from "./jackknife.js";
import { distanceWeight, labelColumn, type Floats, type Shape } from "./predictions.js";

/** Below this, differences and means count as 0 in the relative forms. */
const NOTHING = 1e-7;

export interface AboutMean {
  add(cell: Cell): void;
  /**
   * Norm 1: (1/N) sum_n (1/R) sum_r 1/2 norm_1(P[r,n] - Pbar[n]), a single probability column expanded to (1-p, p): abs(p - pbar) for two classes.
   * Norm 2 without 1/2: sqrt(2) abs(p - pbar) for two classes. Values: mean, or root of the mean square, over columns.
   */
  norm1(): Estimate;
  norm2(): Estimate;
  /** Mean over r and n of abs(P - Pbar) / Pbar for the positive label (one column) or the true label; probabilities only. */
  relative(): Estimate;
  /** sqrt(mean_n Var_r), divisor R-1; Var_r is half the sum over classes (p itself for two), or the mean over columns of values. */
  standardDeviation(): Estimate;
  /**
   * mean_n Var_r(p) (divisor R) / mean over n and r of (p - q)^2, from 0 to 1, for probabilities p against the true q or values against the noiseless
   * target. Because mean_r (p-q)^2 = (pbar-q)^2 + Var_r, the rest is the share of the mean replica. Interval on the logit scale.
   * Null without the truth, for R = 1, and where every prediction is the truth.
   */
  irreproducibleShare(): Estimate;
}

/** @param truth what would be predicted by the truth, N x C; null where it is not known */
export function aboutMean(shape: Shape, labels: ArrayLike<number> | null, truth: Float64Array | null): AboutMean {
  const { replicas, columns } = shape;
  const groups = groupCount(replicas);
  const label = labelColumn(shape, labels);
  /** Replicas outside of each group; the last place, here and in all sums, is that of no group: everyone. */
  const kept = Float64Array.from({ length: groups + 1 }, (_, g) => replicas - (g < groups ? Math.ceil((replicas - g) / groups) : 0));
  const [norm1, norm2, relative, variance, bias] = Array.from({ length: 5 }, () => new Float64Array(groups + 1)) as [S, S, S, S, S];
  const [mean, distance, square] = Array.from({ length: 3 }, () => new Float64Array(groups + 1)) as [S, S, S];
  const means = Array.from({ length: columns }, () => new Float64Array(groups + 1));
  const values: Floats[] = [];
  const squares = new Float64Array(columns > 1 ? replicas : 0);

  function estimated(form: string, sums: Float64Array, factor: number, finish: (average: number, count: number) => number = (average) => average): Estimate {
    if (replicas < 2) return absent(form);
    return groupEstimate(form, LOG, sums.map((sum, g) => finish((factor * sum) / (kept[g]! * shape.examples), kept[g]!)));
  }

  /** From a statistic without each group and of all. */
  function groupEstimate(form: string, scale: Scale, statistic: Float64Array): Estimate {
    const value = statistic[groups]!;
    const without = statistic.subarray(0, groups);
    if (replicas < 3 || without.some((each) => !(each > 1e-12 * value))) return bare(form, value);
    const { error, freedom } = jackknifeGroups(replicas, scale.to(value), without.map(scale.to));
    return interval(form, value, scale, error, freedom);
  }

  return {
    add(cell) {
      writeMeans(mean, cell, kept);
      writeMembers(distance, square, cell.values, mean);
      addApart(norm1, relative, cell, mean, distance, label !== null && label(cell.example) === cell.column);
      const q = truth ? truth[cell.example * columns + cell.column]! : 0;
      for (let g = 0; g <= groups; g++) {
        variance[g] = variance[g]! + square[g]!;
        bias[g] = bias[g]! + (mean[g]! - q) * (mean[g]! - q);
      }
      if (columns === 1) return;
      means[cell.column]!.set(mean);
      values[cell.column] = cell.values;
      if (cell.column === columns - 1) addNorm2(norm2, squares, values, means);
    },
    norm1: () => estimated("about the mean, norm 1", norm1, distanceWeight(shape)),
    norm2() {
      const expansion = shape.kind === "value" ? 1 / columns : columns === 1 ? 2 : 1;
      return estimated("about the mean, norm 2", columns === 1 ? norm1 : norm2, Math.sqrt(expansion));
    },
    relative() {
      const form = "relative, about the mean";
      return label ? estimated(form, relative, 1) : absent(form);
    },
    standardDeviation: () =>
      estimated("standard deviation", variance, distanceWeight(shape), (average, count) => Math.sqrt((average * count) / (count - 1))),
    irreproducibleShare() {
      const form = "variance over squared error";
      if (!truth || replicas < 2) return absent(form);
      const shares = variance.map((sum, g) => sum / kept[g]! / (sum / kept[g]! + bias[g]!));
      return groupEstimate(form, LOGIT, shares);
    },
  };
}

type S = Float64Array;

/** Means without each group and of all, from the predictions by replica. Like every mean they lie among their values. */
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

/** Distances of the members of each group about the mean of the others, and squares of the others; squares of all about the mean of all. */
function writeMembers(distance: S, square: S, values: Floats, mean: S): void {
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
      all += (value - centre) * (value - centre);
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
    if (labelled) relative[g] = relative[g]! + (centre < NOTHING ? relativeSum(cell, centre, g, groups) : apart / centre);
  }
}

/** abs(p - mean) / mean over the replicas outside of the group for a mean below NOTHING: only predictions that are not near it count. */
function relativeSum({ sorted, order }: Cell, centre: number, g: number, groups: number): number {
  let sum = 0;
  for (let k = sorted.length - 1; k >= 0 && sorted[k]! - centre >= NOTHING; k--) {
    if (order[k]! % groups !== g) sum += (sorted[k]! - centre) / centre;
  }
  return sum;
}

/** Norm 2 of several columns: the distances of all replicas to each mean, group by group. `values` and `means` by column. */
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
