/**
 * What a rational number of the form n 2^e is in a binary format, by integers alone: the judge of the roundings.
 */

interface Format {
  /** Bits of the fraction, the first one too. */
  precision: number;
  /** Of the smallest and of the largest normal number. */
  least: number;
  most: number;
}

export const F32: Format = { precision: 24, least: -126, most: 127 };
export const FORMATS = {
  bf16: { precision: 8, least: -126, most: 127 },
  tf32: { precision: 11, least: -126, most: 127 },
  f16: { precision: 11, least: -14, most: 15 },
} satisfies Record<string, Format>;

/** n 2^e */
interface Exact {
  n: bigint;
  e: number;
}

const double = new DataView(new ArrayBuffer(8));

/** A finite number as it is. */
export function exactly(value: number): Exact {
  double.setFloat64(0, value);
  const bits = double.getBigUint64(0);
  const field = Number((bits >> 52n) & 2047n);
  const fraction = bits & ((1n << 52n) - 1n);
  const n = field ? fraction | (1n << 52n) : fraction;
  return { n: bits >> 63n ? -n : n, e: Math.max(field, 1) - 1075 };
}

/** a b + c, as it is. */
export function exactSum(a: number, b: number, c: number): Exact {
  const [x, y, z] = [exactly(a), exactly(b), exactly(c)];
  const e = Math.min(x.e + y.e, z.e);
  return { n: ((x.n * y.n) << BigInt(x.e + y.e - e)) + (z.n << BigInt(z.e - e)), e };
}

/** The nearest number of a format, of two the even one; beyond its largest by half a place, an infinity. Zero is +0. */
export function nearest({ n, e }: Exact, { precision, least, most }: Format): number {
  const size = n < 0n ? -n : n;
  if (size === 0n) return 0;
  const leading = size.toString(2).length - 1 + e;
  const place = Math.max(leading, least) - (precision - 1);
  const shift = BigInt(Math.abs(place - e));
  let units = size << shift;
  if (place > e) {
    units = size >> shift;
    const rest = size - (units << shift);
    const half = 1n << (shift - 1n);
    if (rest > half || (rest === half && units % 2n === 1n)) units++;
  }
  const value = Number(units) * 2 ** place;
  const limited = value >= 2 ** (most + 1) ? Infinity : value;
  return n < 0n ? -limited : limited;
}
