/**
 * The reader of Parquet: flat columns of numbers, booleans and text, as they are or compressed by snappy. hyparquet
 * parses the metadata; parquet-cells.ts reads the cells, batch by batch.
 */
import { parquetMetadata } from "hyparquet/src/metadata.js";
import type { ColumnMetaData, FileMetaData, RowGroup } from "hyparquet/src/types.js";
import { InputError, shown, wrongValue } from "../study/errors.js";
import type { Content } from "./content.js";
import { chunkCells, type ParquetColumn } from "./parquet-cells.js";
import { type Batch, checkSize, type Table } from "./table.js";
import { checkThrift } from "./thrift.js";

/** Values of a batch. */
const PIECE = 1 << 18;
/** Values in the metadata. */
const MOST_IN_METADATA = 8388608;
/** Behind the metadata: their length, and the mark of the format. */
const TAIL = 8;

export async function read({ source, bytes }: Content): Promise<Table> {
  const file = await bytes();
  const damaged = (cause?: unknown) =>
    wrongValue(source, "a whole Parquet file", "one that is cut or damaged, or no Parquet", "", { cause });
  const decoded = <T>(decode: () => T): T => {
    try {
      return decode();
    } catch (cause) {
      throw cause instanceof InputError ? cause : damaged(cause);
    }
  };
  const metadata = decoded(() => metadataOf(file));
  const columns = columnsOf(metadata.schema, source);
  const groups = decoded(() => metadata.row_groups.map((group) => groupOf(group, columns)));
  for (const chunk of groups.flatMap(({ chunks }) => chunks)) checkChunk(chunk, source);
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  checkSize(source, rows, columns.length, file.length);
  return { source, unit: "row", names: columns.map(({ name }) => name), batches: batches() };

  function* batches(): Generator<Batch> {
    const most = Math.max(1, Math.floor(PIECE / columns.length));
    const bytes = file.subarray(0, file.length - TAIL - metadata.metadata_length);
    let before = 0;
    for (const { rows: count, chunks } of groups) {
      const pages = { bytes, held: 0, source };
      const cells = columns.map((column, k) => chunkCells(pages, chunks[k]!, column, count));
      for (let left = count; left > 0; ) {
        const some = Math.min(most, left);
        const numbers = Array.from({ length: some }, (_, n) => before + n + 1);
        yield { numbers, columns: cells.map((take) => decoded(() => take(some))) };
        before += some;
        left -= some;
      }
    }
  }
}

/** The metadata stand before the last bytes, which say how long they are. */
function metadataOf(file: Uint8Array<ArrayBuffer>): FileMetaData {
  const view = new DataView(file.buffer);
  const end = file.length - TAIL;
  checkThrift(view, end - view.getUint32(end, true), MOST_IN_METADATA);
  return parquetMetadata(file, { geoparquet: false });
}

/** The columns of the table: the index that pandas saves is none. */
function columnsOf([, ...elements]: FileMetaData["schema"], source: string): ParquetColumn[] {
  const columns = elements.filter(({ name }) => !/^__index_level_\d+__$/.test(name)) as ParquetColumn[];
  const before = new Set<string>();
  for (const { name, type, num_children, repetition_type, logical_type, converted_type } of columns) {
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
    if (before.has(name)) throw wrongValue(source, "a different name for each column", `${shown(name)} twice`);
    before.add(name);
  }
  return columns;
}

interface Group {
  rows: number;
  /** For each column where it stands. */
  chunks: (ColumnMetaData | undefined)[];
}

function groupOf({ num_rows, columns: chunks }: RowGroup, columns: readonly ParquetColumn[]): Group {
  const rows = Number(num_rows);
  if (!(rows >= 0)) throw new Error("a row group without rows");
  const byName = new Map(chunks.map(({ meta_data }) => [meta_data?.path_in_schema[0], meta_data]));
  return { rows, chunks: columns.map(({ name }) => byName.get(name)) };
}

function checkChunk(chunk: ColumnMetaData | undefined, source: string): void {
  if (!chunk) throw wrongValue(source, "all columns in each row group, none encrypted", "one without");
  if (chunk.codec === "UNCOMPRESSED" || chunk.codec === "SNAPPY") return;
  const remedy = 'Write it with "snappy" compression.';
  throw wrongValue(source, "no compression, or snappy", String(chunk.codec).toLowerCase(), remedy);
}
