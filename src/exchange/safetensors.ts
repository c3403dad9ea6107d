/**
 * safetensors: a header in JSON that says where each array stands, and the numbers of all of them. Written from the
 * description of the format (huggingface/safetensors, README, "Format").
 */
import { littleEndianBytes } from "../host/bytes.js";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { isArray, isPlain } from "../study/fields.js";
import { floatOfBits, halfFloat } from "./half-float.js";
import { type NamedArray, type StoredArray, sizeOf } from "./named-array.js";

/** Bytes of a header, which the format limits. */
const MOST_HEADER = 100_000_000;
/** Bytes before the header: its length, as a u64. */
const LEAD = 8;
const METADATA = "__metadata__";

/** How a number is read, by the name of its type: its bytes, and the number that stands there. */
const READ: Record<string, { size: number; value(view: DataView, at: number): number | bigint }> = {
  BOOL: { size: 1, value: (view, at) => view.getUint8(at) },
  U8: { size: 1, value: (view, at) => view.getUint8(at) },
  I8: { size: 1, value: (view, at) => view.getInt8(at) },
  U16: { size: 2, value: (view, at) => view.getUint16(at, true) },
  I16: { size: 2, value: (view, at) => view.getInt16(at, true) },
  F16: { size: 2, value: (view, at) => halfFloat(view.getUint16(at, true)) },
  BF16: { size: 2, value: (view, at) => floatOfBits(view.getUint16(at, true) * 65536) },
  U32: { size: 4, value: (view, at) => view.getUint32(at, true) },
  I32: { size: 4, value: (view, at) => view.getInt32(at, true) },
  F32: { size: 4, value: (view, at) => view.getFloat32(at, true) },
  U64: { size: 8, value: (view, at) => view.getBigUint64(at, true) },
  I64: { size: 8, value: (view, at) => view.getBigInt64(at, true) },
  F64: { size: 8, value: (view, at) => view.getFloat64(at, true) },
};

/**
 * @param metadata texts by their names
 */
export function writeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let end = 0;
  for (const { name, shape, values } of arrays)
    header[name] = { dtype: "F32", shape, data_offsets: [end, (end += 4 * values.length)] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = LEAD * Math.ceil(text.length / LEAD);
  const bytes = new Uint8Array(LEAD + length + end).fill(0x20, LEAD, LEAD + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LEAD);
  let at = LEAD + length;
  for (const { values } of arrays) {
    bytes.set(littleEndianBytes(values), at);
    at += 4 * values.length;
  }
  return bytes;
}

/** An array as the header names it. */
interface Entry {
  name: string;
  dtype: string;
  shape: readonly number[];
  begin: number;
  end: number;
}

/**
 * The arrays of a file, in the order of their numbers.
 * @param source the file, as it is named in messages
 * @throws InputError for what is no such file: every byte belongs to the header or to one array
 */
export function readSafetensors(bytes: Uint8Array, source: string): StoredArray[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LEAD ? 0 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > Math.min(bytes.length - LEAD, MOST_HEADER))
    throw wrongType(source, "a safetensors file", "one that is cut or damaged, or no safetensors");
  const start = LEAD + length;
  const entries = entriesOf(headerOf(bytes.subarray(LEAD, start), source), source);
  let end = 0;
  for (const { name, ...entry } of entries) {
    if (entry.begin !== end)
      throw wrongValue(
        source,
        `array ${shown(name)} from byte ${end} on`,
        `data_offsets [${entry.begin}, ${entry.end}]`,
      );
    end = entry.end;
  }
  if (end !== bytes.length - start)
    throw wrongValue(source, `${end} bytes of numbers, as its header says`, String(bytes.length - start));
  return entries.map(({ name, dtype, shape, begin }) => {
    const { size, value } = READ[dtype]!;
    return { name, shape, valueAt: (n) => Number(value(view, start + begin + n * size)) };
  });
}

function headerOf(bytes: Uint8Array, source: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isPlain(header)) return header;
  } catch {
    // Said below.
  }
  throw wrongType(source, "a safetensors file", "a header that is no object in JSON");
}

/** By their places. */
function entriesOf(header: Record<string, unknown>, source: string): Entry[] {
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  return entries
    .map(([name, entry]) => entryOf(name, entry, source))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
}

function entryOf(name: string, entry: unknown, source: string): Entry {
  const place = `${source}, array ${shown(name)}`;
  const { dtype, shape, data_offsets } = Object(entry) as Record<string, unknown>;
  const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof dtype !== "string" || !isArray(shape) || !shape.every(isSize) || !isArray(data_offsets))
    throw wrongType(place, "{ dtype, shape, data_offsets }", shown(entry));
  if (!Object.hasOwn(READ, dtype)) throw wrongValue(place, `one of ${Object.keys(READ).join(", ")}`, shown(dtype));
  const [begin, end, ...more] = data_offsets;
  const length = READ[dtype]!.size * sizeOf(shape);
  if (!isSize(begin) || !isSize(end) || more.length > 0 || end - begin !== length)
    throw wrongValue(place, `data_offsets of ${length} bytes, as ${dtype} of its shape takes`, shown(data_offsets));
  return { name, dtype, shape, begin, end };
}
