/**
 * The cells of a column in a row group of Parquet, so many at a time: pages are unpacked when their turn comes.
 *
 * hyparquet parses headers and values; what a page says of its sizes and its runs is checked here, for a damaged file
 * must become neither other numbers nor gigabytes. Whatever is thrown says that the file is damaged.
 */
import { parquetHeader } from "hyparquet/src/column.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { readVarInt } from "hyparquet/src/thrift.js";
import type { ColumnMetaData, DecodedArray, PageHeader, SchemaElement } from "hyparquet/src/types.js";
import { wrongValue } from "../study/errors.js";
import { GIB } from "../study/plan.js";
import type { TableCell } from "./table.js";
import { checkThrift } from "./thrift.js";

/** Bytes that a byte compressed by snappy may become: a copy of 64 takes three. */
const MOST_GROWN = 22;
/** Bits of an index into a dictionary, which so has at most 16 Mi values. */
const MOST_BITS = 24;
/** Values in the header of a page. */
const MOST_IN_HEADER = 1024;
/**
 * Bytes that are unpacked at a time: so many in any file, and four times those of a larger one. A dictionary becomes
 * cells, each of which may take as much more than its bytes.
 */
const MOST_HELD = GIB;
const GROWN = 4;
/** Bytes of a value as it is, of a text those of its length. */
const SIZES: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8, BYTE_ARRAY: 4 };

const FEWER = "fewer values than the page declares";

export type ParquetColumn = SchemaElement & { type: NonNullable<SchemaElement["type"]> };
type Bytes = Uint8Array<ArrayBuffer>;
/** The next so many. */
export type Take<Values = TableCell[]> = (count: number) => Values;

/** The pages of a row group, and how many bytes they have become. */
export interface Pages {
  /** The file up to its metadata. */
  bytes: Bytes;
  held: number;
  /** The file, as it is named in messages. */
  source: string;
}

/** The cells of one column in a row group of so many rows. */
export function chunkCells(pages: Pages, chunk: ColumnMetaData, column: ParquetColumn, rows: number): Take {
  const view = new DataView(pages.bytes.buffer, 0, pages.bytes.length);
  const isPlain = chunk.codec === "UNCOMPRESSED";
  let dictionary: TableCell[] = [];
  let offset = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  // Values up to the end of the page, those of them that are not taken, the size of the page.
  let [seen, left, size] = [0, 0, 0];
  let page: Take = () => [];

  function nextPage(): void {
    checkThrift(view, offset, MOST_IN_HEADER);
    const reader = { view, offset };
    const header = parquetHeader(reader);
    const { type, compressed_page_size, uncompressed_page_size } = header;
    const { dictionary_page_header, data_page_header, data_page_header_v2 } = header;
    const { num_values: count } = (dictionary_page_header ?? data_page_header ?? data_page_header_v2)!;
    const bytes = part(pages.bytes, reader.offset, compressed_page_size);
    offset = reader.offset + compressed_page_size;
    if (!(uncompressed_page_size >= 0 && uncompressed_page_size <= MOST_GROWN * bytes.length))
      throw new Error("a page that snappy cannot produce");
    if (type === "DICTIONARY_PAGE") {
      hold(GROWN * uncompressed_page_size);
      dictionary = plainValues(unpacked(bytes, uncompressed_page_size, isPlain), column)(count);
      return;
    }
    if (!(count >= 0 && seen + count <= rows)) throw new Error("more values than rows");
    hold(isPlain ? 0 : uncompressed_page_size - size);
    size = uncompressed_page_size;
    page = pageCells(bytes, header, isPlain, column, dictionary);
    seen += count;
    left = count;
  }

  function hold(grown: number): void {
    pages.held += grown;
    const most = Math.max(MOST_HELD, GROWN * pages.bytes.length);
    if (pages.held <= most) return;
    const remedy = "Write it in smaller pages.";
    throw wrongValue(pages.source, `pages that are at most ${most} bytes at a time`, `${pages.held} bytes`, remedy);
  }

  return (count) => {
    const cells: TableCell[] = [];
    while (cells.length < count) {
      while (left === 0) nextPage();
      const some = Math.min(left, count - cells.length);
      for (const cell of page(some)) cells.push(cell);
      left -= some;
    }
    return cells;
  };
}

/** The cells of a data page of either version. */
function pageCells(
  page: Bytes,
  { data_page_header: v1, data_page_header_v2: v2, uncompressed_page_size: size }: PageHeader,
  isPlain: boolean,
  column: ParquetColumn,
  dictionary: TableCell[],
): Take {
  const isOptional = column.repetition_type !== "REQUIRED";
  let levels: Bytes;
  let values: Bytes;
  if (v2) {
    // The levels stand before the values, and are never compressed.
    const [skipped, length] = [v2.repetition_levels_byte_length, v2.definition_levels_byte_length];
    levels = part(page, skipped, length);
    values = unpacked(page.subarray(skipped + length), size - skipped - length, isPlain || v2.is_compressed === false);
  } else {
    values = unpacked(page, size, isPlain);
    levels = isOptional ? prefixed(values) : page.subarray(0, 0);
    if (isOptional) values = values.subarray(4 + levels.length);
  }
  const { num_values, encoding } = (v1 ?? v2)!;
  const present = whereAny(() => valuesIn(values, encoding, column, dictionary, num_values));
  if (!isOptional) return present;
  const nextLevels = runs(levels, 1);
  return (count) => {
    const isThere = nextLevels(count);
    const cells = present(isThere.reduce((sum, level) => sum + level, 0));
    let next = 0;
    return Array.from(isThere, (level) => (level ? cells[next++]! : null));
  };
}

