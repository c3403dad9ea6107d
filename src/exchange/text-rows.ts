/**
 * Rows of cells from text in any dialect: one delimiter, or any number of spaces and tabs; quotes; comment lines.
 */
import Papa from "papaparse";
import { quoteError, type SplitRow, type TextSplit } from "./csv-rows.js";
import { MOST_COLUMNS } from "./table.js";

/** A space stands for any number of spaces and tabs. */
export const SPACES = " ";

/**
 * Splits text into rows; cells are trimmed. A comment line is a blank row.
 * @param comment with what such a line begins, or null
 */
export function splitText(delimiter: string, comment: string | null, source: string): TextSplit {
  return (text, isLast, line) =>
    delimiter === SPACES || !text.includes('"')
      ? byLines(text, isLast, line, delimiter, comment)
      : byQuotes(text, isLast, line, delimiter, comment, source);
}

/** Where each line is a row. */
function byLines(text: string, isLast: boolean, first: number, delimiter: string, comment: string | null) {
  const length = isLast ? text.length : text.lastIndexOf("\n") + 1;
  const lines = text.slice(0, length).split("\n");
  if (text[length - 1] === "\n" || length === 0) lines.pop();
  const rows = lines.map((line, n): SplitRow => {
    const isComment = comment !== null && line.startsWith(comment);
    return { line: first + n, lines: 1, cells: isComment ? [""] : cellsOf(line, delimiter) };
  });
  return { rows, length };
}

/** The cells of a line; of one with more than a table may have, one more than that. */
function cellsOf(line: string, delimiter: string): string[] {
  if (delimiter !== SPACES) return line.split(delimiter, MOST_COLUMNS + 1).map((cell) => cell.trim());
  if (!line.includes('"')) return line.trim().split(/[ \t]+/, MOST_COLUMNS + 1);
  const cells = line.match(/"(?:[^"]|"")*"(?=[ \t]|$)|[^ \t]+/g) ?? [""];
  return cells.map(unquoted);
}

/** A quoted field may span lines. */
function byQuotes(
  text: string,
  isLast: boolean,
  first: number,
  delimiter: string,
  comment: string | null,
  source: string,
) {
  const rows: SplitRow[] = [];
  let length = 0;
  let line = first;
  const step = ({ data, errors, meta }: Papa.ParseStepResult<string[][]>) => {
    const cells = data[0]!;
    const lines = cells.reduce((sum, cell) => sum + linesIn(cell) - 1, 1);
    const isEnded = meta.cursor > length && text[meta.cursor - 1] === "\n";
    // Comments are all that stands between two rows.
    line += Math.max(0, linesIn(text.slice(length, meta.cursor)) - 1 - (lines - 1) - (isEnded ? 1 : 0));
    if (errors[0]) throw quoteError(errors[0].code, `${source} line ${line}`);
    rows.push({ line, lines, cells: cells.map((cell) => unquoted(cell.trim())) });
    line += lines;
    length = meta.cursor;
  };
  new Papa.Parser({ newline: "\n", delimiter, comments: comment ?? false, step } as never).parse(text, 0, !isLast);
  return { rows, length };
}

function linesIn(text: string): number {
  return text.split("\n").length;
}

/** Some programs put a space before a quote, where CSV takes the quote for a part of the cell. */
function unquoted(cell: string): string {
  return /^"(?:[^"]|"")*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell;
}
