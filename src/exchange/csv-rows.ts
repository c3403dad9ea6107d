/**
 * CSV text to rows of cells that remember their line in the file. Text comes in pieces and rows go in batches, so that
 * no file is held twice and others may have the thread in between.
 */
import Papa from "papaparse";
import { type InputError, shown, wrongValue } from "../study/errors.js";
import { isNumber } from "./table.js";

export interface Row {
  /** Line of the file on which the row starts, from 1. */
  line: number;
  cells: string[];
}

/** Characters of one row: 64 Mi. What is longer has a quote that nobody closed. */
const LONGEST_ROW = 67108864;
/** Characters that are parsed at a time. */
const PIECE = 1 << 18;

/**
 * The rows of CSV text (RFC 4180: quoted fields, CRLF or LF) in batches, the header first. Blank lines are skipped,
 * names and cells trimmed. Every row has as many cells as the header, which has two or more.
 * @param pieces the text, cut anywhere
 * @param source the file, as it is named in messages
 * @param delimiter one character, or null for the one of comma, semicolon, tab and bar that gives the header most
 * columns
 * @throws InputError with the line of the file
 */
export async function* parseRows(
  pieces: AsyncIterable<string> | Iterable<string>,
  source: string,
  delimiter: string | null,
): AsyncGenerator<Row[]> {
  let header: Row | null = null;
  for await (const rows of rowsOf(withPlainLineEnds(pieces), source, csvSplit(source, delimiter))) {
    const filled = rows.filter(({ cells }) => cells.length > 1 || cells[0] !== "");
    if (filled.length === 0) continue;
    if (!header) {
      header = filled[0]!;
      checkHeader(header, source);
    }
    for (const row of filled) checkRow(row, header, source);
    yield filled;
  }
  if (!header) throw wrongValue(source, "a header row and rows of data", "an empty file");
}

/** A row, and on how many lines it stands. */
export interface SplitRow extends Row {
  lines: number;
}

/**
 * Takes rows from the start of a text, which begins with that line: all of it, or without the last row, which need not
 * be whole.
 */
export type TextSplit = (text: string, isLast: boolean, line: number) => { rows: SplitRow[]; length: number };

/**
 * All rows, blank ones too, in batches.
 * @param pieces text with plain line ends, cut anywhere
 * @param first the line with which it begins
 * @param longest characters of a row
 */
export async function* rowsOf(
  pieces: AsyncIterable<string> | Iterable<string>,
  source: string,
  split: TextSplit,
  first = 1,
  longest = LONGEST_ROW,
): AsyncGenerator<SplitRow[]> {
  let line = first;
  let rest = "";
  // A row that is longer than what is there costs one attempt each time that the text has doubled, so the work stays
  // linear.
  let enough = PIECE;

  function take(isLast: boolean): SplitRow[] {
    if (rest.length < enough && !isLast) return [];
    const { rows, length } = split(rest, isLast, line);
    if (rest.includes("\0")) refuseZeros(rows, source);
    rest = rest.slice(length);
    const last = rows.at(-1);
    if (last) line = last.line + last.lines;
    enough = rows.length > 0 ? PIECE : 2 * rest.length;
    if (rest.length > longest) {
      throw wrongValue(
        `${source} line ${line}`,
        `a row of at most ${longest} characters`,
        "more",
        "Does it contain a quote that is never closed?",
      );
    }
    return rows;
  }

  for await (const piece of pieces) {
    rest += piece;
    const rows = take(false);
    if (rows.length > 0) yield rows;
  }
  yield take(true);
}

function csvSplit(source: string, delimiter: string | null): TextSplit {
  let chosen = delimiter;
  return (text, isLast, line) => {
    // Where the first row is not whole, nobody can count its columns.
    if (chosen === null && (isLast || text.trimStart().includes("\n"))) chosen = likeliestDelimiter(text);
    const { data, errors, meta } = chosen === null ? NOTHING : parsed(text, chosen, isLast);
    const rows = withLines(data, line, text.includes('"'));
    // An error of a row that is not whole may be none.
    const wrong = errors.find(({ row }) => isLast || row! < rows.length);
    if (wrong) throw quoteError(wrong.code, `${source} line ${rows[wrong.row!]?.line ?? line}`);
    return { rows, length: meta.cursor };
  };
}

