/**
 * The writer of .npy: one array of float32. Written from NumPy's description of the format (NEP 1, version 1).
 */
import { littleEndianBytes } from "../host/bytes.js";
import type { NamedArray } from "./named-array.js";

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0];
/** Numbers begin at a multiple of this. */
const ALIGNED = 64;

export function writeNpy({ shape, values }: Omit<NamedArray, "name">): Uint8Array<ArrayBuffer> {
  const header = npyHeader(shape);
  const bytes = new Uint8Array(header.length + 4 * values.length);
  bytes.set(header);
  bytes.set(littleEndianBytes(values), header.length);
  return bytes;
}

/** All before the numbers. */
export function npyHeader(shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const lead = MAGIC.length + 2;
  const length = ALIGNED * Math.ceil((lead + header.length + 1) / ALIGNED) - lead;
  const bytes = new Uint8Array(lead + length);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint16(MAGIC.length, length, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(length - 1)}\n`), lead);
  return bytes;
}
