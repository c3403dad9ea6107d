/** Numbers as they stand in the reason of a verdict: short, and the same on every engine. */
import { exp64 } from "../reference/float64.js";
import type { Contrast } from "./claim.js";

/** Three significant digits: 0.0279, 1.23e-7. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A share as a whole percentage. */
export function wholePercent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** The two arms of a contrast, numerator first. */
export function pairOf({ a, b }: Contrast): string {
  return `${a} against ${b}`;
}

/** A contrast as the ratio that it is, with its interval: x1.85 [1.62, 2.11]; or why there is none. */
export function ratioWithInterval({ estimate, low, high, noInterval }: Contrast): string {
  if (estimate === null || low === null || high === null) return `no interval (${noInterval})`;
  return `x${exp64(estimate).toFixed(2)} [${exp64(low).toFixed(2)}, ${exp64(high).toFixed(2)}]`;
}
