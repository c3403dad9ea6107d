/**
 * expm1: e^x - 1, correctly rounded.
 *
 * Source:  expcore.ts.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { expm1Wide } from "./expcore";
import { join, lower, upper } from "./round";
import { atLeast, atMost, withSign } from "./wide";

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  return withSign<W>(expm1Wide<W>(atLeast<W>(atMost<W>(x, 150), -150)), x);
}

export function expm1<T>(x: T): T {
  if (isVector<T>()) return join(core<v128>(lower(x)), core<v128>(upper(x)));
  return <f32>core<f64>(<f64>x);
}
