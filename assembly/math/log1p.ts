/**
 * log1p: log(1 + x), correctly rounded; -infinity at -1, NaN below.
 *
 * Source:  logcore.ts; 1 + x = 2^n (1 + f). Where n = 0, f is x itself; else 1 + x loses less than 2^-53 of the result.
 * Checked: npm run prove:math (all 2^32 arguments; nine hard cases).
 */
import { splat, whereEqual as whereEqualLane, whereGreater } from "../lane";
import { LOG1P_COUNT, LOG1P_HARD } from "./hardcases";
import { logWide } from "./logcore";
import { lower, settle, settlePair, upper } from "./round";
import { add, exponentOf, significandOf, sub, whereEqual, wide, withSign } from "./wide";

/** For finite x > -1. */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const one = wide<W>(1);
  const u = add<W>(one, x);
  const n = exponentOf<W>(u);
  const f = whereEqual<W>(n, wide<W>(0), x, sub<W>(significandOf<W>(u), one));
  return withSign<W>(logWide<W>(n, f), x);
}

// @ts-ignore: decorator
@inline function aboveMinusOne<T>(x: T): T {
  if (isVector<T>()) return settlePair(x, core<v128>(lower(x)), core<v128>(upper(x)), LOG1P_HARD, LOG1P_COUNT);
  return settle(x, core<f64>(<f64>x), LOG1P_HARD, LOG1P_COUNT);
}

export function log1p<T>(x: T): T {
  const least = splat<T>(-1),
    infinity = splat<T>(Infinity);
  const finite = whereEqualLane<T>(x, infinity, infinity, aboveMinusOne<T>(x));
  return whereGreater<T>(x, least, finite, whereEqualLane<T>(x, least, splat<T>(-Infinity), splat<T>(NaN)));
}
