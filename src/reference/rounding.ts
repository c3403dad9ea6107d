/**
 * Roundings that f32 arithmetic does not have: docs/arithmetic.md section 15.
 *
 * Checked: tests/reference/rounding.test.ts against exact integer arithmetic.
 */
const f32 = Math.fround;

/** The least normal numbers: 2^-14 and 2^-126. */
const LEAST_F16 = 6.103515625e-5;
const LEAST_F32 = 1.1754943508222875e-38;

const double = new Float64Array(1);
const places = new BigInt64Array(double.buffer);
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** a b + c, rounded once to f32. */
export function fma(a: number, b: number, c: number): number {
  return f32(oddSum(a * b, c));
}

/**
 * p + c, rounded to odd in f64: of its two neighbours the one whose last bit is 1, unless it is an f64. Rounded once
 * more, to a format of at most 51 bits, it is p + c rounded once.
 *
 * Source: Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to
 * odd", IEEE Transactions on Computers 57(4), 2008; the error by Knuth's TwoSum.
 */
function oddSum(p: number, c: number): number {
  const sum = p + c;
  const ofC = sum - p;
  const error = p - (sum - ofC) + (c - ofC);
  // Of what is not finite the error is a NaN.
  if (!(error < 0 || error > 0)) return sum;
  double[0] = sum;
  if (places[0]! % 2n === 0n) places[0] = places[0]! + (error > 0 === sum > 0 ? 1n : -1n);
  return double[0];
}

/** A number rounded to `kept` of the 23 bits behind the point of an f32, ties to even. */
function shortened(value: number, kept: number): number {
  if (value !== value) return value;
  const cut = 23 - kept;
  single[0] = value;
  bits[0] = ((bits[0]! + (1 << (cut - 1)) - 1 + ((bits[0]! >>> cut) & 1)) >>> cut) << cut;
  return single[0];
}

/** bfloat16: the exponents of f32. */
export function bf16(value: number): number {
  return shortened(value, 7);
}

/** The operands of tensor cores: the exponents of f32, the fraction of f16. */
export function tf32(value: number): number {
  return shortened(value, 10);
}

/** IEEE-754 binary16. */
export function f16(value: number): number {
  const size = Math.abs(value);
  // Below 2^-14 they are the multiples of 2^-24; three quarters have as many bits before that.
  const rounded = size < LEAST_F16 ? f32(size + 0.75) - 0.75 : shortened(size, 10);
  const isNegative = value < 0 || Object.is(value, -0);
  const limited = rounded >= 65536 ? Infinity : rounded;
  return isNegative ? -limited : limited;
}

/** A number below the normal range becomes a zero of its sign. */
export function flushed(value: number): number {
  return Math.abs(value) < LEAST_F32 ? value * 0 : value;
}
