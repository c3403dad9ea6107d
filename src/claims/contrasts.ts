/**
 * Contrasts of log PD between arms that share their replica seeds, over several data draws.
 *
 *   Delta = mean over draws d of [log U_d(a) - log U_d(b)], U the pairwise prediction difference.
 *
 * Unit of the jackknife: the replica seed. Draws use the same seeds, and deleting seed r deletes it in all draws at once, so whatever makes
 * the draws' results alike is in the standard error; the data draws are fixed, and their spread is reported beside it. An arm may rest on
 * a part of the seeds (its kept replicas, or a smaller number of them): deleting a seed that is not in it leaves U unchanged, so every
 * arm has a pseudo-value for every seed and any two arms can be paired. The kept sets are taken as given.
 * Source: Arvesen 1969 for the jackknife of U-statistics; the design is ours. Checked: tests/claims/contrasts.test.ts (coverage).
 */
import { pairwiseEstimate, absent, type Estimate } from "../measure/estimate.js";
import { jackknifeLog, leaveOneOut, meanOf, standardError } from "../measure/jackknife.js";
import { maxT } from "../measure/max-t.js";
import { normalQuantile, studentQuantile } from "../measure/student.js";
import { exp64 } from "../reference/float64.js";
import type { Contrast } from "./claim.js";
import { exactlyZero, noNumbers } from "./wording.js";

/** Level of the intervals of a claim: five claims share an error of 5%. */
export const LEVEL = 1 - 0.05 / 5;
/** Fewest replicas of a draw that leave a pair when one of them is deleted. */
const FEWEST = 3;
/** Probability with which the smallest detectable ratio is detected. */
const POWER = 0.8;

/** A mean over pairs of replicas on one data draw: which seeds they are, U, and each one's mean distance to the others (same length). */
export interface Distances {
  members: readonly number[];
  value: number;
  toOthers: Float64Array;
}

/** An arm as contrasts see it: distances of each draw, null where a draw has fewer than 2 replicas to compare. */
export interface Side {
  name: string;
  draws: readonly (Distances | null)[];
  /** Replicas of a draw, of which those that count are its members. */
  trained: number;
  /** Why the arm has no numbers, or null. */
  failed: string | null;
}

/** U of one draw without each of `seeds` seeds (length `seeds`); null where too few members leave no pair. */
function withoutEach({ members, value, toOthers }: Distances, seeds: number): Float64Array | null {
  if (members.length < FEWEST) return null;
  const without = new Float64Array(seeds).fill(value);
  leaveOneOut(value, toOthers).forEach((u, position) => (without[members[position]!] = u));
  return without;
}

/** The mean of U over the draws with its 95% interval; null where a draw is null. `form` names the statistic. */
export function meanOverDraws(form: string, draws: Side["draws"], seeds: number): Estimate {
  const known = draws.filter((draw): draw is Distances => draw !== null);
  if (known.length < draws.length || known.length === 0) return absent(form);
  const value = meanOf(known.map((draw) => draw.value));
  const without = known.map((draw) => withoutEach(draw, seeds));
  if (without.some((each) => each === null)) return { form, value, low: null, high: null };
  const mean = new Float64Array(seeds).map((_, seed) => meanOf(without.map((each) => each![seed]!)));
  return pairwiseEstimate(form, value, mean, null, 1);
}

/** log U of each draw and the pseudo-values of their mean (length `seeds`); or, where a draw has none, the reason. */
function logOverDraws({ name, draws, trained, failed }: Side, seeds: number): { byDraw: Float64Array; pseudoValues: Float64Array } | string {
  if (failed !== null) return noNumbers(name, failed);
  // Some replica is always kept, and one alone has no distances.
  const fewest = Math.min(...draws.map((draw) => draw?.members.length ?? 1));
  if (fewest < FEWEST) return `${name} keeps ${fewest} of ${trained} replicas on a data draw, ${FEWEST} are needed`;
  const byDraw = new Float64Array(draws.length);
  const pseudoValues = new Float64Array(seeds);
  for (const [d, draw] of draws.entries()) {
    const { value } = draw!;
    const jackknife = jackknifeLog(value, withoutEach(draw!, seeds)!);
    if (!jackknife) return exactlyZero(name);
    byDraw[d] = jackknife.estimate;
    jackknife.pseudoValues.forEach((value, seed) => (pseudoValues[seed] = pseudoValues[seed]! + value / draws.length));
  }
  return { byDraw, pseudoValues };
}

