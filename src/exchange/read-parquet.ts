/**
 * The reader of Parquet: flat columns of numbers, booleans and text, as they are or compressed by snappy.
 *
 * hyparquet parses metadata and values; what a page says of its sizes and its runs is checked here, for a damaged file
 * must not become gigabytes.
 */
import { parquetHeader } from "hyparquet/src/column.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { parquetMetadata } from "hyparquet/src/metadata.js";
import { readPlain } from "hyparquet/src/plain.js";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import type { ColumnMetaData, FileMetaData, PageHeader, RowGroup, SchemaElement } from "hyparquet/src/types.js";
import { shown, wrongValue } from "../study/errors.js";
import { LARGEST } from "../study/plan.js";
import type { Content } from "./content.js";
import type { Batch, Table, TableCell } from "./table.js";

/** Values of a batch. */
const PIECE = 1 << 18;
/** Bytes that a byte compressed by snappy may become: a copy of 64 takes three. */
const MOST_GROWN = 22;
/** Bits of an index into a dictionary, which so has at most 16 Mi values. */
const MOST_BITS = 24;

type Column = SchemaElement & { type: NonNullable<SchemaElement["type"]> };

export async function read({ source, bytes }: Content): Promise<Table> {
  const file = await bytes();
  const damaged = (cause?: unknown) =>
    wrongValue(source, "a whole Parquet file", "one that is cut or damaged, or no Parquet", "", { cause });
  const decoded = <T>(decode: () => T): T => {
    try {
      return decode();
    } catch (cause) {
      throw damaged(cause);
    }
  };
  const metadata = decoded(() => parquetMetadata(file, { geoparquet: false }));
  const columns = columnsOf(metadata.schema, source);
  const groups = decoded(() => metadata.row_groups.map((group) => groupOf(group, columns)));
  for (const chunk of groups.flatMap(({ chunks }) => chunks)) checkChunk(chunk, source);
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows * columns.length > LARGEST)
    throw wrongValue(source, `rows times columns of at most ${LARGEST}`, `${rows} rows of ${columns.length}`);
  return { source, unit: "row", names: columns.map(({ name }) => name), batches: batches() };

  function* batches(): Generator<Batch> {
    const most = Math.max(1, Math.floor(PIECE / columns.length));
    let before = 0;
    for (const { rows, chunks } of groups) {
      const cells = columns.map((column, k) => decoded(() => chunkCells(file, chunks[k]!, column, rows)));
      for (let first = 0; first < rows; first += most) {
        const last = Math.min(first + most, rows);
        yield {
          numbers: Array.from({ length: last - first }, (_, n) => before + first + n + 1),
          columns: cells.map((column) => column.slice(first, last)),
        };
      }
      before += rows;
    }
  }
}

/** The columns of the table: the index that pandas saves is none. */
function columnsOf([, ...elements]: FileMetaData["schema"], source: string): Column[] {
  const columns = elements.filter(({ name }) => !/^__index_level_\d+__$/.test(name)) as Column[];
  for (const [n, { name, type, num_children, repetition_type, logical_type, converted_type }] of columns.entries()) {
    const place = `${source}, column ${shown(name)}`;
    if (num_children || repetition_type === "REPEATED")
      throw wrongValue(place, "one value a row", "a nested column", "Take it out.");
    const kind = logical_type?.type ?? converted_type ?? type;
    const isTaken = {
      BOOLEAN: /^BOOLEAN$/,
      INT32: /^(INT32|INTEGER|U?INT_\d+)$/,
      INT64: /^(INT64|INTEGER|U?INT_64)$/,
      FLOAT: /^FLOAT$/,
      DOUBLE: /^DOUBLE$/,
      BYTE_ARRAY: /^(STRING|UTF8|ENUM)$/,
    }[type as string]?.test(kind);
    if (!isTaken) {
      const got = String(kind).toLowerCase().replaceAll("_", " ");
      throw wrongValue(place, "numbers, booleans or text", got, "Convert it, or take it out.");
    }
    if (columns.findIndex((other) => other.name === name) < n)
      throw wrongValue(source, "a different name for each column", `${shown(name)} twice`);
  }
  return columns;
}

