/**
 * Double-double arithmetic: a number as the unevaluated sum hi + lo of two f64, |lo| <= ulp(hi)/2, about 106 bits.
 *
 * Each operation has a relative error below 2^-102, so a function of a few hundred operations stays below 2^-90, while
 * no f32 argument of the ten functions brings its value nearer than 2^-80 to the middle of two f32 (docs/math.md):
 * rounding once is correct rounding.
 *
 * Source: Dekker, "A floating-point technique for extending the available precision", 1971; Joldes, Muller, Popescu,
 * "Tight and rigorous error bounds for basic building blocks of double-word arithmetic", ACM TOMS 44, 2017 (its
 * algorithms 6, 12 and 17, without FMA).
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/** 2^27 + 1: splits a 53-bit significand in two halves of 26 bits (Veltkamp). */
const SPLITTER = 134217729;

/** a + b exactly (Knuth). */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  const part = hi - a;
  return { hi, lo: a - (hi - part) + (b - part) };
}

/** a + b exactly, for |a| >= |b| or a = 0 (Dekker). */
function fastTwoSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  return { hi, lo: b - (hi - a) };
}

/** a * b exactly (Dekker), for products between 2^-900 and 2^900. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  const shiftA = SPLITTER * a;
  const aHigh = shiftA - (shiftA - a);
  const aLow = a - aHigh;
  const shiftB = SPLITTER * b;
  const bHigh = shiftB - (shiftB - b);
  const bLow = b - bHigh;
  return { hi, lo: aHigh * bHigh - hi + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

export function fromNumber(value: number): DoubleDouble {
  return { hi: value, lo: 0 };
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = twoSum(a.hi, b.hi);
  const low = twoSum(a.lo, b.lo);
  const sum = fastTwoSum(high.hi, high.lo + low.hi);
  return fastTwoSum(sum.hi, sum.lo + low.lo);
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.hi, b.hi);
  return fastTwoSum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a.hi / b.hi;
  const rest = add(a, negate(multiply(b, fromNumber(quotient))));
  return fastTwoSum(quotient, rest.hi / b.hi);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { hi: -a.hi, lo: -a.lo };
}

/** a times a power of two: exact. */
export function scale(a: DoubleDouble, power: number): DoubleDouble {
  return { hi: a.hi * power, lo: a.lo * power };
}

const double = new Float64Array(1);
const doubleBits = new BigUint64Array(double.buffer);

/**
 * The f32 nearest to hi + lo, ties to even; subnormals, zeros, infinities and NaN as in IEEE-754.
 *
 * hi is first rounded to odd: where lo is not zero and the last bit of hi is 0, hi becomes its neighbour on the side of
 * lo. That keeps it on the right side of every number of at most 52 bits, such as the middle of two f32, and a second
 * rounding does no harm (Boldo and Melquiond 2008).
 */
export function roundToFloat(value: DoubleDouble): number {
  double[0] = value.hi;
  if (value.lo !== 0 && doubleBits[0]! % 2n === 0n) doubleBits[0]! += value.lo > 0 === value.hi > 0 ? 1n : -1n;
  return Math.fround(double[0]!);
}
