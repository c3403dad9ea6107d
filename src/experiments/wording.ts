/** What a verdict rests on, in a sentence: the same on every engine. */

import type { Verdict } from "../claims/claim.js";
import { brief } from "../claims/wording.js";
import type { Line } from "./experiment.js";
import { type DecidingQuantity, type Quantity, type Rule, verdictOf } from "./rule.js";

/** "0.243 [0.236, 0.25]" */
export function intervalText({ value, low, high, method }: Quantity): string {
  if (value === null) return `no value (${method})`;
  return low === null || high === null ? brief(value) : `${brief(value)} [${brief(low)}, ${brief(high)}]`;
}

/** "must lie above 0.05" */
export function ruleText(rule: Rule): string {
  if ("above" in rule) return `must lie above ${brief(rule.above)}`;
  return "below" in rule
    ? `must lie below ${brief(rule.below)}`
    : `must lie from ${brief(rule.from)} to ${brief(rule.to)}`;
}

/** " (a claim of ours)", where it is not the paper's. */
export function claimantText(by: Line["by"]): string {
  if (by === "paper") return "";
  return by === "ours" ? " (a claim of ours)" : ` (a claim of ${by.paper})`;
}

/** The quantity that decides: the first that is as the verdict says. */
export function reasonOf(verdict: Verdict, quantities: readonly DecidingQuantity[]): string {
  const deciding = quantities.find((each) => verdictOf(each) === verdict);
  if (!deciding) return "nothing was measured";
  const { name, rule, over } = deciding;
  return `${name}: ${intervalText(deciding)} over ${over}; ${ruleText(rule)}`;
}
