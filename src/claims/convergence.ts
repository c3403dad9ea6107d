/**
 * C1, about the world and not about a length of training: a line and a single hidden unit are trained until they have
 * converged. The lines of a draw become one and the same; two units that are equally good, and no worse than the line,
 * may stay apart for ever: then a single nonlinearity is enough. (PD of all units does not say that: on a linear truth,
 * too, some trainings of a unit fail, and differ from those that do not.)
 *
 *   eligible     excess e <= .85 L and e <= (mean excess of the line) + .01 L, L what there is to learn: it has
 *                learned, and is as good as the line
 *   equal pairs  both eligible, and their excesses at most .03 L apart
 *   M            mean distance over the equal pairs of a draw; none where they are fewer than 5% of all pairs
 *   lasting      that of the pairs that are equal at the last length, there and at the first length: the same pairs, so
 *                that it is about what training does to them, and not about which pairs happen to be within .03 L at
 *                either length
 *
 * Source: the design is ours. Checked: tests/claims/convergence.test.ts.
 */

import { meanOverDraws, ratioOverDraws, wilson } from "../statistics/over-draws.js";
import type { ConvergedLength, Convergence, Solutions } from "./claim.js";
import { LEVEL } from "./selection.js";
import type { ConvergedSummary } from "./summary.js";

/** Shares of what there is to learn. */
export const EQUAL = { learned: 0.85, line: 0.01, apart: 0.03 } as const;
/** Other shares by which equally good units may be apart: shown, never deciding. */
const BANDS = [0.01, 0.02, 0.03, 0.05] as const;
/** Fewest equal pairs, as a share of all pairs. */
const LEAST_SHARE = 0.05;
/** Replicas nearer than this are one solution. */
const ONE_SOLUTION = 0.01;

/** The summaries of the draws at one length, in one order of draws. */
export interface LengthSummaries {
  epochs: number;
  line: readonly ConvergedSummary[];
  unit: readonly ConvergedSummary[];
}

/** What the lengths, ascending, say together. */
export function convergenceOf(lengths: readonly LengthSummaries[], floor: number): Convergence {
  const measured = lengths.map(lengthOf);
  const [first, last] = [lengths[0]!, lengths.at(-1)!];
  const earlier = last.unit.map((unit, draw) => {
    const { pairs, share } = equalPairs(unit, last.line[draw]!, EQUAL.apart);
    return share < LEAST_SHARE ? null : meanDistance(first.unit[draw]!, pairs);
  });
  return {
    floor,
    level: LEVEL,
    lengths: measured,
    earlier,
    ...togetherOf(measured, earlier, floor),
    bands: BANDS.map((allowance) => {
      const known = last.unit.flatMap((unit, draw) => equalMean(unit, last.line[draw]!, allowance).mean ?? []);
      return { allowance, draws: known.length, ...meanOverDraws(known, LEVEL) };
    }),
    solutions: last.unit.map(solutionsOf),
  };
}

/** What follows from the draws together. */
export function togetherOf(
  lengths: readonly ConvergedLength[],
  earlier: Convergence["earlier"],
  floor: number,
): Pick<Convergence, "lasting" | "above"> {
  const { equal } = lengths.at(-1)!;
  const known = equal.filter((value) => value !== null);
  const count = known.filter((value) => value > floor).length;
  return {
    lasting: ratioOverDraws(
      known,
      earlier.filter((value) => value !== null),
      LEVEL,
    ),
    above: { count, of: equal.length, ...wilson(count, equal.length, LEVEL) },
  };
}

function lengthOf({ epochs, line, unit }: LengthSummaries): ConvergedLength {
  const pairs = unit.map((each, draw) => equalMean(each, line[draw]!, EQUAL.apart));
  const equal = pairs.map(({ mean }) => mean);
  return {
    epochs,
    line: line.map(({ all }) => all!.value),
    unit: unit.map(({ all }) => all!.value),
    gradientNorm: line.map(({ gradientNorm }) => gradientNorm!),
    eligible: unit.map((each, draw) => eligibleOf(each, line[draw]!).length / each.replicas),
    equalShare: pairs.map(({ share }) => share),
    equal,
    equalMean: meanOverDraws(
      equal.filter((value) => value !== null),
      LEVEL,
    ),
  };
}

/** Units that have learned and are no worse than the line. */
function eligibleOf(unit: ConvergedSummary, line: ConvergedSummary): number[] {
  const { learnable, replicaExcess } = unit;
  const limit = Math.min(EQUAL.learned * learnable, line.excess + EQUAL.line * learnable);
  return Array.from(replicaExcess.keys()).filter((replica) => replicaExcess[replica]! <= limit);
}

/**
 * The pairs of units that are eligible and equally good, as places in the matrix of distances, and their share of all
 * pairs.
 */
function equalPairs(unit: ConvergedSummary, line: ConvergedSummary, apart: number): { pairs: number[]; share: number } {
  const { replicaExcess, learnable, replicas } = unit;
  const eligible = eligibleOf(unit, line);
  const pairs = eligible.flatMap((r, at) =>
    eligible
      .slice(0, at)
      .flatMap((other) =>
        Math.abs(replicaExcess[r]! - replicaExcess[other]!) > apart * learnable ? [] : [r * replicas + other],
      ),
  );
  return { pairs, share: pairs.length / ((replicas * (replicas - 1)) / 2) };
}

function meanDistance({ distances }: ConvergedSummary, pairs: readonly number[]): number {
  return pairs.reduce((sum, pair) => sum + distances[pair]!, 0) / pairs.length;
}

/** Their share of all pairs and their mean distance; null where they are too few. */
function equalMean(
  unit: ConvergedSummary,
  line: ConvergedSummary,
  apart: number,
): { share: number; mean: number | null } {
  const { pairs, share } = equalPairs(unit, line, apart);
  return { share, mean: share < LEAST_SHARE ? null : meanDistance(unit, pairs) };
}

/** The groups of replicas by single linkage, and the PD of pairs from different groups and from one. */
function solutionsOf({ replicaExcess, distances, replicas }: ConvergedSummary): Solutions {
  const of = new Int32Array(replicas).fill(-1);
  let groups = 0;
  for (let start = 0; start < replicas; start++) {
    if (of[start]! >= 0) continue;
    const reached = [start];
    of[start] = groups;
    for (const r of reached) {
      for (let other = 0; other < replicas; other++) {
        if (of[other]! >= 0 || !(distances[r * replicas + other]! < ONE_SOLUTION)) continue;
        of[other] = groups;
        reached.push(other);
      }
    }
    groups++;
  }
  const members = Array.from({ length: groups }, (_, group) =>
    Array.from(of.keys()).filter((replica) => of[replica] === group),
  );
  const sums = [0, 0];
  for (let r = 0; r < replicas; r++)
    for (let other = 0; other < r; other++) sums[of[r] === of[other] ? 1 : 0]! += distances[r * replicas + other]!;
  const pairs = (replicas * (replicas - 1)) / 2;
  return {
    groups: members
      .map((group) => ({
        share: group.length / replicas,
        excess: group.reduce((sum, replica) => sum + replicaExcess[replica]!, 0) / group.length,
      }))
      .sort((a, b) => b.share - a.share || a.excess - b.excess),
    between: sums[0]! / pairs,
    within: sums[1]! / pairs,
  };
}
