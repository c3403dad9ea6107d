/**
 * sigmoid: 1 / (1 + e^-x), correctly rounded.
 *
 * Source:  with e^x = p (c + r) / (c - r) of halfcore.ts it is u / (u + (c - r)), u = p (c + r), precise in both tails.
 * Checked: npm run prove:math (all 2^32 arguments; 76 hard cases, all near 0).
 */
import { restOfHalf, shiftedHalf, timesCoth } from "./halfcore";
import { SIGMOID_COUNT, SIGMOID_HARD } from "./hardcases";
import { bounded, lower, settle, settlePair, upper } from "./round";
import { add, div, mul, powerOfTwo, sub, wide } from "./wide";

// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const half = mul<W>(x, wide<W>(0.5));
  const shifted = shiftedHalf<W>(half);
  const r = restOfHalf<W>(half, shifted);
  const c = timesCoth<W>(r);
  const u = mul<W>(powerOfTwo<W>(shifted), add<W>(c, r));
  return div<W>(u, add<W>(u, sub<W>(c, r)));
}

/** Bounded where the result is 0 or 1 anyway. */
export function sigmoid<T>(x: T): T {
  const near = bounded<T>(x, 150);
  if (isVector<T>())
    return settlePair(x, core<v128>(lower(near)), core<v128>(upper(near)), SIGMOID_HARD, SIGMOID_COUNT);
  return settle(x, core<f64>(<f64>near), SIGMOID_HARD, SIGMOID_COUNT);
}
