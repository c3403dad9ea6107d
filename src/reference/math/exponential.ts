/** The exponential in double-double, from which exp, expm1, tanh, sigmoid, softplus and erf are made. */
import {
  add,
  type DoubleDouble,
  divide,
  fromNumber,
  multiply,
  negate,
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
