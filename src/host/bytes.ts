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
