/**
 * How many replicas it takes to see a ratio of two estimates, from how they vary over the replicas that there are.
 *
 * Standard errors fall with the root of the number of replicas, curvatures (fold.ts) with the number itself. A ratio is
 * seen where the interval of its log leaves 0 out: the log is to be larger than the reach of the interval by as much as
 * the estimate is below its mean in a share 1 - power of the experiments, z standard errors. The error counts what bends
 * as well: x standard normal, a x - k x^2 has the variance a^2 + 2 k^2.
 * Checked: tests/statistics/power.test.ts (experiments of that size, simulated).
 */

import { reachOf, type Spread } from "./fold.js";
import { normalQuantile } from "./normal.js";
import type { DifferenceSpread } from "./paired-difference.js";
import { studentQuantile } from "./student.js";

/** What is to be seen, and how surely. */
export interface Aim {
  /** Level of the interval. */
  level: number;
  /** Share of the experiments that see it. */
  power: number;
}

/** More than anybody trains. */
const MOST = 100_000_000;

/**
 * The smallest log of a ratio that experiments with so many replicas see.
 * @param difference how the log of the ratio varies over `replicas` replicas
 * @param wanted replicas of the experiment, at least 3
 */
export function detectable(
  { spread, freedom }: Pick<DifferenceSpread, "spread" | "freedom">,
  replicas: number,
  wanted: number,
  { level, power }: Aim,
): number {
  const scaled = ofReplicas(spread, replicas / wanted);
  // Degrees of freedom grow as replicas do: those of a pair of samples may be up to twice as many.
  const t = studentQuantile((1 + level) / 2, Math.max(2, (freedom * (wanted - 1)) / (replicas - 1)));
  const { below, above } = reachOf(scaled, t);
  const bends = scaled.folds.reduce((sum, { curvature }) => sum + 2 * curvature * curvature, 0);
  return Math.max(below, above) + normalQuantile(power) * Math.sqrt(scaled.error * scaled.error + bends);
}

/** The spread of another number of replicas, `times` as few. */
function ofReplicas({ error, folds }: Spread, times: number): Spread {
  const root = Math.sqrt(times);
  return {
    error: error * root,
    folds: folds.map(({ along, curvature }) => ({ along: along * root, curvature: curvature * times })),
  };
}

/**
 * The fewest replicas, at least 3, that see a ratio; null where not even a hundred million would.
 * @param log of the ratio, more than 0
 */
export function replicasFor(
  difference: Pick<DifferenceSpread, "spread" | "freedom">,
  replicas: number,
  log: number,
  aim: Aim,
): number | null {
  const isEnough = (wanted: number) => detectable(difference, replicas, wanted, aim) <= log;
  let [low, high] = [2, 3];
  while (!isEnough(high)) {
    if (high > MOST) return null;
    [low, high] = [high, 2 * high];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
