/**
 * The symmetric relative prediction difference of TensorFlow Model Analysis, between pairs of replicas, and the ratio of means beside it.
 * Both look at the probability of the positive label (one column) or of the true label; they do not apply to values.
 */
import { eachCell, type Cell } from "./cells.js";
import { absent, pairwiseEstimate, type Estimate } from "./estimate.js";
import { leaveOneOut, meanOf } from "./jackknife.js";
import { addDistances, overPairs } from "./pairwise.js";
import { checkPlain } from "../study/fields.js";
import { checkPredictions, labelColumn, type Predictions, type Shape } from "./predictions.js";

/** Sums over cells, each that of the label of its example. */
export interface LabelMeasure {
  add(cell: Cell): void;
  estimate(): Estimate;
}

/**
 * Mean over n and pairs of 2 abs(p1 - p2) / abs(p1 + p2), 0 where the half-difference and the mean of the two are below 1e-7. So a pair
 * counts twice its relative difference about its own mean, guard included.
 *
 * The quotient does not separate into a term of p1 and one of p2, so no sorting helps: this is the one measure with O(N R^2) steps.
 * @throws TypeError or RangeError for predictions that are none
 */
export function symmetricRelative(p: Predictions, labels?: ArrayLike<number> | null): Estimate {
  checkPlain(p, "predictions");
  checkPredictions(p, "predictions");
  const label = labelColumn(p, labels);
  const measure = symmetricPairs(p);
  if (label) eachCell(p, (cell) => label(cell.example) === cell.column && measure.add(cell));
  return label ? measure.estimate() : absent("symmetric relative, pairwise");
}

/** `symmetricRelative`, cell by cell. */
export function symmetricPairs({ replicas, examples }: Shape): LabelMeasure {
  const sums = new Float64Array(replicas);
  const quotients = new Float64Array(replicas);
  return {
    add({ order, sorted }) {
      addQuotients(quotients, sorted);
      for (let k = 0; k < replicas; k++) sums[order[k]!] = sums[order[k]!]! + quotients[k]!;
    },
    estimate() {
      const form = "symmetric relative, pairwise";
      if (replicas < 2) return absent(form);
      const { value, toOthers } = overPairs(sums, 2 / examples);
      return pairwiseEstimate(form, value, leaveOneOut(value, toOthers), 2);
    },
  };
}

/** The quotients of each prediction with all others, in the order of their size. */
function addQuotients(quotients: Float64Array, sorted: Float64Array): void {
  quotients.fill(0);
  for (let k = 1; k < sorted.length; k++) {
    const larger = sorted[k]!;
    let own = 0;
    let j = 0;
    while (j < k && larger + sorted[j]! < 2e-7) j++;
    for (; j < k; j++) {
      const smaller = sorted[j]!;
      const quotient = (larger - smaller) / (larger + smaller);
      own += quotient;
      quotients[j] = quotients[j]! + quotient;
    }
    quotients[k] = quotients[k]! + own;
  }
}

/** Mean over n and pairs of 2 abs(p1 - p2), divided by the mean of p1 + p2: the same idea with the mean taken before the division. */
export function symmetricRatio({ replicas, examples }: Shape): LabelMeasure {
  const distances = new Float64Array(replicas);
  const totals = new Float64Array(replicas);
  return {
    add(cell) {
      addDistances(distances, cell);
      for (let r = 0; r < replicas; r++) totals[r] = totals[r]! + cell.values[r]!;
    },
    estimate() {
      const form = "symmetric relative, ratio of means";
      const means = totals.map((sum) => sum / examples);
      const mean = meanOf(means);
      if (replicas < 2 || mean === 0) return absent(form);
      const { value, toOthers } = overPairs(distances, 1 / examples);
      const without = leaveOneOut(value, toOthers).map((u, r) => (u * (replicas - 1)) / (replicas * mean - means[r]!));
      return pairwiseEstimate(form, value / mean, without, 2);
    },
  };
}
