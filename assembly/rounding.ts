/**
 * Roundings that f32 arithmetic does not have.
 *
 *   fma(a, b, c) = a b + c rounded once     bf16, tf32, f16: rounded to that format, ties to even
 *   flushed(x) = a zero of its sign below 2^-126
 *
 * Lanes:   each by itself; T is v128 or f32.
 * Source:  docs/arithmetic.md section 15; Boldo and Melquiond 2008 (rounding to odd), Knuth (TwoSum).
 * Checked: tests/kernel/rounding.test.ts against src/reference/rounding.ts.
 */
import { abs, mul, splat, sub, whereEqual } from "./lane";

/** The two floats of an f32x4 from lane 0 on, as f64x2. */
// @ts-ignore: decorator
@inline export function promoteLow(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** Those from lane 2 on. */
// @ts-ignore: decorator
@inline export function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

/** Two f64x2 as an f32x4. */
// @ts-ignore: decorator
@inline export function demote(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** p + c in f64, rounded to odd: rounded to f32 next, it is rounded once. */
// @ts-ignore: decorator
@inline function oddSums(p: v128, c: v128): v128 {
  const sum = f64x2.add(p, c);
  const ofC = f64x2.sub(sum, p);
  const error = f64x2.add(f64x2.sub(p, f64x2.sub(sum, ofC)), f64x2.sub(c, ofC));
  const zero = f64x2.splat(0);
  const isAbove = f64x2.gt(error, zero);
  // Of what is not finite the error is a NaN, neither above nor below 0.
  const isInexact = v128.or(isAbove, f64x2.lt(error, zero));
  const isEven = i64x2.eq(v128.and(sum, i64x2.splat(1)), zero);
  const step = v128.or(v128.xor(isAbove, f64x2.gt(sum, zero)), i64x2.splat(1));
  return i64x2.add(sum, v128.and(step, v128.and(isInexact, isEven)));
}

// @ts-ignore: decorator
@inline function oddSum(p: f64, c: f64): f64 {
  const sum = p + c;
  const ofC = sum - p;
  const error = p - (sum - ofC) + (c - ofC);
  const isInexact = i64(error > 0) | i64(error < 0);
  const bits = reinterpret<i64>(sum);
  const step = (i64(error > 0) ^ i64(sum > 0) ? -1 : 1) * (isInexact & ~bits & 1);
  return reinterpret<f64>(bits + step);
}

/** a b + c. */
// @ts-ignore: decorator
@inline export function fma<T>(a: T, b: T, c: T): T {
  if (isVector<T>()) {
    const low = oddSums(f64x2.mul(promoteLow(a), promoteLow(b)), promoteLow(c));
    return demote(low, oddSums(f64x2.mul(promoteHigh(a), promoteHigh(b)), promoteHigh(c)));
  }
  return <f32>oddSum(<f64>a * <f64>b, <f64>c);
}

/** Rounded to `23 - cut` bits behind the point. */
// @ts-ignore: decorator
@inline function shortened<T>(x: T, cut: i32): T {
  const half = (1 << (cut - 1)) - 1;
  const kept = -1 << cut;
  if (isVector<T>()) {
    const odd = v128.and(i32x4.shr_u(x, cut), i32x4.splat(1));
    const bits = v128.and(i32x4.add(i32x4.add(x, i32x4.splat(half)), odd), i32x4.splat(kept));
    return whereEqual<T>(x, x, bits, x);
  }
  const bits = reinterpret<u32>(x);
  return whereEqual<T>(x, x, reinterpret<f32>((bits + half + ((bits >>> cut) & 1)) & kept), x);
}

/** The sign of one number on the size of another. */
// @ts-ignore: decorator
@inline function withSignOf<T>(size: T, x: T): T {
  if (isVector<T>()) return v128.bitselect(x, size, i32x4.splat(0x80000000));
  return reinterpret<f32>(reinterpret<u32>(size) | (reinterpret<u32>(x) & 0x80000000));
}

/** a < b ? x : y, lane by lane. */
// @ts-ignore: decorator
@inline function whereLess<T>(a: T, b: T, x: T, y: T): T {
  if (isVector<T>()) return v128.bitselect(x, y, f32x4.lt(a, b));
  return a < b ? x : y;
}

// @ts-ignore: decorator
@inline function toF16<T>(x: T): T {
  const size = abs<T>(x);
  // Below 2^-14 they are the multiples of 2^-24; three quarters have as many bits before that.
  const threeQuarters = splat<T>(0.75);
  const small = sub<T>(sub<T>(size, splat<T>(-0.75)), threeQuarters);
  const rounded = whereLess<T>(size, splat<T>(6.103515625e-5), small, shortened<T>(size, 13));
  return withSignOf<T>(whereLess<T>(rounded, splat<T>(65536), rounded, mul<T>(rounded, splat<T>(f32.MAX_VALUE))), x);
}

/** A number in a format: 1 bf16, 2 tf32, 3 f16. */
// @ts-ignore: decorator
@inline export function inFormat<T>(x: T, format: i32): T {
  if (format == 1) return shortened<T>(x, 16);
  return format == 2 ? shortened<T>(x, 13) : toF16<T>(x);
}

// @ts-ignore: decorator
@inline export function flushed<T>(x: T): T {
  return whereLess<T>(abs<T>(x), splat<T>(1.1754943508222875e-38), mul<T>(x, splat<T>(0)), x);
}
