/**
 * The standard deviation over replicas of a number that each replica has: how far the headline metric itself moves.
 * Source: the accuracy's is what Pham et al. 2020, Summers & Dinneen 2021 and Zhuang et al. 2021 report of repeated
 * training.
 * Checked: tests/measure/spread.test.ts (all pairs one by one, an interval by search, coverage).
 */
import { deviationEstimate, type Estimate, notApplicable } from "../statistics/estimate.js";
import { meanOf } from "../statistics/sample.js";

/**
 * The root of the variance with divisor R-1, in the unit of the number; null without numbers (length R) and for R = 1.
 * Replicas differ in one direction, that of the numbers themselves, so it has all of the curvature, which is 1/R.
 */
export function spread(form: string, perReplica: Float64Array | null): Estimate {
  if (!perReplica || perReplica.length < 2) return notApplicable(form);
  const replicas = perReplica.length;
  const mean = meanOf(perReplica);
  const direction = perReplica.map((value) => value - mean);
  const squares = direction.map((off) => off * off);
  const sum = squares.reduce((total, square) => total + square, 0);
  return deviationEstimate(form, Math.sqrt(sum / (replicas - 1)), squares, { direction, curvature: 1 / replicas });
}
