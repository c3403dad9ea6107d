/** The exponential in double-double, and the functions that are made of it alone. */
import {
  add,
  type DoubleDouble,
  divide,
  fromNumber,
  multiply,
  negate,
  roundToFloat,
  scale,
  twoProduct,
  twoSum,
} from "./double-double.js";

/** log(2) in three parts: 33 bits (its products with exponents are exact), then 53 and 53 more. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW: DoubleDouble = { hi: 1.9082149292705877e-10, lo: 1.1612227229362532e-26 };

/** Terms of the Taylor series: 0.35^27 / 27! < 2^-130. */
const TERMS = 26;

/** e^r - 1 for |r| <= 0.35: r (1 + r/2 (1 + r/3 (1 + ...))). */
function taylor(r: DoubleDouble): DoubleDouble {
  let sum = fromNumber(1);
  for (let n = TERMS; n >= 2; n--) sum = add(fromNumber(1), divide(multiply(r, sum), fromNumber(n)));
  return multiply(r, sum);
}

/** x = k log(2) + r. Returns 2^k and e^r - 1; for |x| < 200. */
function reduce(x: number): { power: number; rest: DoubleDouble } {
  const k = Math.round(x / LN2_HIGH);
  if (k === 0) return { power: 1, rest: taylor(fromNumber(x)) };
  const r = add(twoSum(x, -(k * LN2_HIGH)), negate(add(twoProduct(k, LN2_LOW.hi), fromNumber(k * LN2_LOW.lo))));
  let power = 1;
  for (let i = 0; i < Math.abs(k); i++) power *= k > 0 ? 2 : 0.5;
  return { power, rest: taylor(r) };
}

/** e^x, for |x| < 200. */
export function exponential(x: number): DoubleDouble {
  const { power, rest } = reduce(x);
  return scale(add(fromNumber(1), rest), power);
}

/** e^x - 1 with a small relative error near 0 too, for |x| < 200. */
export function exponentialMinusOne(x: number): DoubleDouble {
  const { power, rest } = reduce(x);
  return power === 1 ? rest : add(scale(add(fromNumber(1), rest), power), fromNumber(-1));
}

/** e^x, correctly rounded: f32 to f32. */
export function exp(x: number): number {
  if (x > 89) return Infinity; // e^88.73 is 2^128
  if (x < -104) return 0; // e^-103.98 is 2^-150, half the least subnormal
  return roundToFloat(exponential(x));
}

/** e^x - 1, correctly rounded: f32 to f32. */
export function expm1(x: number): number {
  if (x === 0) return x;
  if (x > 89) return Infinity;
  if (x < -20) return -1; // e^-17.4 is 2^-25, half the spacing of f32 next to 1
  return roundToFloat(exponentialMinusOne(x));
}

/** 1 / (1 + e^-x), correctly rounded: f32 to f32. */
export function sigmoid(x: number): number {
  if (x > 20) return 1; // 1 - sigmoid(17.33) is 2^-25
  if (x < -104) return 0; // e^-103.98 is 2^-150
  if (x >= 0) return roundToFloat(divide(fromNumber(1), add(fromNumber(1), exponential(-x))));
  const e = exponential(x);
  return roundToFloat(divide(e, add(fromNumber(1), e)));
}

/** Hyperbolic tangent (e^2x - 1) / (e^2x + 1), correctly rounded: f32 to f32. */
export function tanh(x: number): number {
  if (x === 0) return x;
  if (Math.abs(x) > 10) return Math.sign(x); // 1 - tanh(9.02) is 2^-25
  const e = exponentialMinusOne(2 * x);
  return roundToFloat(divide(e, add(e, fromNumber(2))));
}
