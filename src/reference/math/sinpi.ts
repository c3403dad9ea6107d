import { roundToFloat } from "./double-double.js";
import { sineOfTurn } from "./turn.js";

/**
 * sin(pi x), correctly rounded: f32 to f32. At an integer n it is +0 for n >= +0 and -0 for n <= -0; NaN at the
 * infinities.
 */
export function sinpi(x: number): number {
  if (Number.isInteger(x)) return x < 0 || Object.is(x, -0) ? -0 : 0;
  if (!Number.isFinite(x)) return NaN;
  return roundToFloat(sineOfTurn(x, 0));
}
