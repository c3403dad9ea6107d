import { add, divide, fromNumber, roundToFloat } from "./double-double.js";
import { exponentialMinusOne } from "./exponential.js";

/** Hyperbolic tangent (e^2x - 1) / (e^2x + 1), correctly rounded: f32 to f32. */
export function tanh(x: number): number {
  if (x === 0) return x;
  if (Math.abs(x) > 10) return Math.sign(x); // 1 - tanh(9.02) is 2^-25
  const e = exponentialMinusOne(2 * x);
  return roundToFloat(divide(e, add(e, fromNumber(2))));
}
