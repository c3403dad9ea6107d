/**
 * The wide lane: the functions of this folder compute in f64 and are written once over W, which is v128 (two f64) or
 * f64. Each function here is one or a few instructions that give the same bits in either build.
 *
 * An f32 cell T has two halves (v128) or is one number (f32): see round.ts.
 */

// @ts-ignore: decorator
@inline export function wide<W>(value: f64): W {
  if (isVector<W>()) return f64x2.splat(value);
  return value;
}

/** The i-th number of a table. */
// @ts-ignore: decorator
@inline export function at<W>(table: usize, i: usize): W {
  if (isVector<W>()) return v128.load64_splat(table + (i << 3));
  return load<f64>(table + (i << 3));
}

// @ts-ignore: decorator
@inline export function add<W>(a: W, b: W): W {
  if (isVector<W>()) return f64x2.add(a, b);
  return a + b;
}

// @ts-ignore: decorator
@inline export function sub<W>(a: W, b: W): W {
  if (isVector<W>()) return f64x2.sub(a, b);
  return a - b;
}

// @ts-ignore: decorator
@inline export function mul<W>(a: W, b: W): W {
  if (isVector<W>()) return f64x2.mul(a, b);
  return a * b;
}

// @ts-ignore: decorator
@inline export function div<W>(a: W, b: W): W {
  if (isVector<W>()) return f64x2.div(a, b);
  return a / b;
}

// @ts-ignore: decorator
@inline export function abs<W>(a: W): W {
  if (isVector<W>()) return f64x2.abs(a);
  return f64.abs(a);
}

// @ts-ignore: decorator
@inline export function neg<W>(a: W): W {
  if (isVector<W>()) return f64x2.neg(a);
  return -a;
}

/** One step of Horner's rule: (sum * x) + the i-th coefficient, two roundings. */
// @ts-ignore: decorator
@inline export function horner<W>(sum: W, x: W, table: usize, i: usize): W {
  return add<W>(mul<W>(sum, x), at<W>(table, i));
}

/** limit < x ? limit : x, so a NaN stays. */
// @ts-ignore: decorator
@inline export function atMost<W>(x: W, limit: f64): W {
  if (isVector<W>()) return f64x2.pmin(x, f64x2.splat(limit));
  return limit < x ? limit : x;
}

/** x < limit ? limit : x, so a NaN stays. */
// @ts-ignore: decorator
@inline export function atLeast<W>(x: W, limit: f64): W {
  if (isVector<W>()) return f64x2.pmax(x, f64x2.splat(limit));
  return x < limit ? limit : x;
}

/** a < b ? x : y; false where a NaN takes part. */
// @ts-ignore: decorator
@inline export function whereLess<W>(a: W, b: W, x: W, y: W): W {
  if (isVector<W>()) return v128.bitselect(x, y, f64x2.lt(a, b));
  return a < b ? x : y;
}

/** The magnitude of a with the sign of b. */
// @ts-ignore: decorator
@inline export function withSign<W>(a: W, b: W): W {
  if (isVector<W>()) return v128.bitselect(a, b, i64x2.splat(0x7fffffffffffffff));
  return f64.copysign(a, b);
}

/** a for b >= +0, -a for b <= -0. */
// @ts-ignore: decorator
@inline export function timesSign<W>(a: W, b: W): W {
  if (isVector<W>()) return v128.xor(a, v128.and(b, i64x2.splat(0x8000000000000000)));
  return reinterpret<f64>(reinterpret<u64>(a) ^ (reinterpret<u64>(b) & 0x8000000000000000));
}

/** Bits of sqrt(1/2), and 1 in the exponent field less them. */
const ROOT_HALF: i64 = 0x3fe6a09e667f3bcd;
const TO_ROOT_HALF: i64 = 0x3ff0000000000000 - ROOT_HALF;

/** n such that x / 2^n is in [sqrt(1/2), sqrt(2)), for a positive normal x. */
// @ts-ignore: decorator
@inline export function exponentOf<W>(x: W): W {
  // The biased exponent n + 1023 goes into the low bits of SHIFTER.
  const bias = SHIFTER + 1023;
  if (isVector<W>()) {
    const biased = i64x2.shr_u(i64x2.add(x, i64x2.splat(TO_ROOT_HALF)), 52);
    return f64x2.sub(v128.or(biased, f64x2.splat(SHIFTER)), f64x2.splat(bias));
  }
  const biased = (reinterpret<u64>(x) + TO_ROOT_HALF) >> 52;
  return reinterpret<f64>(biased | reinterpret<u64>(SHIFTER)) - bias;
}

/** x / 2^n in [sqrt(1/2), sqrt(2)), for a positive normal x. */
// @ts-ignore: decorator
@inline export function significandOf<W>(x: W): W {
  if (isVector<W>()) {
    return i64x2.add(
      v128.and(i64x2.add(x, i64x2.splat(TO_ROOT_HALF)), i64x2.splat(0x000fffffffffffff)),
      i64x2.splat(ROOT_HALF),
    );
  }
  return reinterpret<f64>(((reinterpret<u64>(x) + TO_ROOT_HALF) & 0x000fffffffffffff) + ROOT_HALF);
}

/**
 * 1.5 * 2^52. x + SHIFTER is x rounded to an integer n (|x| < 2^51), ties to even, with n in the low bits of its
 * pattern; minus SHIFTER it is n. The functions below take that sum.
 */
export const SHIFTER: f64 = 6755399441055744.0;
/** The two numbers of nearly all functions, in memory as the tables are. */
export const SHIFT = memory.data<f64>([6755399441055744.0]);
export const ONE = memory.data<f64>([1]);

/** 2^n for -1022 <= n <= 1023. */
// @ts-ignore: decorator
@inline export function powerOfTwo<W>(shifted: W): W {
  if (isVector<W>()) return i64x2.add(i64x2.shl(shifted, 52), at<W>(ONE, 0));
  return reinterpret<f64>((reinterpret<u64>(shifted) << 52) + 0x3ff0000000000000);
}
