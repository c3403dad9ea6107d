/**
 * Contrasts of log PD between arms that share their replica seeds within each data draw.
 *
 *   Delta = mean over draws d of [log U_d(a) - log U_d(b)], U the pairwise prediction difference.
 *
 * The interval that decides is over draws (over-draws.ts): each draw has its own data and replica seeds, and chooses
 * its kept replicas itself, so all of that is in the spread. Beside it stands the interval within draws: a delete-one
 * jackknife over the replica seeds of each draw, in which the kept replicas are chosen again without the deleted one,
 * bent where a draw's two solutions are about equally common (fold.ts). It takes the data as given.
 * Source: Arvesen 1969 for the jackknife of U-statistics; the design is ours. Checked: tests/statistics/contrasts.test.ts
 * (coverage).
 */
import { type Estimate, LOG, notApplicable, pointEstimate, tInterval } from "./estimate.js";
import { type Fold, reachOf, type Spread, spreadOf } from "./fold.js";
import { foldsOfDifference } from "./fold-difference.js";
import { deviationsOf, jackknifeLog, leaveOneOut } from "./jackknife.js";
import { maxT } from "./max-t.js";
import { intervalOf, withoutEach } from "./over-draws.js";
import { meanOf, standardError } from "./sample.js";
import { studentQuantile } from "./student.js";

/**
 * An interval that takes the data draws as given: other replicas on the same data would land in it. Wider than its
 * error says where solutions are equally common.
 */
export interface WithinDraws {
  /** Standard error of the estimate, in log units. */
  standardError: number;
  /** Lower end, in log units. */
  low: number;
  /** Upper end, in log units. */
  high: number;
}

/** log PD(a) - log PD(b), mean over the data draws, paired by seed within each. */
export interface PairedContrast {
  /** Name of the arm whose log PD counts positive. */
  a: string;
  /** Name of the arm whose log PD is subtracted. */
  b: string;
  /** The mean over draws, in log units; null where it does not exist. */
  estimate: number | null;
  /** Lower end of the interval over draws, which decides: other data and other replicas. */
  low: number | null;
  /** Its upper end. */
  high: number | null;
  /** Level of the intervals that are made together. */
  level: number;
  /** The log ratio that low must exceed. */
  margin: number;
  /** How the interval was made, in words. */
  method: string;
  /** Paired runs in all draws together. */
  pairs: number;
  /** Standard error of the estimate over draws, in log units. */
  standardError: number | null;
  /** low and high are estimate -+ critical * standardError. */
  critical: number | null;
  /** Degrees of freedom of the standard error. */
  degreesOfFreedom: number | null;
  /** (high - low) / 2, in log units. */
  halfWidth: number | null;
  /** The least true ratio of PDs at which low would lie above the margin four times in five. */
  smallestDetectableRatio: number | null;
  /** The contrast of each draw, in log units. */
  byDraw: number[];
  /** Standard deviation of these; null where fewer than two are known. */
  betweenDraws: number | null;
  /** Shown beside, at the same level but for this contrast alone; null where too few replicas leave no jackknife. */
  withinDraws: WithinDraws | null;
  /**
   * Why there is no estimate and no interval: "relu keeps 2 of 4 replicas on a data draw, 3 are needed"; null where
   * there is one.
   */
  noInterval: string | null;
}

/** Fewest replicas of a draw that leave a pair when one of them is deleted. */
const FEWEST = 3;

/**
 * A mean over pairs of replicas on one data draw: which seeds they are, U, and each one's mean distance to the others
 * (same length).
 */
