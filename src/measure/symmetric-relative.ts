/**
 * The symmetric relative prediction difference of TensorFlow Model Analysis, between pairs of replicas, and the ratio
 * of means beside it. Both look at the probability of the positive label (one column) or of the true label; they do not
 * apply to values.
 */

import { type Estimate, notApplicable, pairwiseEstimate } from "../statistics/estimate.js";
import type { Fold } from "../statistics/fold.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { meanOf } from "../statistics/sample.js";
import { checkKnown, fieldsOf } from "../study/fields.js";
import { type CellSample, cellSample } from "./cell-sample.js";
import { type Cell, eachCell } from "./cells.js";
import { addDistances, overPairs } from "./pairwise.js";
import { checkClasses, checkPredictions, labelColumn, type Predictions, type Shape } from "./predictions.js";

/** Sums over cells, each that of the label of its example. */
export interface LabelMeasure<Sums> {
  readonly sums: Sums;
  add(cell: Cell): void;
  estimate(): Estimate;
}

/** By replica: its distances to all others, and its predictions. */
export interface RatioSums {
  distances: Float64Array;
  totals: Float64Array;
}

const FIELDS = ["values", "replicas", "examples", "columns", "kind"];

/**
 * Mean over n and pairs of 2 abs(p1 - p2) / abs(p1 + p2), 0 where the half-difference and the mean of the two are below
 * 1e-7. So a pair counts twice its relative difference about its own mean, guard included.
 *
 * The quotient does not separate into a term of p1 and one of p2, so no sorting helps: this is the one measure with O(N
 * R^2) steps.
 * @param given predictions, R x N x C; probabilities
 * @param labels [example]: class indices, which several columns need; without them null, as for values
 * @returns the estimate with its interval over replicas
 * @throws InputError for predictions that are none
 */
export function symmetricRelative(given: Predictions, labels?: ArrayLike<number> | null): Estimate {
  const p = fieldsOf(given, "predictions") as unknown as Predictions;
  checkKnown(p, FIELDS, "predictions");
  checkPredictions(p, "predictions");
  if (labels !== undefined && labels !== null) checkClasses(labels, p, "labels");
  const label = labelColumn(p, labels);
  const sample = cellSample(p);
  const measure = symmetricPairs(p, sample);
  const add = (cell: Cell) => {
    measure.add(cell);
    sample.add(cell);
  };
  if (label) eachCell(p, (cell) => label(cell.example) === cell.column && add(cell));
  return label ? measure.estimate() : notApplicable("symmetric relative, pairwise");
}

/** `symmetricRelative`, cell by cell. The same cells are to be added to the sample. */
export function symmetricPairs({ replicas, examples }: Shape, sample: CellSample): LabelMeasure<Float64Array> {
  const sums = new Float64Array(replicas);
  const quotients = new Float64Array(replicas);
  const ones = new Float64Array(replicas).fill(1);
  return {
    sums,
    add({ order, sorted }) {
      addQuotients(quotients, sorted, ones);
      for (let k = 0; k < replicas; k++) sums[order[k]!] = sums[order[k]!]! + quotients[k]!;
    },
    estimate() {
      const form = "symmetric relative, pairwise";
      if (replicas < 2) return notApplicable(form);
      const { value, toOthers } = overPairs(sums, 2 / examples);
      return pairwiseEstimate(form, value, leaveOneOut(value, toOthers), quotientFold(sample, sums), 2);
    },
  };
}

/**
 * Along the direction of the distances; tanh(abs(u - v) / 2), u = log p, is of negative type as they are (Polya), so it
 * bends in the same sense.
 */
function quotientFold(sample: CellSample, sums: Float64Array): Fold | null {
  const direction = sample.direction();
  if (!direction) return null;
  const quotients = new Float64Array(direction.length);
  const parts = new Float64Array(direction.length);
  const whole = sums.reduce((sum, each) => sum + each, 0);
  let bend = 0;
  for (const { thing, factor } of sample.cells()) {
    thing.order.forEach((r, k) => (parts[k] = direction[r]!));
    addQuotients(quotients, thing.sorted, parts);
    for (let k = 0; k < parts.length; k++) bend += factor * quotients[k]! * parts[k]!;
  }
  return { direction, curvature: whole > 0 ? Math.max(0, -bend / whole) : 0 };
}

/** The quotients of each prediction with all others, each counted with its weight, in the order of their size. */
function addQuotients(quotients: Float64Array, sorted: Float64Array, weights: Float64Array): void {
  quotients.fill(0);
  for (let k = 1; k < sorted.length; k++) {
    const larger = sorted[k]!;
    let own = 0;
    let j = 0;
    while (j < k && larger + sorted[j]! < 2e-7) j++;
    for (; j < k; j++) {
      const smaller = sorted[j]!;
      const quotient = (larger - smaller) / (larger + smaller);
      own += quotient * weights[j]!;
      quotients[j] = quotients[j]! + quotient * weights[k]!;
    }
    quotients[k] = quotients[k]! + own;
  }
}

/**
 * Mean over n and pairs of 2 abs(p1 - p2), divided by the mean of p1 + p2: the same idea with the mean taken before the
 * division. The same cells are to be added to the sample.
 */
export function symmetricRatio({ replicas, examples }: Shape, sample: CellSample): LabelMeasure<RatioSums> {
  const distances = new Float64Array(replicas);
  const totals = new Float64Array(replicas);
  return {
    sums: { distances, totals },
    add(cell) {
      addDistances(distances, cell);
      for (let r = 0; r < replicas; r++) totals[r] = totals[r]! + cell.values[r]!;
    },
    estimate() {
      const form = "symmetric relative, ratio of means";
      const means = totals.map((sum) => sum / examples);
      const mean = meanOf(means);
      if (replicas < 2 || mean === 0) return notApplicable(form);
      const { value, toOthers } = overPairs(distances, 1 / examples);
      const without = leaveOneOut(value, toOthers).map((u, r) => (u * (replicas - 1)) / (replicas * mean - means[r]!));
      // The denominator is a mean over replicas: it does not bend.
      return pairwiseEstimate(form, value / mean, without, sample.distance(), 2);
    },
  };
}
