/** The table of some bytes, read to its end: by the door through which all files come. */
import { type Content, contentOfPieces } from "../../src/exchange/content.js";
import { openTable } from "../../src/exchange/open-table.js";
import type { Dialect, TableCell } from "../../src/exchange/table.js";

export interface Opened {
  names: readonly string[];
  rows: TableCell[][];
  /** The number of each row. */
  numbers: number[];
  form: string;
}

/** Bytes, or text as UTF-8, as they would come from a file: in pieces of that length. */
export function contentIn(given: string | Uint8Array, source = "text", length = 1 << 20): Content {
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
  }
  return contentOfPieces(pieces(), source);
}

export async function opened(given: string | Uint8Array, dialect: Dialect = {}, length?: number): Promise<Opened> {
  const { names, form, batches } = await openTable(contentIn(given, "text", length), dialect);
  const [rows, numbers]: [TableCell[][], number[]] = [[], []];
  for await (const batch of batches) {
    for (let n = 0; n < batch.numbers.length; n++) {
      numbers.push(batch.numbers[n]!);
      rows.push(batch.columns.map((column) => column[n]!));
    }
  }
  return { names, rows, numbers, form };
}
