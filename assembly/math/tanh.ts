/**
 * tanh: (e^2x - 1) / (e^2x + 1), correctly rounded.
 *
 * Source:  with e^2x = p (c + r) / (c - r) of halfcore.ts it is ((1 + p) r - (1 - p) c) / ((1 + p) c - (1 - p) r). Near
 *          0, p = 1 and it is r / c: precise, and -0 stays -0.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { restOfHalf, shiftedHalf, timesCoth } from "./halfcore";
import { bounded, join, lower, upper } from "./round";
import { add, div, mul, powerOfTwo, sub, wide } from "./wide";

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const shifted = shiftedHalf<W>(x);
  const r = restOfHalf<W>(x, shifted);
  const c = timesCoth<W>(r);
  const p = powerOfTwo<W>(shifted),
    one = wide<W>(1);
  const sum = add<W>(one, p),
    difference = sub<W>(one, p);
  return div<W>(sub<W>(mul<W>(sum, r), mul<W>(difference, c)), sub<W>(mul<W>(sum, c), mul<W>(difference, r)));
}

/** Bounded where the result is 1 anyway. */
export function tanh<T>(x: T): T {
  const near = bounded<T>(x, 10);
  if (isVector<T>()) return join(core<v128>(lower(near)), core<v128>(upper(near)));
  return <f32>core<f64>(<f64>near);
}
