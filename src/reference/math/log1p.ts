import { fromNumber, roundToFloat } from "./double-double.js";
import { logarithmOfOnePlus } from "./logarithm.js";

/** log(1 + x), correctly rounded: f32 to f32. log1p(-1) is -Infinity, below it NaN. */
export function log1p(x: number): number {
  if (x < -1) return NaN;
  if (x === -1) return -Infinity;
  if (x === 0 || x === Infinity) return x;
  return roundToFloat(logarithmOfOnePlus(fromNumber(x)));
}