interface Group {
  rows: number;
  /** For each column where it stands. */
  chunks: (ColumnMetaData | undefined)[];
}

function groupOf({ num_rows, columns: chunks }: RowGroup, columns: readonly Column[]): Group {
  const rows = Number(num_rows);
  if (!(rows >= 0)) throw new Error("a row group of no rows");
  const chunkOf = (name: string) => chunks.find(({ meta_data }) => meta_data?.path_in_schema[0] === name);
  return { rows, chunks: columns.map(({ name }) => chunkOf(name)?.meta_data) };
}

function checkChunk(chunk: ColumnMetaData | undefined, source: string): void {
  if (!chunk) throw wrongValue(source, "all columns in each row group, none encrypted", "one without");
  if (chunk.codec === "UNCOMPRESSED" || chunk.codec === "SNAPPY") return;
  const remedy = 'Write it with compression "snappy".';
  throw wrongValue(source, "no compression, or snappy", String(chunk.codec).toLowerCase(), remedy);
}

/** The cells of one column in one row group. Whatever it throws says that the file is damaged. */
function chunkCells(file: Uint8Array<ArrayBuffer>, chunk: ColumnMetaData, column: Column, rows: number): TableCell[] {
  const cells: TableCell[] = [];
  const view = new DataView(file.buffer);
  let dictionary: TableCell[] = [];
  let offset = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  while (cells.length < rows) {
    const reader = { view, offset };
    const header = parquetHeader(reader);
    offset = reader.offset + header.compressed_page_size;
    const { num_values } = (header.dictionary_page_header ?? header.data_page_header ?? header.data_page_header_v2)!;
    // A dictionary may be shared by all row groups, and is no longer than they are.
    if (!(num_values >= 0 && num_values <= LARGEST) || offset < reader.offset || offset > file.length)
      throw new Error("a page that does not fit");
    const page = file.subarray(reader.offset, offset);
    if (header.type === "DICTIONARY_PAGE") {
      const values = unpacked(page, header.uncompressed_page_size, chunk.codec);
      dictionary = converted(readPlain(readerOf(values), column.type, num_values, undefined), column);
    } else {
      if (cells.length + num_values > rows) throw new Error("more values than rows");
      for (const cell of pageCells(page, header, chunk, column, dictionary)) cells.push(cell);
    }
  }
  return cells;
}

/** The cells of a data page of either version. */
function pageCells(
  page: Uint8Array<ArrayBuffer>,
  { data_page_header: v1, data_page_header_v2: v2, uncompressed_page_size }: PageHeader,
  { codec }: ColumnMetaData,
  column: Column,
  dictionary: TableCell[],
): TableCell[] {
  const isOptional = column.repetition_type !== "REQUIRED";
  const { num_values: count, encoding } = (v1 ?? v2)!;
  let levels: Uint32Array | null = null;
  let values: Uint8Array<ArrayBuffer>;
  if (v2) {
    // The levels stand before the values, and are never compressed.
    const [skipped, length] = [v2.repetition_levels_byte_length, v2.definition_levels_byte_length];
    if (isOptional) levels = runs(page.subarray(skipped, skipped + length), 1, count);
    const packed = page.subarray(skipped + length);
    const size = uncompressed_page_size - skipped - length;
    values = unpacked(packed, size, v2.is_compressed === false ? "UNCOMPRESSED" : codec);
  } else {
    values = unpacked(page, uncompressed_page_size, codec);
    if (isOptional) {
      const length = readerOf(values).view.getUint32(0, true);
      levels = runs(values.subarray(4, 4 + length), 1, count);
      values = values.subarray(4 + length);
    }
  }
  const present = levels ? levels.reduce((sum, level) => sum + level, 0) : count;
  const cells = valuesOf(values, encoding, column, present, dictionary);
  if (cells.length !== present) throw new Error("fewer values than the page says");
  let next = 0;
  return levels ? Array.from(levels, (level) => (level ? cells[next++]! : null)) : cells;
}

