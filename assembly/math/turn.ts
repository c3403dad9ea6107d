/**
 * sin and cos of pi a in f64, from which sinpi and cospi are made.
 *
 *   n = 2a rounded, r = a - n/2 (exact), |r| <= 1/4; the quadrant n chooses between sin(pi r), cos(pi r) and their
 *   negatives
 *
 * pi r is split: the first 29 bits of pi times r (at most 24 bits) is exact.
 */
import { COSPI, PI, SINPI } from "./tables";
import { at, atMost, horner, SHIFTER } from "./wide";

/** sin(pi a + quarters pi/2) for a >= 0. Zeros are +0; NaN at infinity. */
// @ts-ignore: decorator
@inline export function turn(a: f64, quarters: f64): f64 {
  // Every f32 from 2^24 on is an even integer.
  const bounded = atMost<f64>(a, 16777216);
  const shifted = bounded + bounded + SHIFTER;
  const r = bounded - 0.5 * (shifted - SHIFTER);
  const z = r * r;

  let sine = at<f64>(SINPI, 6);
  sine = horner<f64>(sine, z, SINPI, 5);
  sine = horner<f64>(sine, z, SINPI, 4);
  sine = horner<f64>(sine, z, SINPI, 3);
  sine = horner<f64>(sine, z, SINPI, 2);
  sine = horner<f64>(sine, z, SINPI, 1);
  sine = horner<f64>(sine, z, SINPI, 0);
  sine = r * at<f64>(PI, 0) + r * (at<f64>(PI, 1) + z * sine);

  let cosine = at<f64>(COSPI, 6);
  cosine = horner<f64>(cosine, z, COSPI, 5);
  cosine = horner<f64>(cosine, z, COSPI, 4);
  cosine = horner<f64>(cosine, z, COSPI, 3);
  cosine = horner<f64>(cosine, z, COSPI, 2);
  cosine = horner<f64>(cosine, z, COSPI, 1);
  cosine = horner<f64>(cosine, z, COSPI, 0);
  cosine = 1 + z * cosine;

  const quadrant = reinterpret<u64>(shifted + quarters);
  const value = (quadrant & 1) != 0 ? cosine : sine;
  const signed = reinterpret<f64>(reinterpret<u64>(value) ^ ((quadrant << 62) & 0x8000000000000000));
  // a - a is +0 and makes a zero positive; for an infinite a it is NaN.
  return signed + (a - a);
}
