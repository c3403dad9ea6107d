/**
 * The jackknife: how much an estimate moves when replicas are left out.
 *
 * Replicas are exchangeable; pairs of them are not independent, and a bootstrap over replicas would draw a replica
 * twice and count its distance 0 to itself. Deleting replicas has neither fault.
 * Source: Quenouille 1956, Tukey 1958; for U-statistics Arvesen 1969; unequal groups: Busing, Meijer, van der Leeden
 * 1999.
 */
import { log64 } from "../reference/float64.js";
import { meanOf } from "./sample.js";

/**
 * What each of S units contributes to the standard error of the mean of their pseudo-values: (pseudo - mean) / sqrt(S
 * (S-1)), the root of whose squares' sum it is.
 */
export function deviationsOf(pseudoValues: Float64Array): Float64Array {
  const units = pseudoValues.length;
  const mean = meanOf(pseudoValues);
  return pseudoValues.map((value) => (value - mean) / Math.sqrt(units * (units - 1)));
}

/**
 * A mean over pairs U without each of the R replicas, from U and each replica's mean distance h to the others (length
 * R, at least 3): U(-r) = [R U - 2 h_r] / [(R-1)(R-2)] = [R U - 2 h_r] / (R-2).
 */
export function leaveOneOut(value: number, toOthers: Float64Array): Float64Array {
  const replicas = toOthers.length;
  return toOthers.map((h) => (replicas * value - 2 * h) / (replicas - 2));
}

/**
 * Log of a positive estimate and its pseudo-values S log U - (S-1) log U(-s), whose mean and standard error serve for
 * intervals and, subtracted between two estimates on the same units, for paired contrasts. Where one unit makes more
 * than half of the estimate, the log goes on as its tangent there: without the only odd unit U is 0, and its log would
 * say more than one unit can. null where the estimate is 0.
 */
export function jackknifeLog(
  value: number,
  without: Float64Array,
): { estimate: number; pseudoValues: Float64Array } | null {
  const units = without.length;
  if (!(value > 0)) return null;
  const estimate = log64(value);
  return { estimate, pseudoValues: without.map((u) => units * estimate - (units - 1) * logWithout(u, value)) };
}

/** The log of an estimate without a unit; below half of the estimate, the tangent of the log there. */
export function logWithout(without: number, value: number): number {
  return without >= 0.5 * value ? log64(without) : log64(0.5 * value) + (without - 0.5 * value) / (0.5 * value);
}

/** Most groups of the delete-a-group jackknife: 31 degrees of freedom cost an interval 4% of its width. */
const GROUPS = 32;

/** G = min(R, 32): replica r is in group r mod G, so up to 32 replicas this is the delete-one jackknife. */
export function groupCount(replicas: number): number {
  return Math.min(replicas, GROUPS);
}

/** How many of the R replicas are in each of the G groups. */
export function groupSizes(replicas: number, groups: number): Float64Array {
  return Float64Array.from({ length: groups }, (_, g) => Math.ceil((replicas - g) / groups));
}

/**
 * What each of the G groups contributes to the standard error of a statistic of R >= 2 replicas, from its values
 * without each of them: the error is the root of the squares' sum, with G - 1 degrees of freedom. Not finite where a
 * value is not. With h = R / (size of the group): pseudo-value h T - (h-1) T(-g), variance the mean over groups of
 * (pseudo - mean)^2 / (h-1).
 */
export function jackknifeGroups(replicas: number, whole: number, without: Float64Array): Float64Array {
  const groups = without.length;
  const shares = groupSizes(replicas, groups).map((size) => replicas / size);
  const pseudoValues = without.map((statistic, g) => shares[g]! * whole - (shares[g]! - 1) * statistic);
  let mean = 0;
  for (let g = 0; g < groups; g++) mean += pseudoValues[g]! / shares[g]!;
  return pseudoValues.map((value, g) => (value - mean) / Math.sqrt((shares[g]! - 1) * groups));
}
