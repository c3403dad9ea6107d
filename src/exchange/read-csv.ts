/**
 * The reader of CSV: the first row names the columns, a row is known by its line.
 */

import type { Content } from "./content.js";
import { parseRows, type Row } from "./csv-rows.js";
import type { Batch, Dialect, Table } from "./table.js";

export async function read({ source, text }: Content, { delimiter = null }: Dialect): Promise<Table> {
  const batches = parseRows(text(), source, delimiter);
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
