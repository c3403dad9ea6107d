/**
 * erf: 2/sqrt(pi) times the integral of e^-t^2 from 0 to x, correctly rounded.
 *
 * Source:  erf(x) = x P_i(|x| - i/16) with i = 16|x| rounded: 64 polynomials of degree 8 for erf(x)/x, so it is precise
 * near 0 too.
 * Checked: npm run prove:math (all 2^32 arguments; no hard case).
 */
import { join, lower, upper } from "./round";
import { ERF } from "./tables";
import { abs, add, at, atMost, mul, SHIFT, sub, timesSign, wide } from "./wide";

/** Address of the coefficients of the piece in the low bits of a shifted number; in bounds for a NaN too. */
// @ts-ignore: decorator
@inline function row(shifted: i64): usize {
  return ERF + <usize>(shifted & 63) * 72;
}

/** Coefficient c of each element's piece. */
// @ts-ignore: decorator
@inline function piece<W>(shifted: W, c: usize): W {
  if (isVector<W>()) {
    const first = v128.load64_zero(row(i64x2.extract_lane(shifted, 0)) + (c << 3));
    return v128.load64_lane(row(i64x2.extract_lane(shifted, 1)) + (c << 3), first, 1);
  }
  return load<f64>(row(reinterpret<i64>(shifted)) + (c << 3));
}

/** Bounded where the result is 1 anyway, inside the last piece. */
// @ts-ignore: decorator
@inline function core<W>(x: W): W {
  const a = atMost<W>(abs<W>(x), 3.96);
  const shifted = add<W>(mul<W>(a, wide<W>(16)), at<W>(SHIFT, 0));
  const t = sub<W>(a, mul<W>(sub<W>(shifted, at<W>(SHIFT, 0)), wide<W>(0.0625)));
  let p = piece<W>(shifted, 8);
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 7));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 6));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 5));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 4));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 3));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 2));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 1));
  p = add<W>(mul<W>(p, t), piece<W>(shifted, 0));
  return timesSign<W>(mul<W>(a, p), x);
}

export function erf<T>(x: T): T {
  if (isVector<T>()) return join(core<v128>(lower(x)), core<v128>(upper(x)));
  return <f32>core<f64>(<f64>x);
}
