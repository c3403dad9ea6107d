/**
 * Several differences of estimates on replicas, with intervals that hold together.
 *
 * Where all rest on the same seeds, replica by replica, their critical value is that of the largest abs(t) over the
 * correlated deviations (max-t.ts): settings that share a baseline are correlated by about one half. Otherwise, and
 * where there are so many that this would cost more than it gains, each has its share of the error (Bonferroni 1936),
 * which is a little wider and always holds.
 * Checked: tests/statistics/differences-together.test.ts (coverage).
 */
import { maxT } from "./max-t.js";
import {
  type DifferenceSpread,
  differenceInterval,
  differenceSpread,
  type OnReplicas,
  type PairedDifference,
} from "./paired-difference.js";
import { studentQuantile } from "./student.js";

/** B minus A. */
export interface DifferencePair {
  a: OnReplicas;
  b: OnReplicas;
  /** Whether replicas of one number share their seeds. */
  isPaired: boolean;
}

/** Differences with intervals that hold together, and how these were made, in words. */
export interface DifferencesTogether {
  differences: PairedDifference[];
  method: string;
}

/** Correlated contrasts whose common critical value is worth its time: their number, and the rank of their correlation. */
const MOST_CONTRASTS = 128;
const MOST_RANK = 16;

/** @param level of all intervals together */
export function differencesTogether(pairs: readonly DifferencePair[], level: number): DifferencesTogether {
  const spreads = pairs.map(({ a, b, isPaired }) => differenceSpread(a, b, isPaired));
  const varying = spreads.filter((each) => each !== null && each.spread.error > 0) as DifferenceSpread[];
  const count = varying.length;
  const isCommon = pairs.every(({ isPaired }) => isPaired) && hasOneFreedom(varying);
  const isJoint = isCommon && count <= MOST_CONTRASTS && Math.min(count, varying[0]?.freedom ?? 0) <= MOST_RANK;
  const joint =
    isJoint && count > 0
      ? maxT(
          varying.map(({ deviations }) => deviations),
          level,
        )
      : null;
  const criticalOf = ({ freedom }: DifferenceSpread) =>
    joint ?? studentQuantile(1 - (1 - level) / (2 * Math.max(1, count)), freedom);
  const together = count < 2 ? "" : `, ${joint === null ? "Bonferroni" : "max-|t|"} over ${count} contrasts`;
  return {
    differences: spreads.map((spread, index) => {
      if (spread) return differenceInterval(spread, criticalOf(spread));
      const { a, b } = pairs[index]!;
      return { value: b.estimate - a.estimate, low: null, high: null };
    }),
    method: `t over replica seeds${together}`,
  };
}

/** Whether all have a deviation for each of the same seeds. */
function hasOneFreedom(spreads: readonly DifferenceSpread[]): boolean {
  return spreads.every(
    ({ freedom, deviations }) => freedom === spreads[0]!.freedom && deviations.length === freedom + 1,
  );
}
