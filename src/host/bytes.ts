/**
 * The bytes that are hashed: float32 values in little-endian order, on any host.
 */
import { hostIsLittleEndian } from "./machine.js";

/** The bits of the values, four bytes each, least significant first: a fresh array, on big-endian hosts too. */
export function littleEndianBytes(values: Float32Array): Uint8Array {
  if (hostIsLittleEndian) return new Uint8Array(values.slice().buffer);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bytes = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, index) => bytes.setUint32(4 * index, word, true));
  return new Uint8Array(bytes.buffer);
}

/** Numbers whose bytes were just read, least significant first, in the order of this host. Changed in place. */
export function fromLittleEndian(values: Float32Array): Float32Array {
  if (hostIsLittleEndian) return values;
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  for (let n = 0; n < values.length; n++) values[n] = view.getFloat32(4 * n, true);
  return values;
}
