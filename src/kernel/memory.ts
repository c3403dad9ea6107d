/**
 * Numbers in and out of a kernel's memory, which is little-endian on every host; JavaScript's typed arrays are in the
 * order of the host.
 */
import { hostIsLittleEndian } from "../host/machine.js";

type Words = Float32Array | Int32Array | Uint32Array;

/** Writes 32-bit values at a byte address. */
export function writeWords(memory: WebAssembly.Memory, address: number, values: Words): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const target = new Uint8Array(memory.buffer, address, bytes.length);
  target.set(bytes);
  if (!hostIsLittleEndian) swapWords(target);
}

/** `count` f32 at a byte address, as they are until the kernel is called again. */
export function lookAtFloats(memory: WebAssembly.Memory, address: number, count: number): Float32Array {
  if (hostIsLittleEndian) return new Float32Array(memory.buffer, address, count);
  const bytes = new Uint8Array(memory.buffer, address, count * 4).slice();
  swapWords(bytes);
  return new Float32Array(bytes.buffer);
}

/** Copies `count` f32 from a byte address. */
export function readFloats(memory: WebAssembly.Memory, address: number, count: number): Float32Array {
  return lookAtFloats(memory, address, count).slice();
}

/** Copies `count` i32 from a byte address. */
export function readIntegers(memory: WebAssembly.Memory, address: number, count: number): Int32Array {
  return new Int32Array(readFloats(memory, address, count).buffer);
}

/** Copies `count` f64 from a byte address. */
export function readDoubles(memory: WebAssembly.Memory, address: number, count: number): Float64Array {
  const view = new DataView(memory.buffer, address, count * 8);
  return Float64Array.from({ length: count }, (_, index) => view.getFloat64(index * 8, true));
}

/** Writes one f64. */
export function writeDouble(memory: WebAssembly.Memory, address: number, value: number): void {
  new DataView(memory.buffer).setFloat64(address, value, true);
}

function swapWords(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
}
