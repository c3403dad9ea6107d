import { roundToFloat } from "./double-double.js";
import { exponential } from "./exponential.js";

/** e^x, correctly rounded: f32 to f32. */
export function exp(x: number): number {
  if (x > 89) return Infinity; // e^88.73 is 2^128
  if (x < -104) return 0; // e^-103.98 is 2^-150, half the least subnormal
  return roundToFloat(exponential(x));
}
