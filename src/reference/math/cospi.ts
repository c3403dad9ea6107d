import { roundToFloat } from "./double-double.js";
import { sineOfTurn } from "./turn.js";

/** cos(pi x), correctly rounded: f32 to f32. It is +0 at every half-integer; NaN at the infinities. */
export function cospi(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Number.isInteger(2 * x) && !Number.isInteger(x)) return 0;
  return roundToFloat(sineOfTurn(x, 1));
}