export interface Distances {
  members: readonly number[];
  value: number;
  toOthers: Float64Array;
  /** U without each seed of the draw, where deleting one changes who the members are; null where too few are left. */
  without?: Float64Array | null;
  /** Where the log of U bends, in the space of the members. */
  fold?: Fold | null;
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
export function withoutEachSeed({ members, value, toOthers, without }: Distances, seeds: number): Float64Array | null {
  if (members.length < FEWEST) return null;
  if (without !== undefined) return without;
  const left = new Float64Array(seeds).fill(value);
  leaveOneOut(value, toOthers).forEach((u, position) => (left[members[position]!] = u));
  return left;
}

/**
 * The mean of U over the draws with its 95% interval over draws; null where a draw is null. `form` names the statistic.
 */
export function meanDifference(form: string, values: readonly (number | null)[]): Estimate {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return notApplicable(form);
  const [value, without] = withoutEach(known);
  const jackknife =
    known.length < FEWEST || known.every((each) => each === known[0]) ? null : jackknifeLog(value, without);
  return jackknife
    ? tInterval(form, value, LOG, standardError(jackknife.pseudoValues), known.length - 1)
    : pointEstimate(form, value);
}

/** log U of each draw; or, where a draw has none, the reason. */
export function logsOf({ name, draws, trained, failed }: Side): Float64Array | string {
  if (failed !== null) return noNumbers(name, failed);
  // Some replica is always kept, and one alone has no distances.
  const fewest = Math.min(...draws.map((draw) => draw?.members.length ?? 1));
  if (fewest < FEWEST) return `${name} keeps ${fewest} of ${trained} replicas on a data draw, ${FEWEST} are needed`;
  if (draws.some((draw) => draw!.value === 0)) return exactlyZero(name);
  return Float64Array.from(draws, (draw) => LOG.to(draw!.value));
}

/** A pair of arms to be compared: numerator, denominator. */
export interface Pair {
  a: Side;
  b: Side;
}

/** What contrasts that are made together have in common. */
export interface Together {
  /** Replica seeds of a draw. */
  seeds: number;
  /** Of their intervals, together. */
  level: number;
  margin: number;
}

/**
 * Contrasts with intervals over draws that hold together at their level: critical value of the largest abs(t)
 * over the contrasts' correlated values by draw. A pair with a side without numbers has nulls, and the reason.
 */
export function pairedContrasts(pairs: readonly Pair[], { seeds, level, margin }: Together): PairedContrast[] {
  const measured = pairs.map(({ a, b }) => {
    const [of, against] = [logsOf(a), logsOf(b)];
    if (typeof of === "string" || typeof against === "string")
      return [of, against].filter((each) => typeof each === "string").join("; ");
    return of.map((log, draw) => log - against[draw]!);
  });
  const together = measured.filter((each) => typeof each !== "string");
  const critical = together.length > 0 ? maxT(together, level) : null;
  const method = `t over data draws${together.length > 1 ? `, max-|t| over ${together.length} contrasts` : ""}`;
  return pairs.map(({ a, b }, index) => {
    const byDraw = measured[index]!;
    const about = { a: a.name, b: b.name, level, margin, pairs: pairedRuns(a, b), method };
    if (typeof byDraw === "string") return { ...about, ...withoutInterval(byDraw) };
    return {
      ...about,
      ...intervalOf(byDraw, critical!, margin),
      withinDraws: withinDraws(meanOf(byDraw), pairedSpreads({ a, b }, seeds), level),
    };
  });
}

/**
 * How the contrast of each draw varies by the jackknife over its replica seeds, with the degrees of freedom; null where
 * a draw has none.
 */
function pairedSpreads({ a, b }: Pair, seeds: number): DrawSpreads | null {
  const spreads = a.draws.map((draw, d) => {
    const [of, against] = [draw!, b.draws[d]!].map((distances) => {
      const without = withoutEachSeed(distances, seeds);
      return without && jackknifeLog(distances.value, without);
    });
    if (!of || !against) return null;
    const deviations = deviationsOf(of.pseudoValues.map((value, seed) => value - against.pseudoValues[seed]!));
    return spreadOf(deviations, foldsOfDifference(foldOver(draw!, seeds), foldOver(b.draws[d]!, seeds)));
  });
  const freedom = a.draws.reduce(
    (sum, draw, d) => sum + Math.min(draw!.members.length, b.draws[d]!.members.length) - 1,
    0,
  );
  return spreads.every((spread) => spread !== null) ? { spreads, freedom } : null;
}

/** Where the log of a draw's distances bends, in the space of all seeds: those that are not members move nothing. */
function foldOver({ members, fold }: Distances, seeds: number): Fold | null {
  if (!fold) return null;
  const direction = new Float64Array(seeds);
  fold.direction.forEach((value, position) => (direction[members[position]!] = value));
  return { direction, curvature: fold.curvature };
}

/** How the contrast of each draw varies, and the degrees of freedom of all together. */
export interface DrawSpreads {
  spreads: Spread[];
  freedom: number;
}

/**
 * The interval of a mean over draws that takes the draws as given: their errors add up in squares, and the mean bends
 * with each of them.
 */
export function withinDraws(estimate: number, measured: DrawSpreads | null, level: number): WithinDraws | null {
  if (measured === null) return null;
  const { spreads, freedom } = measured;
  const draws = spreads.length;
  const standardError = Math.sqrt(spreads.reduce((sum, { error }) => sum + error * error, 0)) / draws;
  const folds = spreads.flatMap((spread) =>
    spread.folds.map(({ along, curvature }) => ({ along: along / draws, curvature: curvature / draws })),
  );
  const { below, above } = reachOf({ error: standardError, folds }, studentQuantile((1 + level) / 2, freedom));
  return { standardError, low: estimate - below, high: estimate + above };
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
    withinDraws: null,
    noInterval,
  } satisfies Partial<PairedContrast>;
}

/** Runs of the two arms with the same seed on the same draw. */
export function pairedRuns(a: Side, b: Side): number {
  return a.draws.reduce((sum, draw, d) => {
    const others = new Set(b.draws[d]?.members ?? []);
    return sum + (draw?.members.filter((member) => others.has(member)).length ?? 0);
  }, 0);
}

/** Why a side cannot be compared: a replica diverged. */
export function noNumbers(name: string, failed: string): string {
  return `${name} has no numbers (${failed})`;
}

/** Why a side cannot be compared: 0 has no logarithm. */
export function exactlyZero(name: string): string {
  return `the PD of ${name} is exactly 0 on a data draw`;
}
