/**
 * How often intervals cover what they are of: one cell of the table of docs/measures.md, by simulation from fixed keys.
 */

import { measure } from "../../src/measure/measure.js";
import type { MeasureName } from "../../src/measure/names.js";
import { pairwiseDistances, predictionDifference } from "../../src/measure/pairwise.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { reachOf, spreadOf } from "../../src/statistics/fold.js";
import { foldsOfDifference } from "../../src/statistics/fold-difference.js";
import { deviationsOf, jackknifeLog, leaveOneOut } from "../../src/statistics/jackknife.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { ALIKE, drawn, everyone, latents, normals, type Pool } from "./pools.js";

/** Of many intervals of one kind, on the log scale: shares, and widths. */
export interface Coverage {
  covered: number;
  /** The interval lies wholly below or wholly above the truth, or there is none. */
  below: number;
  above: number;
  none: number;
  /**
   * Mean width of the intervals; and of the estimate itself between two quantiles (.025 and .975), that of an interval
   * which knew its distribution.
   */
  width: number;
  ideal: number;
}

interface Interval {
  value: number | null;
  low: number | null;
  high: number | null;
}

export function tally(truth: number) {
  let [covered, below, above, none, widths] = [0, 0, 0, 0, 0];
  const estimates: number[] = [];
  return {
    /** `estimate` is what the ideal width is of: the value, where no other is given. */
    add({ value, low, high }: Interval, estimate = value): void {
      if (estimate !== null) estimates.push(estimate);
      if (value === null || low === null || high === null) {
        none++;
        return;
      }
      if (high < truth) below++;
      else if (low > truth) above++;
      else covered++;
      widths += high - low;
    },
    coverage(): Coverage {
      const count = covered + below + above + none;
      const sorted = Float64Array.from(estimates).sort();
      const quantile = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
      const [share, width] = [1 / count, widths / Math.max(1, count - none)];
      return {
        covered: covered * share,
        below: below * share,
        above: above * share,
        none: none * share,
        width,
        ideal: quantile(0.975) - quantile(0.025),
      };
    },
  };
}

const logs = ({ value, low, high }: Interval): Interval => {
  const log = (x: number | null) => (x === null ? null : x > 0 ? Math.log(x) : -Infinity);
  return { value: value === 0 ? null : log(value), low: log(low), high: log(high) };
};

const SINGLE = [
  "predictionDifference",
  "churn",
  "predictionDifferenceStandardDeviation",
] as const satisfies readonly MeasureName[];

function measured<Name extends MeasureName>(p: Predictions, names: readonly Name[]) {
  return measure({ predictions: p, task: "binary", loss: "logistic" }, names).measures;
}

export interface CellOfTable {
  pool: Pool;
  noise: number;
  replicas: number;
}

/** The second arm of a contrast has its basins nearer to each other. */
const NEARER = 0.6;

interface Truth {
  truth: Record<(typeof SINGLE)[number], { value: number | null }>;
  nearer: number;
}

const truths = new Map<string, Truth>();

/** Of both arms of a contrast; the same for every number of replicas. */
function truthOf(pool: Pool, noise: number): Truth {
  const key = `${pool.name} ${noise}`;
  const known = truths.get(key) ?? {
    truth: measured(everyone(pool, noise, 1), SINGLE),
    nearer: predictionDifference(everyone(pool, noise, NEARER)).value!,
  };
  truths.set(key, known);
  return known;
}

/** PD, churn, standard deviation, and the contrast of two arms on one data set. */
export function simulate(
  { pool, noise, replicas }: CellOfTable,
  repeats: number,
): Record<(typeof SINGLE)[number] | "contrast", Coverage> {
  const { truth, nearer } = truthOf(pool, noise);
  const tallies = SINGLE.map((name) => tally(Math.log(truth[name].value!)));
  const contrasts = tally(Math.log(truth.predictionDifference.value! / nearer));
  const members = Array.from({ length: replicas }, (_, r) => r);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const normal = normals(replicas, repeat);
    const common = Float64Array.from(members, () => normal());
    const p = drawn(pool, noise, 1, latents(common, ALIKE, normal), normal);
    const estimates = measured(p, SINGLE);
    SINGLE.forEach((name, i) => tallies[i]!.add(logs(estimates[name])));
    const q = drawn(pool, noise, NEARER, latents(common, ALIKE, normal), normal);
    contrasts.add(contrastOf(p, q));
  }
  const [predictionDifferenceCoverage, churn, standardDeviation] = tallies.map((each) => each.coverage()) as [
    Coverage,
    Coverage,
    Coverage,
  ];
  return {
    predictionDifference: predictionDifferenceCoverage,
    churn,
    predictionDifferenceStandardDeviation: standardDeviation,
    contrast: contrasts.coverage(),
  };
}

/**
 * log PD of one arm less that of another on the same seeds: the jackknife of the pairs of pseudo-values, which bends
 * along the directions of both.
 */
function contrastOf(a: Predictions, b: Predictions): Interval {
  const arms = [a, b].map((arm) => {
    const { value, toOthers, fold } = pairwiseDistances(arm);
    const jackknife = jackknifeLog(value, leaveOneOut(value, toOthers));
    return jackknife && { ...jackknife, fold };
  });
  const [of, against] = arms;
  if (!of || !against) return { value: null, low: null, high: null };
  const value = of.estimate - against.estimate;
  const deviations = deviationsOf(of.pseudoValues.map((each, r) => each - against.pseudoValues[r]!));
  const { below, above } = reachOf(
    spreadOf(deviations, foldsOfDifference(of.fold, against.fold)),
    studentQuantile(0.975, a.replicas - 1),
  );
  return { value, low: value - below, high: value + above };
}
