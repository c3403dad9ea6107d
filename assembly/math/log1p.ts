/**
 * log1p: log(1 + x), correctly rounded; -infinity at -1, NaN below.
 *
 * Source:  logcore.ts; 1 + x = 2^n (1 + f). Where n = 0, f is x itself; else 1 + x loses less than 2^-53 of the result.
 *          It has no form for registers.
 * Checked: npm run prove:math (all 2^32 arguments; nine hard cases).
 */
import { LOG1P_COUNT, LOG1P_HARD } from "./hardcases";
import { logWide } from "./logcore";
import { settle } from "./round";
import { exponentOf, significandOf, withSign } from "./wide";

/** For finite x > -1. */
// @ts-ignore: decorator
@inline function core(x: f64): f64 {
  const u = 1 + x;
  const n = exponentOf<f64>(u);
  const f = significandOf<f64>(u) - 1;
  return withSign<f64>(logWide<f64>(n, n == 0 ? x : f), x);
}

export function log1p(x: f32): f32 {
  const y = settle(x, core(<f64>x), LOG1P_HARD, LOG1P_COUNT);
  const above = x == Infinity ? x : y,
    others: f32 = x == -1 ? -Infinity : NaN;
  return x > -1 ? above : others;
}