/** Where no value is there, no bytes may be. */
function whereAny(open: () => Take): Take {
  let take: Take | null = null;
  return (count) => {
    if (count === 0) return [];
    take ??= open();
    return take(count);
  };
}

/** The values of a page, the missing ones left out: at most so many. */
function valuesIn(values: Bytes, encoding: string, column: ParquetColumn, dictionary: TableCell[], most: number): Take {
  const { type } = column;
  switch (encoding) {
    case "PLAIN":
      return plainValues(values, column);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY": {
      const indices = runs(values.subarray(1), values[0] ?? NaN);
      return (count) =>
        Array.from(indices(count), (index) => {
          if (index >= dictionary.length) throw new Error("an index that the dictionary does not have");
          return dictionary[index]!;
        });
    }
    case "RLE": {
      const booleans = runs(prefixed(values), 1);
      return (count) => Array.from(booleans(count));
    }
    case "BYTE_STREAM_SPLIT":
      return numbers(
        byteStreamSplit(readerOf(values), Math.floor(values.length / SIZES[type]!), type, undefined),
        column,
      );
    case "DELTA_BINARY_PACKED":
      return deltas(values, column, most);
    default:
      throw new Error(`values in ${encoding}`);
  }
}

/** Values as they are. */
function plainValues(bytes: Bytes, column: ParquetColumn): Take {
  const { type } = column;
  if (type === "BYTE_ARRAY") return textsOf(bytes);
  if (type === "BOOLEAN") return bitsOf(bytes);
  return numbers(readPlain(readerOf(bytes), type, Math.floor(bytes.length / SIZES[type]!), undefined), column);
}

/** Texts, each behind its length. */
function textsOf(bytes: Bytes): Take {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  return (count) => {
    if (at + SIZES.BYTE_ARRAY! * count > bytes.length) throw new Error(FEWER);
    return Array.from({ length: count }, () => {
      const text = prefixed(bytes.subarray(at));
      at += SIZES.BYTE_ARRAY! + text.length;
      return utf8.decode(text);
    });
  };
}

/** Booleans as 0 and 1, each a bit. */
function bitsOf(bytes: Bytes): Take {
  let bit = 0;
  return (count) => {
    if (bit + count > 8 * bytes.length) throw new Error(FEWER);
    return Array.from({ length: count }, () => (bytes[bit >>> 3]! >>> (bit++ & 7)) & 1);
  };
}

/** Differences from one value to the next, which may take no bytes: the page says how many values they are. */
function deltas(bytes: Bytes, column: ParquetColumn, most: number): Take {
  const reader = readerOf(bytes);
  const [, blocks, count] = [readVarInt(reader), readVarInt(reader), readVarInt(reader)];
  if (!(blocks > 0 && blocks <= bytes.length && count >= 0 && count <= most)) throw new Error("blocks that do not fit");
  const output = column.type === "INT64" ? new BigInt64Array(count) : new Int32Array(count);
  deltaBinaryUnpack(readerOf(bytes), count, output);
  return numbers(output, column);
}

/** Numbers as cells; integers without a sign as such. */
function numbers(all: DecodedArray, { type, converted_type, logical_type }: ParquetColumn): Take {
  const isUnsigned = converted_type?.startsWith("UINT") || (logical_type?.type === "INTEGER" && !logical_type.isSigned);
  let at = 0;
  return (count) => {
    if (at + count > all.length) throw new Error(FEWER);
    const some = all.slice(at, (at += count));
    if (isUnsigned && type === "INT32") return Array.from(some as Int32Array, (value) => value >>> 0);
    if (isUnsigned) return Array.from(some as BigInt64Array, (value) => BigInt.asUintN(64, value));
    return Array.from(some as Float64Array);
  };
}

/** Runs of one value, and groups of eight packed into bits. */
function runs(bytes: Bytes, width: number): Take<Uint32Array> {
  const bitsAt = (bit: number) => {
    const [at, mask] = [bit >>> 3, (1 << width) - 1];
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    return (word >>> (bit & 7)) & mask;
  };
  // Where the next run begins; what is left of this one, the bit of its next value, and how far that is from the next.
  let [at, left, bit, step] = [0, 0, 0, 0];

  function nextRun(): void {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error("runs that end too early");
      header |= (bytes[at]! & 127) << shift;
      if (bytes[at++]! < 128) break;
    }
    const length = header >>> 1;
    bit = 8 * at;
    if (header & 1) [left, step, at] = [8 * length, width, at + width * length];
    else [left, step, at] = [length, 0, at + ((width + 7) >>> 3)];
    if (at > bytes.length) throw new Error("runs that end too early");
  }

  return (count) => {
    if (!(width <= MOST_BITS)) throw new Error("wide indices");
    const output = new Uint32Array(count);
    // Values of no bits need no runs.
    for (let seen = 0; seen < count && width > 0; ) {
      while (left === 0) nextRun();
      const last = Math.min(count, seen + left);
      left -= last - seen;
      for (; seen < last; bit += step) output[seen++] = bitsAt(bit);
    }
    return output;
  };
}

function unpacked(page: Bytes, size: number, isPlain: boolean): Bytes {
  if (isPlain && size !== page.length) throw new Error("a page of another size");
  if (isPlain) return page;
  const bytes = new Uint8Array(size);
  if (size > 0) snappyUncompress(page, bytes);
  return bytes;
}

/** Bytes behind their length. */
function prefixed(bytes: Bytes): Bytes {
  return part(bytes, 4, readerOf(bytes).view.getUint32(0, true));
}

function part(bytes: Bytes, start: number, length: number): Bytes {
  if (!(start >= 0 && length >= 0 && start + length <= bytes.length)) throw new Error("bytes that are not there");
  return bytes.subarray(start, start + length);
}

function readerOf(bytes: Bytes): { view: DataView<ArrayBuffer>; offset: number } {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
