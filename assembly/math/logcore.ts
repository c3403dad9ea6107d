/**
 * log(1 + f) in f64 for 1 + f in [sqrt(1/2), sqrt(2)], from which log, log1p and softplus are made.
 *
 *   s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - (h - s (h + R)), h = f^2 / 2, R = s^2 times a polynomial in s^2
 *
 * Source: the form of FDLIBM's e_log.c, in which the terms after f are small, so that their rounding errors are.
 */
import { ATANH, LN2 } from "./tables";
import { add, at, div, horner, mul, sub, wide } from "./wide";

/** n log(2) + log(1 + f). */
// @ts-ignore: decorator
@inline export function logWide<W>(n: W, f: W): W {
  const s = div<W>(f, add<W>(wide<W>(2), f));
  const z = mul<W>(s, s);
  const square = mul<W>(z, z);
  let even = at<W>(ATANH, 6);
  even = horner<W>(even, square, ATANH, 4);
  even = horner<W>(even, square, ATANH, 2);
  even = horner<W>(even, square, ATANH, 0);
  let odd = at<W>(ATANH, 7);
  odd = horner<W>(odd, square, ATANH, 5);
  odd = horner<W>(odd, square, ATANH, 3);
  odd = horner<W>(odd, square, ATANH, 1);
  const rest = mul<W>(z, add<W>(even, mul<W>(z, odd)));
  const half = mul<W>(wide<W>(0.5), mul<W>(f, f));
  const small = sub<W>(half, add<W>(mul<W>(s, add<W>(half, rest)), mul<W>(n, at<W>(LN2, 2))));
  return add<W>(mul<W>(n, at<W>(LN2, 1)), sub<W>(f, small));
}
