/**
 * cospi: cos(pi x), correctly rounded; +0 at every half-integer.
 *
 * Source:  turn.ts.
 * Checked: npm run prove:math (all 2^32 arguments).
 */
import { COSPI_COUNT, COSPI_HARD } from "./hardcases";
import { lower, settle, settlePair, upper } from "./round";
import { turnWide } from "./turn";
import { abs } from "./wide";

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  return turnWide<W>(abs<W>(x), 1);
}

export function cospi<T>(x: T): T {
  if (isVector<T>()) return settlePair(x, core<v128>(lower(x)), core<v128>(upper(x)), COSPI_HARD, COSPI_COUNT);
  return settle(x, core<f64>(<f64>x), COSPI_HARD, COSPI_COUNT);
}
