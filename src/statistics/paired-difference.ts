/**
 * Two estimates on replicas against each other: by how much B differs from A, on the scale on which they stand.
 *
 * Each is told by its pseudo-values, one a replica (jackknife.ts). Where replica r of A and replica r of B share their
 * seeds, what is common to both cancels: the deviations are subtracted replica by replica. Where they share nothing the
 * two samples are independent, and their squares are added; degrees of freedom after Welch 1947. Both bend along the
 * directions in which their replicas differ most (fold.ts).
 * Checked: tests/statistics/paired-difference.test.ts (paired and Welch t, coverage).
 */
import { type Fold, reachOf, type Spread, spreadOf } from "./fold.js";
import { foldsOfDifference } from "./fold-difference.js";
import { deviationsOf } from "./jackknife.js";
import { studentQuantile } from "./student.js";

/** An estimate on replicas. */
export interface OnReplicas {
  estimate: number;
  /** Length R: their mean and its standard error are those of the estimate. */
  pseudoValues: Float64Array;
  /** Where it bends on this scale; null where it does not. */
  fold: Fold | null;
}

/** B minus A, with its interval; nulls where there are fewer than three replicas of either. */
export interface PairedDifference {
  value: number;
  low: number | null;
  high: number | null;
}

/** Fewest replicas. */
const FEWEST = 3;

/** How B minus A varies, from which every interval of it is made. */
export interface DifferenceSpread {
  value: number;
  /** What each unit contributes to the standard error: one a seed, or those of B behind those of A. */
  deviations: Float64Array;
  spread: Spread;
  freedom: number;
}

/**
 * @param isPaired whether replicas of one number share their seeds; those that only one of them has stand alone
 * @returns null where there are fewer than three replicas of either
 */
export function differenceSpread(a: OnReplicas, b: OnReplicas, isPaired: boolean): DifferenceSpread | null {
  const [few, many] = [a, b].map(({ pseudoValues }) => pseudoValues.length).sort((x, y) => x - y) as [number, number];
  if (few < FEWEST) return null;
  const [ofA, ofB] = [deviationsOf(a.pseudoValues), deviationsOf(b.pseudoValues)];
  // One axis a seed: the same ones for both, or those of B behind those of A.
  const units = isPaired ? many : ofA.length + ofB.length;
  const place = (values: Float64Array, first: number) => {
    const placed = new Float64Array(units);
    placed.set(values, first);
    return placed;
  };
  const behind = isPaired ? 0 : ofA.length;
  const [alongA, alongB] = [place(ofA, 0), place(ofB, behind)];
  const foldOf = ({ fold }: OnReplicas, first: number) =>
    fold && { direction: place(fold.direction, first), curvature: fold.curvature };
  const folds = foldsOfDifference(foldOf(b, behind), foldOf(a, 0));
  const deviations = alongB.map((deviation, unit) => deviation - alongA[unit]!);
  return {
    value: b.estimate - a.estimate,
    deviations,
    spread: spreadOf(deviations, folds),
    freedom: isPaired ? few - 1 : welch(ofA, ofB),
  };
}

/** B minus A with the interval of a critical value of t; without one where nothing varies. */
export function differenceInterval({ value, spread }: DifferenceSpread, critical: number): PairedDifference {
  const { below, above } = reachOf(spread, critical);
  return below + above > 0 && Number.isFinite(below + above)
    ? { value, low: value - below, high: value + above }
    : { value, low: null, high: null };
}

/**
 * @param isPaired whether replicas of one number share their seeds; those that only one of them has stand alone
 * @param level of the interval
 */
export function pairedDifference(a: OnReplicas, b: OnReplicas, isPaired: boolean, level: number): PairedDifference {
  const measured = differenceSpread(a, b, isPaired);
  return measured
    ? differenceInterval(measured, studentQuantile((1 + level) / 2, measured.freedom))
    : { value: b.estimate - a.estimate, low: null, high: null };
}

/** Degrees of freedom of the sum of two independent variances; at least those of the smaller sample. */
function welch(a: Float64Array, b: Float64Array): number {
  const [ofA, ofB] = [a, b].map((deviations) => deviations.reduce((sum, each) => sum + each * each, 0)) as [
    number,
    number,
  ];
  const whole = ofA + ofB;
  const parts = (ofA * ofA) / (a.length - 1) + (ofB * ofB) / (b.length - 1);
  return parts > 0 ? (whole * whole) / parts : Math.min(a.length, b.length) - 1;
}
