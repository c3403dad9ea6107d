/** Numbers at which roundings go wrong: what the reference and the kernels are tried on. */
import { threefry } from "../src/reference/random.js";

/** Word `k` of a fixed stream. */
function wordAt(k: number): number {
  return threefry(17, 4, 0, k)[0];
}

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

function floatOf(word: number): number {
  bits[0] = word;
  return single[0]!;
}

/** Any finite float32 number, each pattern as likely. */
function anyFloat(k: number): number {
  const value = floatOf(wordAt(k));
  return Number.isFinite(value) ? value : 1;
}

/** One of moderate size: 2^-8 to 2^8. */
function moderate(k: number): number {
  return floatOf((wordAt(k) & 0x807fffff) | ((119 + (wordAt(k + 1e9) % 17)) << 23));
}

/**
 * Every upper half of a float32 number but those of infinities and NaN, with lower halves at, next to and between the
 * ties of bf16, tf32 and f16.
 */
export function halves(): Float32Array {
  const lower = [0, 1, 0xfff, 0x1000, 0x1001, 0x2fff, 0x3000, 0x5555, 0x7fff, 0x8000, 0x8001, 0xefff, 0xf000, 0xffff];
  const values = new Float32Array(65536 * lower.length);
  let count = 0;
  for (let upper = 0; upper < 65536; upper++) {
    if ((upper & 0x7f80) === 0x7f80) continue;
    for (const low of lower) values[count++] = floatOf(upper * 65536 + low);
  }
  return values.slice(0, count);
}

/** Random numbers as well. */
export function floats(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => (k % 2 ? anyFloat(k) : moderate(k)));
}

/** Half a unit in the last place of a number. */
function halfPlace(value: number): number {
  single[0] = value;
  bits[0] = (bits[0]! & 0x7f800000) - (24 << 23);
  return single[0]!;
}

/** Two numbers of 24 bits whose product is within 2^-29 of 1, or in a fifth of all cases is 1. */
function nearlyOne(k: number): [number, number] {
  if (k % 5 === 0) return [1, 1];
  for (let m = 8388608 + (wordAt(k) >>> 9); ; m = 8388608 + ((m + 1) % 8388608)) {
    const n = ((k >>> 3) % 2 ? Math.ceil : Math.floor)(2 ** 46 / m);
    const off = m * n - 2 ** 46;
    if (off !== 0 && Math.abs(off) < 2 ** 17) return [m * 2 ** -23, n * 2 ** -23];
  }
}

/** Triples (a, b, c) for a b + c: each kind in turn. */
export function triples(count: number): { a: Float32Array; b: Float32Array; c: Float32Array } {
  const [a, b, c] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  for (let k = 0; k < count; k++) {
    a[k] = moderate(3 * k);
    b[k] = moderate(3 * k + 1);
    const kind = k % 8;
    // Nearly half way between two numbers, so near that f64 takes it for half way; or half way.
    if (kind === 0) {
      c[k] = moderate(3 * k + 2);
      const [m, n] = nearlyOne(k);
      a[k] = m * halfPlace(c[k]!);
      b[k] = wordAt(k + 2e9) % 2 ? n : -n;
    }
    // Cancellation: what is left is the part of a b that c does not hold, or one place more.
    else if (kind === 1) c[k] = -(a[k]! * b[k]!);
    else if (kind === 2) c[k] = -(a[k]! * b[k]!) * (1 + 2 ** -23);
    // A product that f32 cannot hold, and results among the subnormals.
    else if (kind === 3) {
      a[k] = a[k]! * 2 ** -70;
      b[k] = b[k]! * 2 ** -70;
      c[k] = moderate(3 * k + 2) * 2 ** -141;
    } else if (kind === 4) {
      a[k] = a[k]! * 2 ** -100;
      b[k] = b[k]! * 2 ** -35;
      c[k] = anyFloat(3 * k + 2) * 2 ** -149;
    }
    // The largest numbers.
    else if (kind === 5) {
      a[k] = a[k]! * 2 ** 60;
      b[k] = b[k]! * 2 ** 60;
      c[k] = moderate(3 * k + 2) * 2 ** 119;
    } else if (kind === 6) {
      a[k] = anyFloat(3 * k);
      b[k] = anyFloat(3 * k + 1);
      c[k] = anyFloat(3 * k + 2);
    } else c[k] = moderate(3 * k + 2);
  }
  return { a, b, c };
}
