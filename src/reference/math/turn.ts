/** sin(pi x) and cos(pi x): in double-double, and rounded. */
import { add, type DoubleDouble, divide, fromNumber, multiply, negate, roundToFloat } from "./double-double.js";

const PI: DoubleDouble = { hi: 3.141592653589793, lo: 1.2246467991473532e-16 };

/** Last term of the Taylor series: (pi/4)^30 / 30! < 2^-118. */
const LAST = 30;

/** Sum of the series t^n/n! - t^(n+2)/(n+2)! + ... that starts with n = first (1: sine, 0: cosine), |t| <= pi/4. */
function taylor(t: DoubleDouble, first: 0 | 1): DoubleDouble {
  const square = negate(multiply(t, t));
  let sum = fromNumber(1);
  for (let n = LAST + first; n > 1; n -= 2)
    sum = add(fromNumber(1), divide(multiply(square, sum), fromNumber(n * (n - 1))));
  return first === 1 ? multiply(t, sum) : sum;
}

/** sin(pi x + quarters pi/2), for any finite x. */
export function sineOfTurn(x: number, quarters: 0 | 1): DoubleDouble {
  const nearest = Math.round(2 * x);
  const t = multiply(PI, fromNumber(x - nearest / 2));
  const quadrant = ((nearest % 4) + quarters + 4) % 4;
  const value = taylor(t, quadrant % 2 === 0 ? 1 : 0);
  return quadrant < 2 ? value : negate(value);
}

/**
 * sin(pi x), correctly rounded: f32 to f32. At an integer n it is +0 for n >= +0 and -0 for n <= -0; NaN at the
 * infinities.
 */
export function sinpi(x: number): number {
  if (Number.isInteger(x)) return x < 0 || Object.is(x, -0) ? -0 : 0;
  if (!Number.isFinite(x)) return NaN;
  return roundToFloat(sineOfTurn(x, 0));
}

/** cos(pi x), correctly rounded: f32 to f32. It is +0 at every half-integer; NaN at the infinities. */
export function cospi(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Number.isInteger(2 * x) && !Number.isInteger(x)) return 0;
  return roundToFloat(sineOfTurn(x, 1));
}
