/**
 * A measured number with its form and its 95% interval, and the ways in which an interval is made.
 *
 * Rules for all measures: exactly 0 is printed as 0 without an interval; an interval is given only where there are at
 * least three replicas and they differ; what does not apply is null.
 */
import { exp64, log64 } from "../reference/float64.js";
import { type Fold, reachOf, type Spread, spreadOf } from "./fold.js";
import { deviationsOf, jackknifeLog, leaveOneOut } from "./jackknife.js";
import { meanOf, standardError } from "./sample.js";
import { studentQuantile } from "./student.js";

/**
 * Version of the formulas by which predictions become means and intervals (docs/measures.md).
 *
 * It is apart from CONTRACT_VERSION: other formulas change no trained bit. Results, claims and comparisons carry it in
 * the field `statistics`; where that is absent it is 1.
 *
 *   1  first-order jackknife; sums of equal values divided by their number
 *   2  intervals that hold where two solutions are equally common; equal values have exactly their mean, and no
 *   interval
 */
export const STATISTICS_VERSION = 2;

/** A measured number with its form and its 95% interval over replicas. */
export interface Estimate {
  /** Which of the published forms it is, or what it is measured against: "pairwise", "on the labels". */
  form: string;
  /** null where the measure does not apply. */
  value: number | null;
  /** Lower end of the interval; null where there is none. */
  low: number | null;
  /** Upper end of the interval; null where there is none. */
  high: number | null;
}

/**
 * Fewest replicas for which the 95% are promised: with fewer, whatever one replica in twenty does may not have been
 * seen at all.
 * Source: the table of docs/measures.md.
 */
export const PROMISED_REPLICAS = 64;

/** A measure that does not apply. */
export function notApplicable(form: string): Estimate {
  return { form, value: null, low: null, high: null };
}

/** A value without an interval; a value that is not finite counts as absent. */
export function pointEstimate(form: string, value: number): Estimate {
  return { form, value: Number.isFinite(value) ? value : null, low: null, high: null };
}

/** The scale on which an estimate is nearer to normal and its interval symmetric. */
export interface Scale {
  to(value: number): number;
  from(value: number): number;
}

/** For positive quantities. */
export const LOG: Scale = { to: log64, from: exp64 };

/** For shares strictly between 0 and 1. */
export const LOGIT: Scale = { to: (value) => log64(value / (1 - value)), from: (value) => 1 / (1 + exp64(-value)) };

/** An interval no wider than this share of its value is made by rounding: the replicas are alike. */
const ROUNDING = 1e-12;

/**
 * Interval of the value, symmetric on the scale: error is the standard error there, freedom the degrees of freedom of
 * t.
 */
export function tInterval(form: string, value: number, scale: Scale, error: number, freedom: number): Estimate {
  if (!(error > 0) || !Number.isFinite(error)) return pointEstimate(form, value);
  const reach = studentQuantile(0.975, freedom) * error;
  const [low, high] = [scale.from(scale.to(value) - reach), scale.from(scale.to(value) + reach)];
  return high - low > ROUNDING * Math.abs(value) ? { form, value, low, high } : pointEstimate(form, value);
}

/**
 * Interval of the value from its spread on the scale, bent where it is folded; `largest` is the end of the measure's
 * range.
 */
export function foldedInterval(
  form: string,
  value: number,
  scale: Scale,
  spread: Spread,
  freedom: number,
  largest = Infinity,
): Estimate {
  const { below, above } = reachOf(spread, studentQuantile(0.975, freedom));
  if (!Number.isFinite(below + above)) return pointEstimate(form, value);
  const centre = scale.to(value);
  const low = Math.min(value, scale.from(centre - below));
  const high = Math.min(largest, above > 0 ? Math.max(value, scale.from(centre + above)) : value);
  return high - low > ROUNDING * Math.abs(value) ? { form, value, low, high } : pointEstimate(form, value);
}

/**
 * A U-statistic over pairs of replicas (or a ratio of two), from its value, its values without each replica (length R)
 * and its fold: delete-one jackknife on the log scale, t with R-1 degrees of freedom. `largest` is the end of the
 * measure's range.
 */
export function pairwiseEstimate(
  form: string,
  value: number,
  without: Float64Array,
  fold: Fold | null,
  largest = Infinity,
): Estimate {
  const jackknife = without.length < 3 ? null : jackknifeLog(value, without);
  if (!jackknife) return pointEstimate(form, value);
  return foldedInterval(
    form,
    value,
    LOG,
    spreadOf(deviationsOf(jackknife.pseudoValues), fold ? [fold] : []),
    without.length - 1,
    largest,
  );
}

/**
 * A standard deviation over replicas, from its value, each replica's squares about the mean of all (length R) and the
 * fold of the variance. The variance is half the mean over pairs of the squared distance: its interval is that of
 * `pairwiseEstimate`, in units of itself, and the ends of this one are the roots. The squared distances of replica r add
 * up to R squares_r + sum of squares.
 */
export function deviationEstimate(form: string, value: number, squares: Float64Array, fold: Fold | null): Estimate {
  const sum = squares.reduce((total, square) => total + square, 0);
  const toOthers = squares.map((square) => (squares.length * square + sum) / (2 * sum));
  const { low, high } = pairwiseEstimate(form, 1, leaveOneOut(1, toOthers), fold);
  return low === null || high === null
    ? pointEstimate(form, value)
    : { form, value, low: value * Math.sqrt(low), high: value * Math.sqrt(high) };
}

/** The mean over replicas of a number per replica (length R) with its t interval, cut to the measure's range. */
export function replicaMean(form: string, values: Float64Array, least: number, largest: number): Estimate {
  const value = meanOf(values);
  if (values.length < 3 || !Number.isFinite(value)) return pointEstimate(form, value);
  const identity = { to: (x: number) => x, from: (x: number) => Math.min(largest, Math.max(least, x)) };
  return tInterval(form, value, identity, standardError(values), values.length - 1);
}