/** A pair of arms to be compared: numerator, denominator. */
export interface Pair {
  a: Side;
  b: Side;
}

/** What the contrasts of a claim have in common. */
export interface Setting {
  seeds: number;
  replicas: Contrast["replicas"];
  decides: boolean;
  margin: number;
  /** What `holds` needs, where that is more than the margin. */
  needed?: number;
}

/**
 * The contrasts of a claim, with intervals that hold together at LEVEL: critical value of the largest abs(t) over the correlated paired
 * pseudo-values, with the degrees of freedom of the seeds that the smaller side of each contrast rests on. A pair with a side without numbers
 * has nulls, and the reason.
 */
export function pairedContrasts(pairs: readonly Pair[], { seeds, replicas, decides, margin, needed = margin }: Setting): Contrast[] {
  const measured = pairs.map(({ a, b }) => {
    const [of, against] = [logOverDraws(a, seeds), logOverDraws(b, seeds)];
    if (typeof of === "string" || typeof against === "string") return [of, against].filter((each) => typeof each === "string").join("; ");
    return {
      byDraw: of.byDraw.map((log, d) => log - against.byDraw[d]!),
      pseudoValues: of.pseudoValues.map((value, seed) => value - against.pseudoValues[seed]!),
      freedom: Math.min(contributing(a), contributing(b)) - 1,
    };
  });
  const together = measured.filter((each) => typeof each !== "string");
  const shared = together.length > 0 ? maxT(together.map((each) => each.pseudoValues), LEVEL) : null;
  return pairs.map(({ a, b }, index) => {
    const each = measured[index]!;
    const about = { a: a.name, b: b.name, replicas, decides, level: LEVEL, margin, needed, pairs: pairedRuns(a, b) };
    const method = `paired jackknife over replica seeds${together.length > 1 ? `, max-|t| over ${together.length} contrasts` : ""}`;
    if (typeof each === "string") return { ...about, ...withoutInterval(each), method };
    const tail = (1 + LEVEL) / 2;
    const critical = (shared! * studentQuantile(tail, each.freedom)) / studentQuantile(tail, seeds - 1);
    return {
      ...about,
      ...intervalOf(each.byDraw, standardError(each.pseudoValues), critical, each.freedom, needed),
      method,
    };
  });
}

/** The fields of a contrast that has no interval, for this reason. */
export function withoutInterval(noInterval: string) {
  return {
    estimate: null,
    low: null,
    high: null,
    standardError: null,
    critical: null,
    degreesOfFreedom: null,
    halfWidth: null,
    smallestDetectableRatio: null,
    byDraw: [],
    betweenDraws: null,
    noInterval,
  } satisfies Partial<Contrast>;
}

/** The fields of a contrast with estimate = mean of `byDraw`, a standard error and a critical value. */
export function intervalOf(byDraw: Float64Array, error: number, critical: number, freedom: number, needed: number) {
  const estimate = meanOf(byDraw);
  const halfWidth = critical * error;
  return {
    estimate,
    low: estimate - halfWidth,
    high: estimate + halfWidth,
    standardError: error,
    critical,
    degreesOfFreedom: freedom,
    halfWidth,
    smallestDetectableRatio: exp64(needed + halfWidth + normalQuantile(POWER) * error),
    byDraw: [...byDraw],
    betweenDraws: spread(byDraw),
    noInterval: null,
  };
}

/** Standard deviation, divisor n-1; null for fewer than 2 values. */
export function spread(values: Float64Array): number | null {
  return values.length < 2 ? null : standardError(values) * Math.sqrt(values.length);
}

/** Seeds that an arm rests on in at least one draw. */
function contributing({ draws }: Side): number {
  return new Set(draws.flatMap((draw) => draw?.members ?? [])).size;
}

/** Runs of the two arms with the same seed on the same draw. */
function pairedRuns(a: Side, b: Side): number {
  return a.draws.reduce((sum, draw, d) => {
    const others = new Set(b.draws[d]?.members ?? []);
    return sum + (draw?.members.filter((member) => others.has(member)).length ?? 0);
  }, 0);
}
