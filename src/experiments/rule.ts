/**
 * Verdicts of experiments. A line of an experiment rests on quantities, each with an interval and the rule that it must
 * keep; what holds follows from these numbers alone, so anybody can find it again from the JSON.
 */
import type { Judgement } from "../claims/claim.js";

/** Where the truth must lie for a claim to hold. */
export type Rule =
  | {
      /** It must lie above this. */
      above: number;
    }
  | {
      /** It must lie below this. */
      below: number;
    }
  | {
      /** It must lie above this, */
      from: number;
      /** and below this. */
      to: number;
    };

/** A number that decides, or is shown. */
export interface Quantity {
  /** What it is: "share of single orders that contradict the record". */
  name: string;
  /** The estimate; null where there is none. */
  value: number | null;
  /** Lower end of the interval; null where there is none. */
  low: number | null;
  /** Upper end of the interval; null where there is none. */
  high: number | null;
  /** Level of the interval. */
  level: number;
  /** How the interval was made, or why there is none. */
  method: string;
  /** What the interval is over, and how many: "400 data sets". */
  over: string;
}

/** A quantity on which a verdict rests. */
export interface DecidingQuantity extends Quantity {
  /** Where it must lie for the claim to hold. */
  rule: Rule;
}

/** "holds" where the interval lies inside the rule, "does not hold" where it lies outside, else "not resolved". */
export function verdictOf({ low, high, rule }: DecidingQuantity): Judgement["verdict"] {
  if (low === null || high === null) return "not resolved";
  const [from, to] = rangeOf(rule);
  if (low > from && high < to) return "holds";
  return high < from || low > to ? "does not hold" : "not resolved";
}

function rangeOf(rule: Rule): [from: number, to: number] {
  if ("above" in rule) return [rule.above, Infinity];
  return "below" in rule ? [-Infinity, rule.below] : [rule.from, rule.to];
}

/** All must hold for a line to hold; one that does not is enough for it not to. */
export function lineVerdict(quantities: readonly DecidingQuantity[]): Judgement["verdict"] {
  const verdicts = quantities.map(verdictOf);
  if (verdicts.includes("does not hold")) return "does not hold";
  return verdicts.includes("not resolved") || verdicts.length === 0 ? "not resolved" : "holds";
}
