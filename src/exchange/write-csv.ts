/**
 * The writer of CSV: a row of names, then the rows. A number has the digits that give it back, bit for bit.
 */
import Papa from "papaparse";

/** Cells of a column: integers of 64 bits are bigints, null is an empty cell. */
export type Cells = ArrayLike<number | bigint | string | null>;

/** Rows of a piece. */
const PIECE = 4096;

/** A table of any length, in pieces. */
export function* csvPieces(columns: Readonly<Record<string, Cells>>): Generator<string> {
  const cells = Object.values(columns);
  const { length } = cells[0]!;
  yield unparsed([Object.keys(columns)]);
  for (let first = 0; first < length; first += PIECE) {
    const rows = Array.from({ length: Math.min(PIECE, length - first) }, (_, n) =>
      cells.map((column) => written(column[first + n]!)),
    );
    yield unparsed(rows);
  }
}

export function writeCsv(columns: Readonly<Record<string, Cells>>): string {
  return [...csvPieces(columns)].join("");
}

function unparsed(rows: (string | number | null)[][]): string {
  return `${Papa.unparse(rows, { newline: "\n" })}\n`;
}

/** Texts of -0 and of every other number that read back as it. */
function written(cell: Cells[number]): string | number | null {
  return typeof cell === "bigint" ? String(cell) : Object.is(cell, -0) ? "-0" : cell;
}
