/**
 * The writer of CSV: a row of names, then the rows. A number has the digits that give it back, bit for bit.
 */
import Papa from "papaparse";

/** Cells of a column: integers of 64 bits are bigints, null is an empty cell. */
export type Cells = ArrayLike<number | bigint | string | null>;

export function writeCsv(columns: Readonly<Record<string, Cells>>): string {
  const cells = Object.values(columns);
  const rows = Array.from({ length: cells[0]!.length }, (_, n) => cells.map((column) => written(column[n]!)));
  return `${Papa.unparse({ fields: Object.keys(columns), data: rows }, { newline: "\n" })}\n`;
}

/** Texts of -0 and of every other number that read back as it. */
function written(cell: Cells[number]): string | number | null {
  return typeof cell === "bigint" ? String(cell) : Object.is(cell, -0) ? "-0" : cell;
}
