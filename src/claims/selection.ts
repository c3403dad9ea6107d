/**
 * Which replicas and which arms a verdict may rest on. All rules read the excess over the true probabilities, and
 * `learnable` = (loss of the best constant) - (loss of the true probabilities), which is the excess of the best
 * constant: both on EVALUATED inputs that serve for nothing else. (On the 1,000 on which differences are reported, two
 * equally good solutions differ by chance in excess by as much as these rules allow.)
 *
 * The numbers are ours, chosen before any result was seen.
 */
import { quantile } from "../statistics/sample.js";

/** Level of the intervals of a claim: five claims share an error of 5%. */
export const LEVEL = 1 - 0.05 / 5;
/** A replica is kept if its excess is at most the arm's 10% quantile + 3% of what there is to learn. */
export const KEPT = { quantile: 0.1, allowance: 0.03 } as const;
/** Two arms match if their kept excesses are at most 5% of what there is to learn apart, and both have learned. */
export const MATCHED = { allowance: 0.05 } as const;
/**
 * An arm has learned if it removes this share of what there is to learn; a single unit cannot draw a V, so less is
 * asked of it.
 */
export const LEARNED = { network: 0.5, singleUnit: 0.15 } as const;
/** Fewer kept replicas than this say nothing about a single unit (first rule of C1). */
export const LEAST_KEPT_SHARE = 0.25;
/** Inputs of a draw on which excess is computed. */
export const EVALUATED = 16384;

/** The largest excess that is kept. */
export function keptLimit(excess: Float64Array, learnable: number): number {
  return quantile(excess, KEPT.quantile) + KEPT.allowance * learnable;
}

/** Positions of the replicas of one arm on one data draw whose excess is within a limit, ascending. */
export function withinLimit(excess: Float64Array, limit: number): number[] {
  return Array.from(excess.keys()).filter((replica) => excess[replica]! <= limit);
}

/** Positions of the kept replicas. Never empty: the least excess is always kept. */
export function keptReplicas(excess: Float64Array, learnable: number): number[] {
  return withinLimit(excess, keptLimit(excess, learnable));
}

/** Whether two arms may be compared, from their kept excesses; an arm without numbers matches none. */
export function isMatched(a: number | null, b: number | null, learnable: number): boolean {
  if (a === null || b === null) return false;
  return Math.abs(a - b) <= MATCHED.allowance * learnable && learnedShare(Math.max(a, b), learnable) >= LEARNED.network;
}

/** For each arm, whether it matches some other. */
export function matchedArms(excessKept: readonly (number | null)[], learnable: number): boolean[] {
  return excessKept.map((a, at) => excessKept.some((b, other) => other !== at && isMatched(a, b, learnable)));
}

/**
 * Share of what there is to learn that an arm removes: 1 at the true probabilities, 0 at the best constant, negative
 * below that.
 */
export function learnedShare(excess: number, learnable: number): number {
  return 1 - excess / learnable;
}
