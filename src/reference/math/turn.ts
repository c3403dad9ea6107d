/** sin(pi x) and cos(pi x) in double-double, from which sinpi and cospi are made. */
import { add, type DoubleDouble, divide, fromNumber, multiply, negate } from "./double-double.js";

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
