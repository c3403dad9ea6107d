/**
 * Ensembles of replicas, their accuracy on groups of examples, and what the gains of some groups over data draws say:
 * whose is larger, in points and relative to the error, and whose goes on for longer.
 */
import { sumOfReplicas } from "../further/ensembles.js";
import { exp64, log64 } from "../reference/float64.js";
import { meanOverDraws, type OverDraws, ratioFromLog, ratioOfProducts } from "../statistics/over-draws.js";
import { meanOf } from "../statistics/sample.js";

/** Class probabilities of some replicas: replicas x examples x classes. */
export interface ClassProbabilities {
  values: Float32Array;
  replicas: number;
  examples: number;
  classes: number;
}

/** The lowest index among the largest of some numbers. */
export function largestOf(values: ArrayLike<number>, first: number, count: number): number {
  let best = 0;
  for (let c = 1; c < count; c++) if (values[first + c]! > values[first + best]!) best = c;
  return best;
}

/**
 * For each example, in how many of the disjoint ensembles of `size` replicas the mean of the probabilities decides as
 * labelled, as a share. Replicas that make no whole ensemble are left out.
 * @param first the first replica that is used
 */
export function rightShare(
  { values, replicas, examples, classes }: ClassProbabilities,
  labels: ArrayLike<number>,
  size: number,
  first = 0,
): Float64Array {
  const ensembles = Math.floor((replicas - first) / size);
  const right = new Float64Array(examples);
  const block = { values, examples, stride: examples * classes, offset: 0 };
  const sums = new Float64Array(examples * classes);
  for (let e = 0; e < ensembles; e++) {
    sumOfReplicas(block, classes, { first: first + e * size, size }, sums);
    for (let n = 0; n < examples; n++) if (largestOf(sums, n * classes, classes) === labels[n]) right[n]!++;
  }
  return right.map((count) => count / ensembles);
}

/** Mean of what holds of each example over those of some classes. */
export function shareIn(
  of: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: readonly number[],
  rows: readonly number[],
): number {
  const wanted = new Set(classes);
  let [sum, count] = [0, 0];
  for (const n of rows) {
    if (!wanted.has(labels[n]!)) continue;
    sum += of[n]!;
    count++;
  }
  return sum / count;
}

/** The classes from the worst accuracy to the best; of equal ones the lower index first. */
export function fromWorst(
  right: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  rows: readonly number[],
): number[] {
  const accuracies = Array.from({ length: classes }, (_, c) => shareIn(right, labels, [c], rows));
  // A class without rows is neither the best nor the worst: its accuracy, NaN, is left out.
  return accuracies
    .flatMap((accuracy, c) => (Number.isNaN(accuracy) ? [] : [c]))
    .sort((a, b) => accuracies[a]! - accuracies[b]! || a - b);
}

/** The accuracy of a group by the number of models, in one data draw. */
export type Curve = readonly number[];

/** Gains over one model. */
export const gainsOf = (curve: Curve): number[] => curve.map((accuracy) => accuracy - curve[0]!);

const last = (curve: Curve): number => curve[curve.length - 1]!;

/** How many points the one group gains more than the other, over draws. */
export function pointsMore(one: readonly Curve[], other: readonly Curve[], level: number): OverDraws {
  return meanOverDraws(
    one.map((curve, d) => last(gainsOf(curve)) - last(gainsOf(other[d]!))),
    level,
  );
}

/**
 * Ratio of the relative reductions of the error above a floor, of the one group to the other: means over draws of gains
 * and of errors of one model, by the jackknife over draws on the log scale. Null where a mean gain is not above 0.
 * @param floors of each, the error that no model is without; by default 0
 */
export function reductionRatio(
  one: readonly Curve[],
  other: readonly Curve[],
  level: number,
  floors: readonly [number[], number[]] = [one.map(() => 0), other.map(() => 0)],
): OverDraws {
  const [[gain, error], [otherGain, otherError]] = [one, other].map((curves, side) => [
    curves.map((curve) => last(gainsOf(curve))),
    curves.map((curve, d) => 1 - curve[0]! - floors[side]![d]!),
  ]) as [number[][], number[][]];
  return ratioOfProducts([gain!, otherError!], [error!, otherGain!], level);
}

/**
 * The number of models that give 90% of the gain of the most, by the mean curve of some draws, on straight lines over
 * the logarithm of the number; null where there is no gain.
 */
export function modelsForMost(curves: readonly Curve[], sizes: readonly number[]): number | null {
  const gains = sizes.map((_, k) => meanOf(curves.map((curve) => curve[k]! - curve[0]!)));
  const target = 0.9 * last(gains);
  if (!(target > 0)) return null;
  const k = gains.findIndex((gain) => gain >= target);
  const [before, after] = [log64(sizes[k - 1]!), log64(sizes[k]!)];
  return exp64(before + ((target - gains[k - 1]!) / (gains[k]! - gains[k - 1]!)) * (after - before));
}

/** Ratio of the numbers of models that give the one group and the other 90% of their gains, by the jackknife over draws. */
export function modelsRatio(
  one: readonly Curve[],
  other: readonly Curve[],
  sizes: readonly number[],
  level: number,
): OverDraws {
  const logRatio = (skip: number): number | null => {
    const [a, b] = [one, other].map((curves) =>
      modelsForMost(
        curves.filter((_, d) => d !== skip),
        sizes,
      ),
    );
    return a == null || b == null ? null : log64(a) - log64(b);
  };
  const [whole, without] = [logRatio(-1), one.map((_, d) => logRatio(d))];
  const draws = one.length;
  if (whole === null || without.includes(null)) return { value: null, low: null, high: null };
  const byDraw = Float64Array.from(without, (log) => draws * whole - (draws - 1) * log!);
  return ratioFromLog(whole, byDraw, level);
}
