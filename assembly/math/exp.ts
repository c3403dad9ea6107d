/**
 * exp: e^x, correctly rounded.
 *
 * Source:  expcore.ts.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { expWide } from "./expcore";
import { join, lower, upper } from "./round";
import { atLeast, atMost } from "./wide";

/** Bounded where the result is 0 or infinite anyway. */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  return expWide<W>(atLeast<W>(atMost<W>(x, 150), -150));
}

export function exp<T>(x: T): T {
  if (isVector<T>()) return join(core<v128>(lower(x)), core<v128>(upper(x)));
  return <f32>core<f64>(<f64>x);
}