function valuesOf(
  values: Uint8Array<ArrayBuffer>,
  encoding: string,
  column: Column,
  count: number,
  dictionary: TableCell[],
): TableCell[] {
  const { type } = column;
  if (count === 0) return [];
  switch (encoding) {
    case "PLAIN":
      return converted(readPlain(readerOf(values), type, count, undefined), column);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
      return Array.from(runs(values.subarray(1), values[0]!, count), (index) => {
        if (index >= dictionary.length) throw new Error("an index that the dictionary does not have");
        return dictionary[index]!;
      });
    case "RLE":
      return Array.from(runs(values.subarray(4), 1, count));
    case "BYTE_STREAM_SPLIT":
      return converted(byteStreamSplit(readerOf(values), count, type, undefined), column);
    case "DELTA_BINARY_PACKED": {
      const output = type === "INT64" ? new BigInt64Array(count) : new Int32Array(count);
      deltaBinaryUnpack(readerOf(values), count, output);
      return converted(output, column);
    }
    default:
      throw new Error(`values in ${encoding}`);
  }
}

/** Values as cells: booleans as 0 and 1, bytes as text, integers without a sign as such. */
function converted(values: ArrayLike<unknown>, { type, converted_type, logical_type }: Column): TableCell[] {
  const isUnsigned = converted_type?.startsWith("UINT") || (logical_type?.type === "INTEGER" && !logical_type.isSigned);
  if (type === "BOOLEAN") return Array.from(values as boolean[], Number);
  if (type === "BYTE_ARRAY") {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    return Array.from(values as Uint8Array[], (bytes) => utf8.decode(bytes));
  }
  if (isUnsigned && type === "INT32") return Array.from(values as ArrayLike<number>, (value) => value >>> 0);
  if (isUnsigned) return Array.from(values as ArrayLike<bigint>, (value) => BigInt.asUintN(64, value));
  return Array.from(values as ArrayLike<number | bigint>);
}

/** Runs of one value, and groups of eight packed into bits, until there are enough. */
function runs(bytes: Uint8Array, width: number, count: number): Uint32Array {
  if (!(width <= MOST_BITS)) throw new Error("wide indices");
  const output = new Uint32Array(count);
  const bitsAt = (bit: number) => {
    const [at, mask] = [bit >>> 3, (1 << width) - 1];
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    return (word >>> (bit & 7)) & mask;
  };
  let at = 0;
  for (let seen = 0; seen < count; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error("runs that end too early");
      header |= (bytes[at]! & 127) << shift;
      if (bytes[at++]! < 128) break;
    }
    const length = header >>> 1;
    if (header & 1) {
      const last = Math.min(count, seen + 8 * length);
      for (let bit = 8 * at; seen < last; bit += width) output[seen++] = bitsAt(bit);
      at += width * length;
    } else {
      output.fill(bitsAt(8 * at), seen, seen + length);
      seen += length;
      at += (width + 7) >>> 3;
    }
    if (at > bytes.length) throw new Error("runs that end too early");
  }
  return output;
}

function unpacked(page: Uint8Array<ArrayBuffer>, size: number, codec: string): Uint8Array<ArrayBuffer> {
  if (codec === "UNCOMPRESSED") return page;
  if (!(size >= 0 && size <= MOST_GROWN * page.length)) throw new Error("a page that grows too much");
  const bytes = new Uint8Array(size);
  if (size > 0) snappyUncompress(page, bytes);
  return bytes;
}

function readerOf(bytes: Uint8Array<ArrayBuffer>): { view: DataView<ArrayBuffer>; offset: number } {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
