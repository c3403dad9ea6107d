import { add, divide, fromNumber, roundToFloat } from "./double-double.js";
import { exponential } from "./exponential.js";

/** 1 / (1 + e^-x), correctly rounded: f32 to f32. */
export function sigmoid(x: number): number {
  if (x > 20) return 1; // 1 - sigmoid(17.33) is 2^-25
  if (x < -104) return 0; // e^-103.98 is 2^-150
  if (x >= 0) return roundToFloat(divide(fromNumber(1), add(fromNumber(1), exponential(-x))));
  const e = exponential(x);
  return roundToFloat(divide(e, add(fromNumber(1), e)));
}
