/**
 * sin and cos of pi a in f64, from which sinpi and cospi are made.
 *
 *   n = 2a rounded, r = a - n/2 (exact), |r| <= 1/4; the quadrant n chooses between sin(pi r), cos(pi r) and their
 *   negatives
 *
 * pi r is split: the first 29 bits of pi times r (at most 24 bits) is exact.
 */
import { COSPI, PI, SINPI } from "./tables";
import { add, at, atMost, horner, mul, negateByHalf, SHIFTER, sub, whereOdd, wide } from "./wide";

/** sin(pi a + quarters pi/2) for a >= 0. Zeros are +0; NaN at infinity. */
// @ts-ignore: decorator
@inline export function turnWide<W>(a: W, quarters: f64): W {
  // Every f32 from 2^24 on is an even integer.
  const bounded = atMost<W>(a, 16777216);
  const shifted = add<W>(add<W>(bounded, bounded), wide<W>(SHIFTER));
  const r = sub<W>(bounded, mul<W>(wide<W>(0.5), sub<W>(shifted, wide<W>(SHIFTER))));
  const z = mul<W>(r, r);

  let sine = at<W>(SINPI, 6);
  sine = horner<W>(sine, z, SINPI, 5);
  sine = horner<W>(sine, z, SINPI, 4);
  sine = horner<W>(sine, z, SINPI, 3);
  sine = horner<W>(sine, z, SINPI, 2);
  sine = horner<W>(sine, z, SINPI, 1);
  sine = horner<W>(sine, z, SINPI, 0);
  sine = add<W>(mul<W>(r, at<W>(PI, 0)), mul<W>(r, add<W>(at<W>(PI, 1), mul<W>(z, sine))));

  let cosine = at<W>(COSPI, 6);
  cosine = horner<W>(cosine, z, COSPI, 5);
  cosine = horner<W>(cosine, z, COSPI, 4);
  cosine = horner<W>(cosine, z, COSPI, 3);
  cosine = horner<W>(cosine, z, COSPI, 2);
  cosine = horner<W>(cosine, z, COSPI, 1);
  cosine = horner<W>(cosine, z, COSPI, 0);
  cosine = add<W>(wide<W>(1), mul<W>(z, cosine));

  const quadrant = add<W>(shifted, wide<W>(quarters));
  const value = negateByHalf<W>(quadrant, whereOdd<W>(quadrant, cosine, sine));
  // a - a is +0 and makes a zero positive; for an infinite a it is NaN.
  return add<W>(value, sub<W>(a, a));
}
