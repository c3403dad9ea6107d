/** The logarithm in double-double, from which log, log1p and softplus are made. */
import { add, type DoubleDouble, divide, fromNumber, multiply, scale } from "./double-double.js";

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
