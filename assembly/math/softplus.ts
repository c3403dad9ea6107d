/**
 * softplus: log(1 + e^x), correctly rounded.
 *
 * Source:  with e = e^-|x| in [0, 1] it is max(x, 0) + log(1 + e); where 1 + e > sqrt(2), log(1 + e) = log(2) + log(1 +
 * (e - 1)/2).
 * Checked: npm run prove:math (all 2^32 arguments; one hard case).
 */
import { expWide } from "./expcore";
import { SOFTPLUS_COUNT, SOFTPLUS_HARD } from "./hardcases";
import { logWide } from "./logcore";
import { lower, settle, settlePair, upper } from "./round";
import { abs, add, at, atLeast, mul, neg, ONE, sub, whereLess, wide } from "./wide";

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const e = expWide<W>(atLeast<W>(neg<W>(abs<W>(x)), -150));
  const zero = wide<W>(0),
    one = at<W>(ONE, 0),
    bound = wide<W>(0.41421356237309503);
  const n = whereLess<W>(bound, e, one, zero);
  const f = whereLess<W>(bound, e, mul<W>(wide<W>(0.5), sub<W>(e, one)), e);
  return add<W>(atLeast<W>(x, 0), logWide<W>(n, f));
}

export function softplus<T>(x: T): T {
  if (isVector<T>()) return settlePair(x, core<v128>(lower(x)), core<v128>(upper(x)), SOFTPLUS_HARD, SOFTPLUS_COUNT);
  return settle(x, core<f64>(<f64>x), SOFTPLUS_HARD, SOFTPLUS_COUNT);
}
