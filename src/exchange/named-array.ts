/**
 * Arrays with names: what .npz and safetensors hold. Values are row-major.
 */

/** An array that is written. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** An array of a file, whose numbers stay where they stand there, in the width that they have there. */
export interface StoredArray {
  name: string;
  shape: readonly number[];
  valueAt(n: number): number;
}

/** All of them, eight bytes each. */
export function valuesOf({ shape, valueAt }: Pick<StoredArray, "shape" | "valueAt">): Float64Array {
  const values = new Float64Array(sizeOf(shape));
  for (let n = 0; n < values.length; n++) values[n] = valueAt(n);
  return values;
}

/** Values of an array of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
