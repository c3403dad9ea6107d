/**
 * The parts of e^2h for a function that divides anyway, as tanh does: a polynomial half as long as that of expcore.ts.
 *
 *   n = 2h / log(2) rounded, r = h - n log(2)/2, e^2h = 2^n (c + r) / (c - r) with c = r coth(r), an even function of r
 */
import { COTH, HALF_LN2 } from "./tables";
import { add, at, horner, mul, ONE, SHIFT, SHIFTER, sub } from "./wide";

/** 2h / log(2) + SHIFTER, for |h| < 350. */
// @ts-ignore: decorator
@inline export function shiftedHalf<W>(h: W): W {
  return add<W>(mul<W>(h, at<W>(HALF_LN2, 0)), at<W>(SHIFT, 0));
}

/** r. Of -0 it is -0, because both parts of log(2)/2 are positive. */
// @ts-ignore: decorator
@inline export function restOfHalf<W>(h: W, shifted: W): W {
  const n = sub<W>(shifted, at<W>(SHIFT, 0));
  return sub<W>(sub<W>(h, mul<W>(n, at<W>(HALF_LN2, 1))), mul<W>(n, at<W>(HALF_LN2, 2)));
}

/** r coth(r) for |r| <= log(2)/4. */
// @ts-ignore: decorator
@inline export function timesCoth<W>(r: W): W {
  const square = mul<W>(r, r);
  let sum = at<W>(COTH, 4);
  sum = horner<W>(sum, square, COTH, 3);
  sum = horner<W>(sum, square, COTH, 2);
  sum = horner<W>(sum, square, COTH, 1);
  sum = horner<W>(sum, square, COTH, 0);
  return add<W>(at<W>(ONE, 0), mul<W>(square, sum));
}
