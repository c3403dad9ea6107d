/**
 * Counter-based random numbers: Threefry2x32-20, its streams, and the two distributions drawn from it.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; docs/arithmetic.md
 * section 3.
 * Checked: tests/reference/random.test.ts (published known answers, values published by JAX).
 */
import { FACTOR_TABLE, type Factor } from "../study/factors.js";
import { log } from "./math/logarithm.js";
import { cospi } from "./math/turn.js";

/** The streams of the data and of the noise factors. */
export type StreamName = "data" | Factor;

const PARITY = 0x1bd11bda;

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/**
 * Threefry2x32 with 20 rounds: key (k0, k1), counter (c0, c1), all 32-bit words; returns two words, 0 <= word < 2^32.
 */
export function threefry(k0: number, k1: number, c0: number, c1: number): [number, number] {
  let a = k0 | 0;
  let b = k1 | 0;
  let c = PARITY ^ k0 ^ k1;
  let x0 = (c0 + a) | 0;
  let x1 = (c1 + b) | 0;
  for (let injection = 1; injection <= 5; injection++) {
    const isOdd = injection % 2 === 1;
    x1 = rotated(x1, isOdd ? 13 : 17) ^ (x0 = (x0 + x1) | 0);
    x1 = rotated(x1, isOdd ? 15 : 29) ^ (x0 = (x0 + x1) | 0);
    x1 = rotated(x1, isOdd ? 26 : 16) ^ (x0 = (x0 + x1) | 0);
    x1 = rotated(x1, isOdd ? 6 : 24) ^ (x0 = (x0 + x1) | 0);
    const first = a;
    a = b;
    b = c;
    c = first;
    x0 = (x0 + a) | 0;
    x1 = (x1 + b + injection) | 0;
  }
  return [x0 >>> 0, x1 >>> 0];
}

/** The key of a stream: two 32-bit words. */
export type StreamKey = [number, number];

/** Key of a named stream for a seed (0 <= seed < 2^53) at a level of its factor. */
export function streamKey(seed: number, stream: StreamName, level: number): StreamKey {
  return threefry(
    seed % 4294967296,
    Math.floor(seed / 4294967296),
    stream === "data" ? 0 : FACTOR_TABLE[stream].stream,
    level,
  );
}

/** Word `index` of a part (an epoch, or 0) of a stream. */
export function word(key: StreamKey, part: number, index: number): number {
  return threefry(key[0], key[1], part, Math.floor(index / 2))[index % 2]!;
}

/** Words `first` to first + count - 1 of a part. */
export function words([k0, k1]: StreamKey, part: number, first: number, count: number): Uint32Array {
  const drawn = new Uint32Array(count);
  for (let index = -(first % 2); index < count; index += 2) {
    const [even, odd] = threefry(k0, k1, part, (first + index) / 2);
    // Before the beginning and behind the end nothing is written.
    drawn[index] = even;
    drawn[index + 1] = odd;
  }
  return drawn;
}

/** Uniform in [0, 1): the upper 24 bits of a word. */
export function uniform(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

/** Standard normal from two words (Box and Muller 1958): sqrt(-2 log u1) cospi(2 u2), with u1 in (0, 1]. */
export function normal(first: number, second: number): number {
  const u1 = ((first >>> 8) + 1) * 2 ** -24;
  const radius = Math.fround(Math.sqrt(-2 * log(u1)));
  return Math.fround(radius * cospi(2 * uniform(second)));
}

/** Integer below n (n < 2^32) drawn by a word: the high word of the 64-bit product. */
export function below(n: number, word: number): number {
  // Exact: n < 2^32 is split in halves of 16 bits, so every product stays below 2^53.
  const low = word * (n & 0xffff);
  const high = word * Math.floor(n / 65536) + Math.floor(low / 65536);
  return Math.floor(high / 65536);
}
