/**
 * e^x in f64, from which exp, expm1, tanh, sigmoid and softplus are made.
 *
 *   n = x / log(2) rounded, r = x - n log(2), e^x = 2^n (1 + p) with p = e^r - 1 = r + r^2 q(r)
 */
import { EXPM1, LN2 } from "./tables";
import { add, at, horner, mul, ONE, powerOfTwo, SHIFT, SHIFTER, sub } from "./wide";

/** x / log(2) + SHIFTER, for |x| < 700. */
// @ts-ignore: decorator
@inline function shiftedExponent<W>(x: W): W {
  return add<W>(mul<W>(x, at<W>(LN2, 0)), at<W>(SHIFT, 0));
}

/** p = e^r - 1. q of degree 10 in even and odd part, two shorter chains. */
// @ts-ignore: decorator
@inline function restOf<W>(x: W, shifted: W): W {
  const n = sub<W>(shifted, at<W>(SHIFT, 0));
  const r = sub<W>(sub<W>(x, mul<W>(n, at<W>(LN2, 1))), mul<W>(n, at<W>(LN2, 2)));
  const square = mul<W>(r, r);
  let even = at<W>(EXPM1, 10);
  even = horner<W>(even, square, EXPM1, 8);
  even = horner<W>(even, square, EXPM1, 6);
  even = horner<W>(even, square, EXPM1, 4);
  even = horner<W>(even, square, EXPM1, 2);
  even = horner<W>(even, square, EXPM1, 0);
  let odd = at<W>(EXPM1, 9);
  odd = horner<W>(odd, square, EXPM1, 7);
  odd = horner<W>(odd, square, EXPM1, 5);
  odd = horner<W>(odd, square, EXPM1, 3);
  odd = horner<W>(odd, square, EXPM1, 1);
  return add<W>(r, mul<W>(square, add<W>(even, mul<W>(r, odd))));
}

/** e^x for |x| < 700. */
// @ts-ignore: decorator
@inline export function expWide<W>(x: W): W {
  const shifted = shiftedExponent<W>(x);
  return mul<W>(powerOfTwo<W>(shifted), add<W>(at<W>(ONE, 0), restOf<W>(x, shifted)));
}

/** e^x - 1 for |x| < 700, precise near 0 too: 2^n p + (2^n - 1). Of -0 it is +0. */
// @ts-ignore: decorator
@inline export function expm1Wide<W>(x: W): W {
  const shifted = shiftedExponent<W>(x);
  const power = powerOfTwo<W>(shifted);
  return add<W>(mul<W>(power, restOf<W>(x, shifted)), sub<W>(power, at<W>(ONE, 0)));
}
