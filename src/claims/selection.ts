/**
 * Which replicas and which arms a verdict may rest on. All rules read the excess over the true probabilities of the test inputs, and
 * `learnable` = (loss of the best constant) - (loss of the true probabilities), which is the excess of the best constant.
 *
 * The numbers are ours, chosen before any result was seen.
 */

/** A replica is kept if its excess is at most the arm's 10% quantile + 3% of what there is to learn. */
export const KEPT = { quantile: 0.1, allowance: 0.03 } as const;
/** Arms match if their kept excess is at most the least + 5% of what there is to learn. */
export const MATCHED = { allowance: 0.05 } as const;
/** An arm has learned if it removes this share of what there is to learn; a single unit cannot draw a V, so less is asked of it. */
export const LEARNED = { network: 0.5, singleUnit: 0.15 } as const;
/** Fewer kept replicas than this say nothing about a single unit (C1). */
export const LEAST_KEPT_SHARE = 0.25;

/** Quantile of a sample, linear between order statistics (Hyndman and Fan 1996, type 7; the default of R and NumPy). */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

/** Positions of the kept replicas of one arm on one data draw, ascending. Never empty: the least excess is always kept. */
export function keptReplicas(excess: Float64Array, learnable: number): number[] {
  const limit = quantile(excess, KEPT.quantile) + KEPT.allowance * learnable;
  return Array.from(excess.keys()).filter((replica) => excess[replica]! <= limit);
}

/** For each arm, whether its kept excess is within the allowance of the best; an arm without numbers is not. */
export function matchedArms(excessKept: readonly (number | null)[], learnable: number): boolean[] {
  const known = excessKept.filter((excess): excess is number => excess !== null);
  const limit = Math.min(...known) + MATCHED.allowance * learnable;
  return excessKept.map((excess) => excess !== null && excess <= limit);
}

/** Share of what there is to learn that an arm removes: 1 at the true probabilities, 0 at the best constant, negative below that. */
export function learnedShare(excess: number, learnable: number): number {
  return 1 - excess / learnable;
}
