/**
 * cospi: cos(pi x), correctly rounded; +0 at every half-integer.
 *
 * Source:  turn.ts.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { join, lower, upper } from "./round";
import { turnWide } from "./turn";
import { abs } from "./wide";

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  return turnWide<W>(abs<W>(x), 1);
}

export function cospi<T>(x: T): T {
  if (isVector<T>()) return join(core<v128>(lower(x)), core<v128>(upper(x)));
  return <f32>core<f64>(<f64>x);
}