type Parsed = Pick<Papa.ParseResult<string[]>, "data" | "errors"> & { meta: { cursor: number } };
const NOTHING: Parsed = { data: [], errors: [], meta: { cursor: 0 } };

/**
 * The rows of a text, and how many of its characters they are: all of them, or without the last row, which need not be
 * whole.
 */
function parsed(text: string, delimiter: string, isLast: boolean): Parsed {
  return new Papa.Parser({ newline: "\n", delimiter }).parse(text, 0, !isLast) as Parsed;
}

/** Without a byte order mark, and every line end as \n; cut so that no CRLF is. */
export async function* withPlainLineEnds(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  let held = "";
  for await (const piece of pieces) {
    let text = held + piece;
    if (text === "") continue;
    if (isFirst) text = text.replace(/^\ufeff/, "");
    isFirst = false;
    held = text.endsWith("\r") ? "\r" : "";
    yield text.slice(0, text.length - held.length).replace(/\r\n?/g, "\n");
  }
  if (held) yield "\n";
}

function likeliestDelimiter(text: string): string {
  const columns = (delimiter: string) =>
    Papa.parse<string[]>(text.trimStart(), { newline: "\n", delimiter, preview: 1 }).data[0]?.length ?? 0;
  return [",", ";", "\t", "|"].reduce((best, delimiter) => (columns(delimiter) > columns(best) ? delimiter : best));
}

/** Adds the line numbers; a quoted field may span lines. */
function withLines(data: string[][], first: number, hasQuotes: boolean): SplitRow[] {
  let next = first;
  return data.map((cells) => {
    const line = next;
    const lines = hasQuotes ? cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 1) : 1;
    next += lines;
    return { line, lines, cells: cells.map((cell) => cell.trim()) };
  });
}

/** What is wrong with a quote, by the parser's code. */
export function quoteError(code: string, place: string): InputError {
  if (code === "MissingQuotes") return wrongValue(place, "a closing quote", "the end of the file");
  const remedy = "A quote inside a quoted field is written twice.";
  return wrongValue(place, "a delimiter or the end of the line after a closing quote", "more text", remedy);
}

function checkHeader({ line, cells }: Row, source: string): void {
  const place = `${source} line ${line}`;
  if (cells.length < 2) {
    const remedy = "Set delimiter unless it is a comma, semicolon, tab or bar.";
    throw wrongValue(place, "at least two columns, an input and the label", `one, ${shown(cells[0])}`, remedy);
  }
  const remedy = "The first row must hold the names of the columns.";
  const before = new Set<string>();
  cells.forEach((name, index) => {
    if (name === "") throw wrongValue(place, `a name for column ${index + 1}`, "an empty cell", remedy);
    const fraction = isNumber(name) && !Number.isInteger(Number(name));
    if (fraction) throw wrongValue(place, `a name for column ${index + 1}`, `the number ${name}`, remedy);
    if (before.has(name)) throw wrongValue(place, "a different name for each column", `${shown(name)} twice`, remedy);
    before.add(name);
  });
}

function checkRow({ line, cells }: Row, header: Row, source: string): void {
  const width = header.cells.length;
  if (cells.length !== width)
    throw wrongValue(`${source} line ${line}`, `${width} columns, as in the header`, String(cells.length));
}

/** Text has none: it is UTF-16, or no text. */
function refuseZeros(rows: readonly Row[], source: string): void {
  for (const { line, cells } of rows) {
    const column = cells.findIndex((cell) => cell.includes("\0"));
    if (column >= 0)
      throw wrongValue(
        `${source} line ${line}, column ${column + 1}`,
        "text",
        "a byte that is zero",
        "Save it as CSV in UTF-8.",
      );
  }
}
