/**
 * The reader of CSV: the first row names the columns, a row is known by its line.
 */
import { parseRows, type Row } from "./csv-rows.js";
import type { Content } from "./file-content.js";
import type { FileParameters } from "./reader.js";
import type { Batch, Table } from "./table.js";

export async function read({ source, text }: Content, { delimiter }: FileParameters): Promise<Table> {
  const batches = parseRows(text(), source, delimiter as string | null);
  // The first batch has the header, or parseRows has refused the file.
  const [header, ...rows] = (await batches.next()).value as Row[];
  const names = header!.cells;
  return { source, unit: "line", names, batches: transposed() };

  async function* transposed(): AsyncGenerator<Batch> {
    yield byColumn(rows, names.length);
    for await (const batch of batches) yield byColumn(batch, names.length);
  }
}

function byColumn(rows: readonly Row[], width: number): Batch {
  return {
    numbers: rows.map(({ line }) => line),
    columns: Array.from({ length: width }, (_, column) => rows.map(({ cells }) => cells[column] || null)),
  };
}
