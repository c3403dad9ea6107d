/**
 * The first rule of C1, kept for one release beside the one that replaced it: log PD of the kept single units over that
 * of the lines after one short pass, mean over draws, by a jackknife that deletes a replica seed from both arms and
 * from all draws at once. It takes the kept sets and the draws as given, and chooses the kept replicas on the 1,000
 * test inputs: by the accident of these, one or both of two equally good solutions.
 */

import { exp64, log64 } from "../reference/float64.js";
import { logsOf, pairedRuns, type Side, withoutEachSeed, withoutInterval } from "../statistics/contrasts.js";
import { jackknifeLog } from "../statistics/jackknife.js";
import { normalQuantile } from "../statistics/normal.js";
import { intervalOf } from "../statistics/over-draws.js";
import { standardError } from "../statistics/sample.js";
import { studentQuantile } from "../statistics/student.js";
import type { Contrast } from "./claim.js";
import { LEVEL } from "./selection.js";

/** Log of the ratio above which it holds. */
export const FIRST_RULE = log64(2);

/** What a contrast of the first rule is made with; `seeds` of replicas in a draw. */
interface FirstContrastOptions extends Pick<Contrast, "replicas" | "decides" | "margin"> {
  seeds: number;
}

export function firstContrast(a: Side, b: Side, { seeds, replicas, decides, margin }: FirstContrastOptions): Contrast {
  const method = "paired jackknife over replica seeds, the same in all draws";
  const about = { a: a.name, b: b.name, replicas, decides, level: LEVEL, margin, pairs: pairedRuns(a, b), method };
  const [of, against] = [logsOf(a), logsOf(b)];
  if (typeof of === "string" || typeof against === "string") {
    return { ...about, ...withoutInterval([of, against].filter((each) => typeof each === "string").join("; ")) };
  }
  const byDraw = of.map((log, draw) => log - against[draw]!);
  const [above, below] = [pseudoValuesOf(a, seeds), pseudoValuesOf(b, seeds)];
  if (!above || !below)
    return {
      ...about,
      ...withoutInterval(`one replica alone makes all of the PD of ${(above ? b : a).name} on a data draw`),
    };
  const error = standardError(above.map((value, seed) => value - below[seed]!));
  const degreesOfFreedom = Math.min(contributing(a), contributing(b)) - 1;
  const critical = studentQuantile((1 + LEVEL) / 2, degreesOfFreedom);
  const over = intervalOf(byDraw, critical, margin);
  const halfWidth = critical * error;
  const interval = { low: over.estimate - halfWidth, high: over.estimate + halfWidth };
  const smallestDetectableRatio = exp64(FIRST_RULE + halfWidth + normalQuantile(0.8) * error);
  return {
    ...about,
    ...over,
    ...interval,
    standardError: error,
    degreesOfFreedom,
    halfWidth,
    smallestDetectableRatio,
    withinDraws: null,
  };
}

/**
 * Pseudo-values of the mean over draws of log U (length `seeds`). Seeds that are not kept leave U as it is; the kept
 * sets are taken as given.
 */
function pseudoValuesOf({ draws }: Side, seeds: number): Float64Array | null {
  const mean = new Float64Array(seeds);
  for (const draw of draws) {
    const { without: _, ...given } = draw!;
    const jackknife = jackknifeLog(given.value, withoutEachSeed(given, seeds)!);
    if (!jackknife) return null;
    jackknife.pseudoValues.forEach((value, seed) => (mean[seed] = mean[seed]! + value / draws.length));
  }
  return mean;
}

/** Seeds that an arm rests on in at least one draw. */
function contributing({ draws }: Side): number {
  return new Set(draws.flatMap((draw) => draw?.members ?? [])).size;
}
