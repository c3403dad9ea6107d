/**
 * tanh: (e^2x - 1) / (e^2x + 1), correctly rounded.
 *
 * Source:  with e = e^2x - 1 it is e / (e + 2), precise near 0 too.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { expm1Wide } from "./expcore";
import { join, lower, upper } from "./round";
import { add, atLeast, atMost, div, wide, withSign } from "./wide";

/** Bounded where the result is 1 anyway. */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const e = expm1Wide<W>(atLeast<W>(atMost<W>(add<W>(x, x), 40), -40));
  return withSign<W>(div<W>(e, add<W>(e, wide<W>(2))), x);
}

export function tanh<T>(x: T): T {
  if (isVector<T>()) return join(core<v128>(lower(x)), core<v128>(upper(x)));
  return <f32>core<f64>(<f64>x);
}
