/**
 * Counter-based random numbers.
 *
 *   threefry(key, c0, c1) -> two words    uniform(w) = (w >>> 8) 2^-24    normal(w, w') = sqrt(-2 log u1) cospi(2 u2)
 *
 * Lanes:   a key each; uniform, normal and below are for one lane.
 * Source:  Salmon, Moraes, Dror, Shaw, SC 2011 (Threefry2x32-20); Box and Muller 1958; docs/arithmetic.md section 3.
 * Checked: tests/assembly/random.spec.ts (published vectors).
 */
import { cospi } from "./math/cospi";
import { log } from "./math/log";

const PARITY: u32 = 0x1bd11bda;

// @ts-ignore: decorator
@inline function word<W>(value: u32): W {
  if (isVector<W>()) return i32x4.splat(value);
  return value;
}

// @ts-ignore: decorator
@inline function add<W>(a: W, b: W): W {
  if (isVector<W>()) return i32x4.add(a, b);
  return a + b;
}

// @ts-ignore: decorator
@inline function xor<W>(a: W, b: W): W {
  if (isVector<W>()) return v128.xor(a, b);
  return a ^ b;
}

// @ts-ignore: decorator
@inline function rotate<W>(a: W, by: i32): W {
  if (isVector<W>()) return v128.or(i32x4.shl(a, by), i32x4.shr_u(a, 32 - by));
  return rotl<u32>(a, by);
}

/**
 * The two words of a block, stored one after the other at `words`. W is u32, or v128: four keys side by side with one
 * counter.
 */
export function threefry<W>(words: usize, k0: W, k1: W, c0: u32, c1: u32): void {
  const k2 = xor<W>(word<W>(PARITY), xor<W>(k0, k1));
  let x0 = add<W>(word<W>(c0), k0);
  let x1 = add<W>(word<W>(c1), k1);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 13), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 15), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 26), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 6), x0);
  x0 = add<W>(x0, k1);
  x1 = add<W>(x1, add<W>(k2, word<W>(1)));
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 17), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 29), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 16), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 24), x0);
  x0 = add<W>(x0, k2);
  x1 = add<W>(x1, add<W>(k0, word<W>(2)));
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 13), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 15), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 26), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 6), x0);
  x0 = add<W>(x0, k0);
  x1 = add<W>(x1, add<W>(k1, word<W>(3)));
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 17), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 29), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 16), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 24), x0);
  x0 = add<W>(x0, k1);
  x1 = add<W>(x1, add<W>(k2, word<W>(4)));
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 13), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 15), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 26), x0);
  x0 = add<W>(x0, x1);
  x1 = xor<W>(rotate<W>(x1, 6), x0);
  x0 = add<W>(x0, k2);
  x1 = add<W>(x1, add<W>(k0, word<W>(5)));
  store<W>(words, x0);
  store<W>(words, x1, sizeof<W>());
}

/** Uniform in [0, 1): the upper 24 bits of a word. */
// @ts-ignore: decorator
@inline export function uniform(word: u32): f32 {
  return <f32>(word >>> 8) * <f32>5.960464477539063e-8;
}

/** Standard normal from two words; u1 in (0, 1]. */
export function normal(first: u32, second: u32): f32 {
  const u1 = <f32>((first >>> 8) + 1) * <f32>5.960464477539063e-8;
  return f32.sqrt(-2 * log<f32>(u1)) * cospi(2 * uniform(second));
}

/** Integer below n: the high word of the 64-bit product. */
// @ts-ignore: decorator
@inline export function below(n: u32, word: u32): u32 {
  return <u32>((<u64>n * <u64>word) >>> 32);
}
