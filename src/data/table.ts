/**
 * CSV text to a table of cells that remember their line in the file.
 */
import Papa from "papaparse";
import { expected, shown } from "../study/errors.js";

export interface Row {
  /** Line of the file on which the row starts, from 1. */
  line: number;
  cells: string[];
}

export interface Table {
  /** The file, as it is named in messages. */
  source: string;
  /** Names of the columns. */
  header: string[];
  /** At least two rows, each with a cell for each column. */
  rows: Row[];
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads CSV text (RFC 4180: quoted fields, CRLF or LF) with a header row. Blank lines are skipped, names and cells trimmed.
 * @param delimiter one character, or null for the one of comma, semicolon, tab and bar that gives the header most columns
 * @throws RangeError with the line of the file
 */
export function parseTable(text: string, source: string, delimiter: string | null): Table {
  const lines = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const parsed = Papa.parse<string[]>(lines, { newline: "\n", delimiter: delimiter ?? likeliestDelimiter(lines) });
  const all = withLines(parsed.data);
  const quotes = parsed.errors.find((error) => error.type === "Quotes");
  if (quotes) throw quoteError(quotes.code, `${source} line ${all[quotes.row ?? 0]?.line ?? 1}`);
  const [first, ...rows] = all.filter(({ cells }) => cells.length > 1 || cells[0] !== "");
  if (!first) throw new RangeError(expected(source, "a header row and rows of data", "an empty file"));
  checkHeader(first, source);
  const width = first.cells.length;
  for (const { line, cells } of rows) {
    if (cells.length !== width) throw new RangeError(expected(`${source} line ${line}`, `${width} columns as in the header`, String(cells.length)));
  }
  if (rows.length < 2) throw new RangeError(expected(source, "at least two rows of data below the header", rows.length === 0 ? "none" : "one"));
  return { source, header: first.cells, rows };
}

function likeliestDelimiter(lines: string): string {
  const columns = (delimiter: string) => Papa.parse<string[]>(lines.trimStart(), { newline: "\n", delimiter, preview: 1 }).data[0]?.length ?? 0;
  return [",", ";", "\t", "|"].reduce((best, delimiter) => (columns(delimiter) > columns(best) ? delimiter : best));
}

/** Adds the line numbers; a quoted field may span lines. */
function withLines(data: string[][]): Row[] {
  let next = 1;
  return data.map((cells) => {
    const line = next;
    next += cells.reduce((lines, cell) => lines + cell.split("\n").length - 1, 1);
    return { line, cells: cells.map((cell) => cell.trim()) };
  });
}

function quoteError(code: string, place: string): RangeError {
  if (code === "MissingQuotes") return new RangeError(expected(place, "a closing quote", "the end of the file"));
  const remedy = "A quote inside a quoted field is written twice.";
  return new RangeError(expected(place, "a delimiter or the end of the line after a closing quote", "more text", remedy));
}

function checkHeader({ line, cells }: Row, source: string): void {
  const place = `${source} line ${line}`;
  if (cells.length < 2) {
    const remedy = "Set delimiter if it is none of comma, semicolon, tab and bar.";
    throw new RangeError(expected(place, "at least two columns, an input and the label", `one, ${shown(cells[0])}`, remedy));
  }
  const remedy = "The first row must hold the names of the columns.";
  cells.forEach((name, index) => {
    if (name === "") throw new RangeError(expected(place, `a name for column ${index + 1}`, "an empty cell", remedy));
    const fraction = DECIMAL.test(name) && !Number.isInteger(Number(name));
    if (fraction) throw new RangeError(expected(place, `a name for column ${index + 1}`, `the number ${name}`, remedy));
    if (cells.indexOf(name) < index) throw new RangeError(expected(place, "a different name for each column", `${shown(name)} twice`, remedy));
  });
}

/** Whether a cell is written as a decimal number. */
export function isNumber(cell: string): boolean {
  return DECIMAL.test(cell);
}

/**
 * The number in a cell of a row.
 * @throws RangeError naming the line and the column
 */
export function readNumber(table: Table, row: Row, column: number, remedy = ""): number {
  const cell = row.cells[column]!;
  const value = Number(cell);
  if (isNumber(cell) && Number.isFinite(Math.fround(value))) return value;
  const what = isNumber(cell) ? "a number within the range of float32" : "a number";
  throw new RangeError(expected(cellPlace(table, row, column), what, cell === "" ? "an empty cell" : shown(cell), remedy));
}

/** `wine.csv line 18, column "ash"`. */
export function cellPlace(table: Table, row: Row, column: number): string {
  return `${table.source} line ${row.line}, column ${shown(table.header[column])}`;
}
