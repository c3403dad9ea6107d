/**
 * e^x and log x in f64, two at a time: the operations of src/reference/float64.ts in their order, for the arguments that
 * log-probabilities have.
 *
 * Source: algorithms and coefficients of FDLIBM 5.3 (e_exp.c, e_log.c), of which the notice is there.
 * Checked: tests/measure/kernel.test.ts.
 */
import { SHIFTER } from "../math/wide";

const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LN2: f64 = 1.442695040888963387;

// @ts-ignore: decorator
@inline function horner(sum: v128, x: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.splat(coefficient), f64x2.mul(x, sum));
}

/** To the nearest integer, halves upwards, as JavaScript's Math.round. */
// @ts-ignore: decorator
@inline function round(x: v128): v128 {
  const up = f64x2.ceil(x);
  return f64x2.sub(up, v128.and(f64x2.gt(f64x2.sub(up, f64x2.splat(0.5)), x), f64x2.splat(1)));
}

/** 2^k for integers -1022 <= k <= 1023. */
// @ts-ignore: decorator
@inline function powerOfTwo(k: v128): v128 {
  const inLowBits = f64x2.add(k, f64x2.splat(SHIFTER));
  return i64x2.shl(i64x2.add(inLowBits, i64x2.splat(1023)), 52);
}

/** e^x for x <= 0. */
export function expNegative(x: v128): v128 {
  const k = round(f64x2.mul(x, f64x2.splat(INVERSE_LN2)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.splat(4.13813679705723846039e-8);
  p = horner(p, t, -1.6533902205465251539e-6);
  p = horner(p, t, 6.61375632143793436117e-5);
  p = horner(p, t, -2.77777777770155933842e-3);
  p = horner(p, t, 1.66666666666666019037e-1);
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  // In two steps where 2^k is no normal number.
  const isSmall = f64x2.lt(k, f64x2.splat(-1021));
  const scale = powerOfTwo(f64x2.add(k, v128.and(isSmall, f64x2.splat(1000))));
  const rest = v128.bitselect(f64x2.splat(reinterpret<f64>((<u64>(1023 - 1000)) << 52)), f64x2.splat(1), isSmall);
  const result = f64x2.mul(f64x2.mul(y, scale), rest);
  return v128.andnot(result, f64x2.lt(x, f64x2.splat(-745.1332191019411)));
}

/** log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)], plus k log(2). */
// @ts-ignore: decorator
@inline function logarithm(f: v128, k: v128): v128 {
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const half = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const z = f64x2.mul(s, s);
  let p = f64x2.splat(1.479819860510658591e-1);
  p = horner(p, z, 1.531383769920937332e-1);
  p = horner(p, z, 1.818357216161805012e-1);
  p = horner(p, z, 2.222219843214978396e-1);
  p = horner(p, z, 2.857142874366239149e-1);
  p = horner(p, z, 3.999999999940941908e-1);
  p = horner(p, z, 6.66666666666673513e-1);
  const sum = f64x2.mul(s, f64x2.add(half, f64x2.mul(z, p)));
  const near = f64x2.sub(half, f64x2.add(sum, f64x2.mul(k, f64x2.splat(LN2_LOW))));
  return f64x2.sub(f64x2.mul(k, f64x2.splat(LN2_HIGH)), f64x2.sub(near, f));
}

/** log x for normal x > 0. */
export function logNormal(x: v128): v128 {
  const moved = i64x2.add(x, i64x2.splat((0x3ff00000 - 0x3fe6a09e) << 32));
  const k = i64x2.sub(i64x2.shr_u(moved, 52), i64x2.splat(1023));
  const mantissa = i64x2.add(v128.and(moved, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3fe6a09e << 32));
  const exponent = f64x2.convert_low_i32x4_s(i32x4.shuffle(k, k, 0, 2, 0, 2));
  return logarithm(f64x2.sub(mantissa, f64x2.splat(1)), exponent);
}

/** log(1 + x) for 0 <= x < 0.4142. */
export function log1pSmall(x: v128): v128 {
  const isTiny = f64x2.lt(x, f64x2.splat(5.551115123125783e-17)); // 2^-54
  return v128.bitselect(x, logarithm(x, f64x2.splat(0)), isTiny);
}
