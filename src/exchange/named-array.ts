/**
 * Arrays with names: what .npz and safetensors hold. Values are row-major.
 */
export interface NamedArray<Values = Float32Array> {
  name: string;
  shape: readonly number[];
  values: Values;
}

/** Values of an array of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
