/**
 * Statistics over data draws. A draw is a whole repetition of an experiment, with data and replica seeds of its own:
 * draws are independent, and everything that chance does (which world was drawn, which replicas were started, which of
 * them are kept) is in their spread. So a plain t interval over draws speaks of other worlds, and needs no theory of
 * what happens within one.
 *
 * Checked: tests/statistics/over-draws.test.ts (coverage).
 */

import { exp64 } from "../reference/float64.js";
import { jackknifeLog } from "./jackknife.js";
import { normalQuantile } from "./normal.js";
import { meanOf, standardDeviation, standardError } from "./sample.js";
import { studentQuantile } from "./student.js";

/** A mean over data draws with its interval over draws; nulls where too few draws have a value. */
export interface OverDraws {
  /** The mean. */
  value: number | null;
  /** Lower end of the interval. */
  low: number | null;
  /** Upper end of the interval. */
  high: number | null;
}

/** Fewest draws that give an interval. */
const FEWEST = 3;
/** Probability with which the smallest detectable ratio is detected. */
const POWER = 0.8;

/** The mean with its two-sided t interval at this level; without an interval for fewer than 3 values. */
export function meanOverDraws(values: readonly number[], level: number): OverDraws {
  if (values.length === 0) return { value: null, low: null, high: null };
  const value = meanOf(values);
  if (values.length < FEWEST) return { value, low: null, high: null };
  const reach = critical(values.length, level) * standardError(Float64Array.from(values));
  return { value, low: value - reach, high: value + reach };
}

/** Ratio of two means over the same draws (of positive values), by the jackknife over draws on the log scale. */
export function ratioOverDraws(above: readonly number[], below: readonly number[], level: number): OverDraws {
  return ratioOfProducts([above], [below], level);
}

/**
 * Product of some means over the product of others, over the same draws (of positive values), by the jackknife over
 * draws on the log scale; nulls where there are fewer than 3 draws, and where a mean is 0.
 */
export function ratioOfProducts(
  above: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
  level: number,
): OverDraws {
  const draws = above[0]!.length;
  const logsOf = (all: readonly (readonly number[])[]) => all.map((values) => jackknifeLog(...withoutEach(values)));
  const [of, against] = [logsOf(above), logsOf(below)];
  if (draws < FEWEST || [...of, ...against].includes(null)) return { value: null, low: null, high: null };
  const sum = (logs: typeof of, at: (log: NonNullable<(typeof of)[number]>) => number) =>
    logs.reduce((total, log) => total + at(log!), 0);
  const log = sum(of, ({ estimate }) => estimate) - sum(against, ({ estimate }) => estimate);
  const byDraw = Float64Array.from(
    { length: draws },
    (_, draw) =>
      sum(of, ({ pseudoValues }) => pseudoValues[draw]!) - sum(against, ({ pseudoValues }) => pseudoValues[draw]!),
  );
  return ratioFromLog(log, byDraw, level);
}

/** A ratio from its logarithm, with its t interval over draws from the pseudo-values of that, of 3 draws or more. */
export function ratioFromLog(log: number, byDraw: Float64Array, level: number): OverDraws {
  const reach = critical(byDraw.length, level) * standardError(byDraw);
  return { value: exp64(log), low: exp64(log - reach), high: exp64(log + reach) };
}

function critical(draws: number, level: number): number {
  return studentQuantile((1 + level) / 2, draws - 1);
}

/** The mean, and the mean without each value. */
export function withoutEach(values: readonly number[]): [mean: number, without: Float64Array] {
  const all = Float64Array.from(values);
  const mean = meanOf(all);
  return [mean, all.map((value) => mean + (mean - value) / (all.length - 1))];
}

/** The interval of Wilson (1927) for a share of `count` in `of`, at this level. */
export function wilson(count: number, of: number, level: number): { low: number; high: number } {
  const z = normalQuantile((1 + level) / 2);
  const share = count / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const reach = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/** The fields of a contrast with estimate = mean of `byDraw` and its interval over draws. */
export function intervalOf(byDraw: Float64Array, critical: number, margin: number) {
  const estimate = meanOf(byDraw);
  const error = standardError(byDraw);
  const halfWidth = critical * error;
  return {
    estimate,
    low: estimate - halfWidth,
    high: estimate + halfWidth,
    standardError: error,
    critical,
    degreesOfFreedom: byDraw.length - 1,
    halfWidth,
    smallestDetectableRatio: exp64(margin + halfWidth + normalQuantile(POWER) * error),
    byDraw: [...byDraw],
    betweenDraws: standardDeviation(byDraw),
    noInterval: null,
  };
}
