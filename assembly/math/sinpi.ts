/**
 * sinpi: sin(pi x), correctly rounded; at an integer n it is +0 for n >= +0 and -0 for n <= -0.
 *
 * Source:  turn.ts.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { join, lower, upper } from "./round";
import { turnWide } from "./turn";
import { abs, timesSign } from "./wide";

/** The sign is that of x times that of sin(pi |x|). */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  return timesSign<W>(turnWide<W>(abs<W>(x), 0), x);
}

export function sinpi<T>(x: T): T {
  if (isVector<T>()) return join(core<v128>(lower(x)), core<v128>(upper(x)));
  return <f32>core<f64>(<f64>x);
}
