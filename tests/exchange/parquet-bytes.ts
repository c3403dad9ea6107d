/**
 * Parquet byte by byte, for files that no program writes: structures in Thrift's compact protocol, pages that say what
 * a test wants. Written from the description of the format (apache/parquet-format).
 */

/** A value as Thrift has it: an i32, an i64, a text or bytes, a list of one kind, fields by their numbers, a boolean. */
export type Thrift = number | bigint | string | Uint8Array | boolean | Thrift[] | Fields;
export interface Fields {
  [number: number]: Thrift | undefined;
}

const KIND = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 };

export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  for (let left = BigInt(value); ; left >>= 7n) {
    if (left < 128n) return [...bytes, Number(left)];
    bytes.push(Number(left & 127n) | 128);
  }
}

const zigzag = (value: number | bigint) => varint(BigInt(value) < 0n ? -2n * BigInt(value) - 1n : 2n * BigInt(value));

function kindOf(value: Thrift): number {
  if (typeof value === "boolean") return value ? KIND.true : KIND.false;
  if (typeof value === "number") return KIND.i32;
  if (typeof value === "bigint") return KIND.i64;
  if (typeof value === "string" || value instanceof Uint8Array) return KIND.binary;
  return Array.isArray(value) ? KIND.list : KIND.struct;
}

function bytesOf(value: Thrift): number[] {
  if (typeof value === "boolean") return [];
  if (typeof value === "number" || typeof value === "bigint") return zigzag(value);
  if (typeof value === "string") return bytesOf(new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return [...varint(value.length), ...value];
  if (!Array.isArray(value)) return struct(value);
  const kind = value.length === 0 ? KIND.struct : kindOf(value[0]!);
  return [
    ...(value.length < 15 ? [(value.length << 4) | kind] : [0xf0 | kind, ...varint(value.length)]),
    ...value.flatMap(bytesOf),
  ];
}

/** Fields in the order of their numbers. */
export function struct(fields: Fields): number[] {
  let before = 0;
  const bytes = Object.entries(fields).flatMap(([number, value]) => {
    if (value === undefined) return [];
    const step = Number(number) - before;
    before = Number(number);
    return [(step << 4) | kindOf(value), ...bytesOf(value)];
  });
  return [...bytes, 0];
}

export const TYPES = { BOOLEAN: 0, INT32: 1, INT64: 2, FLOAT: 4, DOUBLE: 5, BYTE_ARRAY: 6 };
export const ENCODINGS = { PLAIN: 0, RLE: 3, DELTA_BINARY_PACKED: 5, RLE_DICTIONARY: 8, BYTE_STREAM_SPLIT: 9 };
const UTF8 = 0;

/** A page as it lies in the file: what it says of itself, and its bytes. */
export interface Page {
  /** Values that it says it has. */
  count: number;
  bytes: readonly number[];
  encoding?: keyof typeof ENCODINGS;
  isDictionary?: boolean;
  /** Bytes that it says it becomes. */
  size?: number;
  /** Further fields of its header. */
  more?: Fields;
}

export interface Chunk {
  name: string;
  type: keyof typeof TYPES;
  pages: readonly Page[];
  isSnappy?: boolean;
  repetition?: "REQUIRED" | "OPTIONAL" | "REPEATED";
}

/** Values one after the other, in little-endian order. */
export const doubles = (values: readonly number[]): number[] => [...new Uint8Array(Float64Array.from(values).buffer)];
export const texts = (values: readonly string[]): number[] =>
  values.flatMap((value) => {
    const bytes = new TextEncoder().encode(value);
    return [...new Uint8Array(Uint32Array.of(bytes.length).buffer), ...bytes];
  });

/** A file of one row group. */
export function parquet(rows: number, chunks: readonly Chunk[]): Uint8Array {
  const body: number[] = [...new TextEncoder().encode("PAR1")];
  // A column without pages of its own has those of the one before.
  let dictionary: bigint | undefined;
  let data: bigint | undefined;
  const columns = chunks.map(({ name, type, pages, isSnappy }): Fields => {
    if (pages.length > 0) dictionary = data = undefined;
    for (const { count, bytes, encoding = "PLAIN", isDictionary, size = bytes.length, more } of pages) {
      if (isDictionary) dictionary ??= BigInt(body.length);
      else data ??= BigInt(body.length);
      const said: Fields = {
        1: count,
        2: ENCODINGS[encoding],
        ...(isDictionary ? {} : { 3: ENCODINGS.RLE, 4: ENCODINGS.RLE }),
      };
      body.push(
        ...struct({ 1: isDictionary ? 2 : 0, 2: size, 3: bytes.length, [isDictionary ? 7 : 5]: said, ...more }),
      );
      for (const byte of bytes) body.push(byte);
    }
    const meta: Fields = {
      1: TYPES[type],
      2: [ENCODINGS.PLAIN],
      3: [name],
      4: isSnappy ? 1 : 0,
      5: BigInt(rows),
      6: 0n,
      7: 0n,
      9: data!,
      11: dictionary,
    };
    return { 2: 0n, 3: meta };
  });
  const schema = chunks.map(
    ({ name, type, repetition = "REQUIRED" }): Fields => ({
      1: TYPES[type],
      3: ["REQUIRED", "OPTIONAL", "REPEATED"].indexOf(repetition),
      4: name,
      6: type === "BYTE_ARRAY" ? UTF8 : undefined,
    }),
  );
  return withFooter(body, {
    1: 2,
    2: [{ 4: "schema", 5: chunks.length }, ...schema],
    3: BigInt(rows),
    4: [{ 1: columns, 2: 0n, 3: BigInt(rows) }],
  });
}

/** A file of those bytes, and of metadata that are fields, or bytes. */
export function withFooter(body: readonly number[], metadata: Fields | readonly number[]): Uint8Array {
  const footer = Array.isArray(metadata) ? (metadata as number[]) : struct(metadata as Fields);
  const length = new Uint8Array(Uint32Array.of(footer.length).buffer);
  return Uint8Array.from([...body, ...footer, ...length, ...new TextEncoder().encode("PAR1")]);
}
