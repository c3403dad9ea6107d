/**
 * A table: what a reader makes of a file, and what becomes a data set. It knows names, cells and where they stand, and
 * nothing of labels, classes or splits.
 */
import { shown, wrongValue } from "../study/errors.js";
import { LARGEST } from "../study/plan.js";

/**
 * One value. Text in decimal notation counts as a number: a file may have no other way to write one. null is missing.
 */
export type TableCell = number | bigint | string | null;

/** Some rows, one after the other, by column. */
export interface Batch {
  /** For each column its cells, as many as there are rows: a typed array, or any cells. */
  columns: readonly ArrayLike<TableCell>[];
  /** For each row the number by which a user finds it. */
  numbers: ArrayLike<number>;
}

export interface Table {
  /** The file, as it is named in messages. */
  source: string;
  /** How the reader has read it, where there was something to decide: `text with ";", decimal comma`. */
  form?: string;
  /** What the numbers of rows count: "line", "row". */
  unit: string;
  /** Names of the columns. */
  names: readonly string[];
  /** All rows in their order, read as they are wanted. */
  batches: AsyncIterable<Batch> | Iterable<Batch>;
}

/** Columns of a table. */
export const MOST_COLUMNS = 131072;
/** Cells that any file may have, and as many as each of its bytes beyond that: a run of one value takes no bytes. */
const FREE_CELLS = 16777216;
const MOST_CELLS_A_BYTE = 250;

/**
 * @param bytes of the file
 * @throws InputError for a table of no columns, of too many, or of more cells than such a file may have
 */
export function checkSize(source: string, rows: number, columns: number, bytes: number): void {
  if (columns === 0) throw wrongValue(source, "a column at least", "none");
  if (columns > MOST_COLUMNS) throw wrongValue(source, `at most ${MOST_COLUMNS} columns`, String(columns));
  const most = Math.min(LARGEST, Math.max(FREE_CELLS, MOST_CELLS_A_BYTE * bytes));
  if (rows * columns > most)
    throw wrongValue(source, `rows times columns of at most ${most}`, `${rows} rows of ${columns}`);
}

/** How a text file is written, as far as the user has said it; null or absent: it is found. */
export interface Dialect {
  /** What separates the cells; a space stands for any number of spaces and tabs. */
  delimiter?: string | null;
  /** The mark before the fraction of a number. */
  decimal?: "." | "," | null;
  /** What groups the digits of large numbers. */
  thousands?: string | null;
  /** Whether the first row holds the names of the columns. */
  header?: boolean | null;
  /** With what a line begins that is no row. */
  comment?: string | null;
  /** Lines that stand above the first row. */
  skip?: number | null;
  /** How characters are bytes: a name of the Encoding Standard. */
  encoding?: string | null;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether a cell is a number, or written as a decimal one. */
export function isNumber(cell: TableCell): cell is number | bigint | string {
  return typeof cell === "string" ? DECIMAL.test(cell) : typeof cell === "bigint" || Number.isFinite(cell);
}

/**
 * The number in a cell.
 * @param place where it stands; called for a message
 * @throws InputError naming the place
 */
export function readCell(cell: TableCell, place: () => string, remedy = ""): number {
  const value = isNumber(cell) ? Number(cell) : NaN;
  const isRounded = typeof cell === "bigint" && !Number.isSafeInteger(value);
  if (Number.isFinite(Math.fround(value)) && !isRounded) return value;
  const what = isRounded
    ? "an integer below 2^53 in size"
    : isNumber(cell)
      ? "a number within the range of float32"
      : "a number";
  const got = cell === null ? "an empty cell" : typeof cell === "bigint" ? String(cell) : shown(cell);
  throw wrongValue(place(), what, got, remedy);
}

/** `wine.csv line 18, column "ash"`. */
export function cellPlace({ source, unit }: Pick<Table, "source" | "unit">, row: number, name: string): string {
  return `${source} ${unit} ${row}, column ${shown(name)}`;
}
