/**
 * The writer of Parquet: columns of numbers and text, without compression, so that every reader takes them.
 */
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Cells } from "./write-csv.js";

/** What a column holds, in the words of Parquet. */
export type ParquetType = "INT32" | "INT64" | "FLOAT" | "DOUBLE" | "STRING";

export interface WrittenColumn {
  type: ParquetType;
  cells: Cells;
}

export function writeParquet(columns: Readonly<Record<string, WrittenColumn>>): Uint8Array<ArrayBuffer> {
  const columnData = Object.entries(columns).map(([name, { type, cells }]) => ({
    name,
    type,
    data: Array.from(cells),
    nullable: Array.from(cells).includes(null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED" }));
}
