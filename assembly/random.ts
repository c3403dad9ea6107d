/**
 * Counter-based random numbers.
 *
 *   threefry(k0, k1, c0, c1) -> two words    uniform(w) = (w >>> 8) 2^-24    normal(w, w') = sqrt(-2 log u1) cospi(2 u2)
 *
 * Lanes:   none; each lane calls with its own key.
 * Source:  Salmon, Moraes, Dror, Shaw, SC 2011 (Threefry2x32-20); Box and Muller 1958; docs/arithmetic.md section 3.
 * Checked: tests/assembly/random.spec.ts (published vectors).
 */
import { cospi } from "./math/cospi";
import { log } from "./math/log";

const PARITY: u32 = 0x1bd11bda;

// @ts-ignore: decorator
@inline function mix(x: u64, rotation: u32): u64 {
  const x0 = <u32>x + <u32>(x >>> 32);
  const x1 = rotl<u32>(<u32>(x >>> 32), rotation) ^ x0;
  return <u64>x0 | (<u64>x1 << 32);
}

// @ts-ignore: decorator
@inline function inject(x: u64, k0: u32, k1: u32, round: u32): u64 {
  return <u64>(<u32>x + k0) | (<u64>(<u32>(x >>> 32) + k1 + round) << 32);
}

/** Two words, the first in the low half. */
export function threefry(k0: u32, k1: u32, c0: u32, c1: u32): u64 {
  const k2 = PARITY ^ k0 ^ k1;
  let x = inject(<u64>c0 | (<u64>c1 << 32), k0, k1, 0);
  x = mix(mix(mix(mix(x, 13), 15), 26), 6);
  x = inject(x, k1, k2, 1);
  x = mix(mix(mix(mix(x, 17), 29), 16), 24);
  x = inject(x, k2, k0, 2);
  x = mix(mix(mix(mix(x, 13), 15), 26), 6);
  x = inject(x, k0, k1, 3);
  x = mix(mix(mix(mix(x, 17), 29), 16), 24);
  x = inject(x, k1, k2, 4);
  x = mix(mix(mix(mix(x, 13), 15), 26), 6);
  return inject(x, k2, k0, 5);
}

/** Uniform in [0, 1): the upper 24 bits of a word. */
// @ts-ignore: decorator
@inline export function uniform(word: u32): f32 { return <f32>(word >>> 8) * <f32>5.960464477539063e-8; }

/** Standard normal from two words; u1 in (0, 1]. */
export function normal(first: u32, second: u32): f32 {
  const u1 = <f32>((first >>> 8) + 1) * <f32>5.960464477539063e-8;
  return f32.sqrt(-2 * log<f32>(u1)) * cospi<f32>(2 * uniform(second));
}

/** Integer below n: the high word of the 64-bit product. */
// @ts-ignore: decorator
@inline export function below(n: u32, word: u32): u32 { return <u32>((<u64>n * <u64>word) >>> 32); }
