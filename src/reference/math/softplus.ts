import { add, fromNumber, roundToFloat } from "./double-double.js";
import { exponential } from "./exponential.js";
import { logarithmOfOnePlus } from "./logarithm.js";

/** log(1 + e^x), correctly rounded: f32 to f32. */
export function softplus(x: number): number {
  if (x > 104) return x;
  if (x < -104) return 0; // e^-103.98 is 2^-150
  if (x <= 0) return roundToFloat(logarithmOfOnePlus(exponential(x)));
  return roundToFloat(add(fromNumber(x), logarithmOfOnePlus(exponential(-x))));
}
