import { fromNumber, roundToFloat } from "./double-double.js";
import { logarithm } from "./logarithm.js";

/** Natural logarithm, correctly rounded: f32 to f32. log(0) is -Infinity, of a negative number NaN. */
export function log(x: number): number {
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  return roundToFloat(logarithm(fromNumber(x)));
}
