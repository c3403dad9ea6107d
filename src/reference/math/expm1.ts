import { roundToFloat } from "./double-double.js";
import { exponentialMinusOne } from "./exponential.js";

/** e^x - 1, correctly rounded: f32 to f32. */
export function expm1(x: number): number {
  if (x === 0) return x;
  if (x > 89) return Infinity;
  if (x < -20) return -1; // e^-17.4 is 2^-25, half the spacing of f32 next to 1
  return roundToFloat(exponentialMinusOne(x));
}
