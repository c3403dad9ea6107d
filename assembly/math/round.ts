/**
 * Between f32 and f64: the halves of a cell, and the one rounding at the end.
 *
 * The f64 of a core is wrong by a few units in the last place (docs/math.md). Rounding it to f32 gives the correctly
 * rounded result unless the exact value lies that near to the middle of two f32; then its low 29 bits are near 2^28. A
 * function for which that happens has a table of the arguments that would go wrong, found by trying all 2^32 (npm run
 * prove:math).
 *
 * Layout of a table: `count` pairs of u32, the bits of the argument and the bits of the result.
 */

/** Half-width of the doubtful interval, in units of the last place of f64. */
const DOUBT: u32 = 64;

/** x between -limit and limit, or the nearer of the two; a NaN stays. */
// @ts-ignore: decorator
@inline export function bounded<T>(x: T, limit: f32): T {
  if (isVector<T>()) return f32x4.pmax(f32x4.pmin(x, f32x4.splat(limit)), f32x4.splat(-limit));
  return limit < x ? limit : x < -limit ? -limit : x;
}

/** f64 of elements 0 and 1. */
// @ts-ignore: decorator
@inline export function lower(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** f64 of elements 2 and 3. */
// @ts-ignore: decorator
@inline export function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1));
}

/** Both halves rounded to f32. */
// @ts-ignore: decorator
@inline export function join(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** As `join`; arguments named in the table get their result from there. */
// @ts-ignore: decorator
@inline export function settlePair(x: v128, low: v128, high: v128, table: usize, count: i32): v128 {
  const rounded = join(low, high);
  const tails = i32x4.shl(i32x4.shuffle(low, high, 0, 2, 4, 6), 3);
  const distance = i32x4.sub(tails, i32x4.splat((0x10000000 - DOUBT) << 3));
  if (!v128.any_true(i32x4.lt_u(distance, i32x4.splat((2 * DOUBT) << 3)))) return rounded;
  return lookUpCell(x, rounded, table, count);
}

/** f32 of the core's value y for the argument x, by the table where it is named there. */
// @ts-ignore: decorator
@inline export function settle(x: f32, y: f64, table: usize, count: i32): f32 {
  const distance = ((<u32>reinterpret<u64>(y)) << 3) - ((0x10000000 - DOUBT) << 3);
  if (distance >= (2 * DOUBT) << 3) return <f32>y;
  return lookUp(x, <f32>y, table, count);
}

function lookUpCell(x: v128, rounded: v128, table: usize, count: i32): v128 {
  for (const end = table + ((<usize>count) << 3); table < end; table += 8) {
    rounded = v128.bitselect(v128.load32_splat(table, 4), rounded, i32x4.eq(x, v128.load32_splat(table)));
  }
  return rounded;
}

function lookUp(x: f32, rounded: f32, table: usize, count: i32): f32 {
  for (const end = table + ((<usize>count) << 3); table < end; table += 8) {
    if (reinterpret<u32>(x) == load<u32>(table)) return load<f32>(table, 4);
  }
  return rounded;
}
