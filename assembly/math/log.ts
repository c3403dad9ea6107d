/**
 * log: natural logarithm, correctly rounded; -infinity at 0, NaN below.
 *
 * Source:  logcore.ts; x = 2^n (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
 * Checked: npm run prove:math (all 2^32 arguments; five hard cases).
 */
import { splat, whereEqual, whereGreater } from "../lane";
import { LOG_COUNT, LOG_HARD } from "./hardcases";
import { logWide } from "./logcore";
import { lower, settle, settlePair, upper } from "./round";
import { at, exponentOf, ONE, significandOf, sub } from "./wide";

/** For finite x > 0. */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  return logWide<W>(exponentOf<W>(x), sub<W>(significandOf<W>(x), at<W>(ONE, 0)));
}

// @ts-ignore: decorator
@inline function positive<T>(x: T): T {
  if (isVector<T>()) return settlePair(x, core<v128>(lower(x)), core<v128>(upper(x)), LOG_HARD, LOG_COUNT);
  return settle(x, core<f64>(<f64>x), LOG_HARD, LOG_COUNT);
}

export function log<T>(x: T): T {
  const zero = splat<T>(0),
    infinity = splat<T>(Infinity);
  const finite = whereEqual<T>(x, infinity, infinity, positive<T>(x));
  return whereGreater<T>(x, zero, finite, whereEqual<T>(x, zero, splat<T>(-Infinity), splat<T>(NaN)));
}
