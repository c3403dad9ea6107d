/**
 * The jackknife: how much an estimate moves when replicas are left out.
 *
 * Replicas are exchangeable; pairs of them are not independent, and a bootstrap over replicas would draw a replica twice and count its distance
 * 0 to itself. Deleting replicas has neither fault.
 * Source: Quenouille 1956, Tukey 1958; for U-statistics Arvesen 1969; unequal groups: Busing, Meijer, van der Leeden 1999.
 */
import { log64 } from "../reference/float64.js";

/** Mean of the values, summed in their order. It lies among them: rounding takes it no further, and the mean of equal values is their value. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return Math.min(most, Math.max(least, sum / values.length));
}

/** Standard error of the mean: sqrt of sum (x - mean)^2 / (S (S-1)). */
export function standardError(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  return Math.sqrt(squares / (values.length * (values.length - 1)));
}

/**
 * A mean over pairs U without each of the R replicas, from U and each replica's mean distance h to the others (length R, at least 3):
 * U(-r) = [R U - 2 h_r] / [(R-1)(R-2)] = [R U - 2 h_r] / (R-2).
 */
export function leaveOneOut(value: number, toOthers: Float64Array): Float64Array {
  const replicas = toOthers.length;
  return toOthers.map((h) => (replicas * value - 2 * h) / (replicas - 2));
}

/**
 * Log of a positive estimate and its pseudo-values S log U - (S-1) log U(-s), whose mean and standard error serve for intervals and, subtracted
 * between two estimates on the same units, for paired contrasts. null where the log scale has no meaning: the estimate is 0,
 * or 0 without one unit (up to rounding), so that this unit alone makes all of it.
 */
export function jackknifeLog(value: number, without: Float64Array): { estimate: number; pseudoValues: Float64Array } | null {
  const units = without.length;
  if (!(value > 0) || without.some((u) => !(u > 1e-12 * value))) return null;
  const estimate = log64(value);
  return { estimate, pseudoValues: without.map((u) => units * estimate - (units - 1) * log64(u)) };
}

/** Most groups of the delete-a-group jackknife: 31 degrees of freedom cost an interval 4% of its width. */
const GROUPS = 32;

/** G = min(R, 32): replica r is in group r mod G, so up to 32 replicas this is the delete-one jackknife. */
export function groupCount(replicas: number): number {
  return Math.min(replicas, GROUPS);
}

/**
 * Standard error of a statistic of R >= 2 replicas from its values without each of the G groups, with its degrees of freedom. Not finite where a value is not.
 * With h = R / (size of the group): pseudo-value h T - (h-1) T(-g), variance the mean over groups of (pseudo - mean)^2 / (h-1).
 */
export function jackknifeGroups(replicas: number, whole: number, without: Float64Array): { error: number; freedom: number } {
  const groups = without.length;
  const shares = without.map((_, g) => replicas / Math.ceil((replicas - g) / groups));
  const pseudoValues = without.map((statistic, g) => shares[g]! * whole - (shares[g]! - 1) * statistic);
  let mean = 0;
  for (let g = 0; g < groups; g++) mean += pseudoValues[g]! / shares[g]!;
  let variance = 0;
  for (let g = 0; g < groups; g++) {
    const off = pseudoValues[g]! - mean;
    variance += (off * off) / (shares[g]! - 1);
  }
  return { error: Math.sqrt(variance / groups), freedom: groups - 1 };
}
