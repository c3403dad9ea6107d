/**
 * sigmoid: 1 / (1 + e^-x), correctly rounded.
 *
 * Source:  with e = e^-|x| it is 1 / (1 + e) for x >= 0 and e / (1 + e) for x < 0, precise in both tails.
 * Checked: npm run prove:math (all 2^32 arguments; 78 hard cases, all near 0).
 */
import { expWide } from "./expcore";
import { SIGMOID_COUNT, SIGMOID_HARD } from "./hardcases";
import { lower, settle, settlePair, upper } from "./round";
import { abs, add, atLeast, div, neg, whereLess, wide } from "./wide";

/** Bounded where e is 0 in f32. */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const e = expWide<W>(atLeast<W>(neg<W>(abs<W>(x)), -150));
  const one = wide<W>(1);
  return div<W>(whereLess<W>(x, wide<W>(0), e, one), add<W>(one, e));
}

export function sigmoid<T>(x: T): T {
  if (isVector<T>()) return settlePair(x, core<v128>(lower(x)), core<v128>(upper(x)), SIGMOID_HARD, SIGMOID_COUNT);
  return settle(x, core<f64>(<f64>x), SIGMOID_HARD, SIGMOID_COUNT);
}
