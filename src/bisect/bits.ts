/**
 * StepNumbers by their bits: which are the same, how they are written in hex, how far apart two are.
 */

/** Arrays of a step: f32, the f64 loss of a batch, and the numbers of its examples. */
export type StepNumbers = Float32Array | Float64Array | Uint32Array;

/** A number as it is printed and stored. */
export interface ShownNumber {
  /** Its bits, most significant first: 8 digits of a float32, 16 of a float64. */
  hex: string;
  /** The shortest decimal that is read back as it: "0.1", "-0", "NaN". */
  decimal: string;
}

/** The numbers of an array as unsigned integers, one a number. */
function wordsOf(values: StepNumbers): Uint32Array | BigUint64Array {
  const { buffer, byteOffset, length } = values;
  return values instanceof Float64Array
    ? new BigUint64Array(buffer, byteOffset, length)
    : new Uint32Array(buffer, byteOffset, length);
}

/** Whether two numbers are NaN, whose bits no engine promises. */
const areNaN = (a: number, b: number) => Number.isNaN(a) && Number.isNaN(b);

/** Positions at which two arrays of one length have other bits, in ascending order. */
export function* differing(a: StepNumbers, b: StepNumbers): Generator<number> {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  for (let k = 0; k < left.length; k++) if (left[k] !== right[k] && !areNaN(a[k]!, b[k]!)) yield k;
}

/** The first of these positions, or -1. */
export function firstDiffering(a: StepNumbers, b: StepNumbers): number {
  return differing(a, b).next().value ?? -1;
}

/** One element of an array. */
export function shownNumber(values: StepNumbers, index: number): ShownNumber {
  const [value, digits] = [values[index]!, values instanceof Float64Array ? 16 : 8];
  const hex = `0x${wordsOf(values)[index]!.toString(16).padStart(digits, "0")}`;
  return {
    hex,
    decimal: Object.is(value, -0) ? "-0" : values instanceof Float32Array ? shortest(value) : String(value),
  };
}

/** The shortest decimal that rounds to this f32. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return String(decimal);
  }
  return String(Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
}

/**
 * How many floating-point numbers B lies above A (below: negative), -0 just below +0; null where one is NaN, and for
 * integers.
 */
export function ulpsBetween(a: StepNumbers, b: StepNumbers, index: number): number | null {
  if (a instanceof Uint32Array || Number.isNaN(a[index]!) || Number.isNaN(b[index]!)) return null;
  return Number(rankOf(b, index) - rankOf(a, index));
}

/** Its place among all numbers of its type, in their order; that of +0 is 0. */
function rankOf(values: StepNumbers, index: number): bigint {
  const width = values instanceof Float64Array ? 64 : 32;
  const signed = BigInt.asIntN(width, BigInt(wordsOf(values)[index]!));
  return signed >= 0n ? signed : -1n - BigInt.asUintN(width - 1, signed);
}
