/**
 * The lane: one source, two builds. A number of the network is a cell T of lanes<T>() floats: v128 (four replicas side
 * by side) or f32 (one). A register V holds one cell, or four cells of one replica side by side. Lanes are never added
 * together, so all three give the same bits.
 *
 * Each function is one instruction, or one comparison with one select, in either build.
 */

// @ts-ignore: decorator
@inline export function lanes<T>(): i32 {
  return sizeof<T>() >> 2;
}

// @ts-ignore: decorator
@inline export function splat<T>(value: f32): T {
  if (isVector<T>()) return f32x4.splat(value);
  return value;
}

/** The number at an address, in every lane. */
// @ts-ignore: decorator
@inline export function splatAt<T>(address: usize): T {
  if (isVector<T>()) return v128.load32_splat(address);
  return load<f32>(address);
}

// @ts-ignore: decorator
@inline export function add<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.add(a, b);
  return a + b;
}

// @ts-ignore: decorator
@inline export function sub<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.sub(a, b);
  return a - b;
}

// @ts-ignore: decorator
@inline export function mul<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.mul(a, b);
  return a * b;
}

/**
 * sum + a b, a product and an addition. In the relaxed build, which is a witness and never makes a result, the engine
 * may fuse them.
 */
// @ts-ignore: decorator
@inline export function madd<T>(a: T, b: T, sum: T): T {
  if (isVector<T>()) {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
    return f32x4.add(sum, f32x4.mul(a, b));
  }
  return sum + a * b;
}

// @ts-ignore: decorator
@inline export function div<T>(a: T, b: T): T {
  if (isVector<T>()) return f32x4.div(a, b);
  return a / b;
}

// @ts-ignore: decorator
@inline export function sqrt<T>(a: T): T {
  if (isVector<T>()) return f32x4.sqrt(a);
  return f32.sqrt(a);
}

// @ts-ignore: decorator
@inline export function neg<T>(a: T): T {
  if (isVector<T>()) return f32x4.neg(a);
  return -a;
}

// @ts-ignore: decorator
@inline export function abs<T>(a: T): T {
  if (isVector<T>()) return f32x4.abs(a);
  return f32.abs(a);
}

/** a > b ? x : y, lane by lane; false where a NaN takes part. */
// @ts-ignore: decorator
@inline export function whereGreater<T>(a: T, b: T, x: T, y: T): T {
  if (isVector<T>()) return v128.bitselect(x, y, f32x4.gt(a, b));
  return a > b ? x : y;
}

/** a > b ? +0 : x, lane by lane; x where a NaN takes part. */
// @ts-ignore: decorator
@inline export function whereNotGreater<T>(a: T, b: T, x: T): T {
  if (isVector<T>()) return v128.andnot(x, f32x4.gt(a, b));
  return a > b ? 0 : x;
}

/** z > 0 ? x : +0, lane by lane. */
// @ts-ignore: decorator
@inline export function wherePositive<T>(z: T, x: T): T {
  if (isVector<T>()) return v128.and(x, f32x4.gt(z, f32x4.splat(0)));
  return z > 0 ? x : 0;
}

/** z > 0 ? 1 : +0, lane by lane, without a constant: engines build one anew in each round of a loop. */
// @ts-ignore: decorator
@inline export function oneWherePositive<T>(z: T): T {
  if (isVector<T>()) return f32x4.convert_i32x4_s(i32x4.shr_u(f32x4.gt(z, f32x4.splat(0)), 31));
  return z > 0 ? 1 : 0;
}

/** a >= b ? x : y, lane by lane; false where a NaN takes part. */
// @ts-ignore: decorator
@inline export function whereAtLeast<T>(a: T, b: T, x: T, y: T): T {
  if (isVector<T>()) return v128.bitselect(x, y, f32x4.ge(a, b));
  return a >= b ? x : y;
}

/** a == b ? x : y, lane by lane. */
// @ts-ignore: decorator
@inline export function whereEqual<T>(a: T, b: T, x: T, y: T): T {
  if (isVector<T>()) return v128.bitselect(x, y, f32x4.eq(a, b));
  return a == b ? x : y;
}

/**
 * Flag of what is not finite: x - x is +0 for a finite x and NaN for the rest. So the union of flags is +0 in a lane
 * where every value was finite, and NaN in the others.
 */
// @ts-ignore: decorator
@inline export function nonFinite<T>(x: T): T {
  return sub<T>(x, x);
}

/** Of two flags. (The sum would do as well; a vector has a shorter way.) */
// @ts-ignore: decorator
@inline export function union<T>(a: T, b: T): T {
  if (isVector<T>()) return v128.or(a, b);
  return a + b;
}

/** Whether a union of flags is NaN in any lane. */
// @ts-ignore: decorator
@inline export function anyNonFinite<T>(flags: T): bool {
  if (isVector<T>()) return v128.any_true(flags);
  return flags != flags;
}
