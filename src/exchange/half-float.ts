/**
 * Floats of 16 bits, as numbers.
 */

/** A float32 by its bits. */
export function floatOfBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** A float16 by its bits: as a float32 its exponent is larger by 112, and what is subnormal is so many 2^-24. */
export function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return (sign * fraction) / 16777216;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * floatOfBits(((exponent + 112) << 23) | (fraction << 13));
}
