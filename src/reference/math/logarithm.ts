/** The logarithm in double-double, and the functions that are made of it. */
import { add, type DoubleDouble, divide, fromNumber, multiply, roundToFloat, scale } from "./double-double.js";
import { exponential } from "./exponential.js";

const ROOT_HALF = 0.7071067811865476;
const ROOT_2 = 1.4142135623730951;
const LN2: DoubleDouble = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 };

/** Terms of the series: (1 - sqrt(2))^2 / (1 + sqrt(2))^2 = 2^-5.09, so the 24th is below 2^-120 of the first. */
const TERMS = 24;

/** log((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...), for |s| <= 0.1716. */
function twiceAtanh(s: DoubleDouble): DoubleDouble {
  const square = multiply(s, s);
  let sum = fromNumber(0);
  for (let n = TERMS; n >= 0; n--) sum = add(multiply(square, sum), divide(fromNumber(1), fromNumber(2 * n + 1)));
  return scale(multiply(s, sum), 2);
}

/** log(1 + f) with a small relative error near 0 too, for f > -1. */
export function logarithmOfOnePlus(f: DoubleDouble): DoubleDouble {
  if (f.hi > -0.25 && f.hi < 0.375) return twiceAtanh(divide(f, add(fromNumber(2), f)));
  return logarithm(add(fromNumber(1), f));
}

/** log(x), for x > 0. */
export function logarithm(x: DoubleDouble): DoubleDouble {
  let k = 0;
  let m = x;
  for (; m.hi > ROOT_2; k++) m = scale(m, 0.5);
  for (; m.hi < ROOT_HALF; k--) m = scale(m, 2);
  const logM = twiceAtanh(divide(add(m, fromNumber(-1)), add(m, fromNumber(1))));
  return add(multiply(fromNumber(k), LN2), logM);
}

/** Natural logarithm, correctly rounded: f32 to f32. log(0) is -Infinity, of a negative number NaN. */
export function log(x: number): number {
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  return roundToFloat(logarithm(fromNumber(x)));
}

/** log(1 + x), correctly rounded: f32 to f32. log1p(-1) is -Infinity, below it NaN. */
export function log1p(x: number): number {
  if (x < -1) return NaN;
  if (x === -1) return -Infinity;
  if (x === 0 || x === Infinity) return x;
  return roundToFloat(logarithmOfOnePlus(fromNumber(x)));
}

/** log(1 + e^x), correctly rounded: f32 to f32. */
export function softplus(x: number): number {
  if (x > 104) return x;
  if (x < -104) return 0; // e^-103.98 is 2^-150
  if (x <= 0) return roundToFloat(logarithmOfOnePlus(exponential(x)));
  return roundToFloat(add(fromNumber(x), logarithmOfOnePlus(exponential(-x))));
}
