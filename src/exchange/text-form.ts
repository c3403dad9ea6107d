/**
 * How a text is a table: what separates its cells, where its rows begin, whether the first holds names, how numbers are
 * written. It is found from the first lines, where the user has not said it; what is unsafe to find is refused with the
 * field that settles it.
 */
import { shown, visible, wrongValue } from "../study/errors.js";
import type { SplitRow } from "./csv-rows.js";
import { findNumberForm, isGap, isLikeNumber, type NumberForm } from "./number-form.js";
import { type Dialect, MOST_COLUMNS } from "./table.js";
import { SPACES, splitText } from "./text-rows.js";

export interface TextForm {
  delimiter: string;
  /** With what a comment line begins, as the user has said it. */
  comment: string | null;
  /** With what comment lines above the first row begin. */
  mark: string | null;
  names: string[];
  /** The line of the first row, and that on which the first row of data begins, at the earliest. */
  top: number;
  first: number;
  /** Cells of a row; those behind the last column are empty. */
  width: number;
  numbers: NumberForm;
  /** What was decided, in words. */
  words: string[];
}

/** In the order in which they are preferred, where they divide the rows equally well. */
const DELIMITERS = [",", "\t", ";", "|", SPACES];
const COMMENTS = ["#", "%"];
/** Share of the rows by which a delimiter that divides them best may be better than another. */
const NEAR = 0.1;

/**
 * @param text the first lines, plain line ends
 * @param isWhole whether that is all
 * @param line the line on which it begins
 * @throws InputError where a field of the dialect is needed
 */
export function findTextForm(text: string, isWhole: boolean, line: number, dialect: Dialect, source: string): TextForm {
  const separator = /^sep=(.)\n/i.exec(text)?.[1];
  const body = separator === undefined ? text : text.slice(6);
  const start = separator === undefined ? line : line + 1;
  const mark = dialect.comment == null ? COMMENTS.find((each) => body.trimStart().startsWith(each)) : undefined;
  const rowsBy = (delimiter: string) =>
    splitText(delimiter, dialect.comment ?? null, source)(body, isWhole, start).rows.filter(isFilled);
  const named = dialect.delimiter ?? separator ?? null;
  const isComment = (row: SplitRow) => mark !== undefined && row.cells[0]!.startsWith(mark);
  let division = divided(named, (delimiter) => rowsBy(delimiter).filter((row) => !isComment(row)), source);
  // Where all lines begin with the mark, it is a part of the cells.
  const isMarked = mark !== undefined && division.rows.length > 0;
  if (!isMarked) division = divided(named, rowsBy, source);
  const { delimiter, rows } = division;
  if (rows.length === 0 && !isWhole) {
    const remedy = "Does it contain a quote that is never closed?";
    throw wrongValue(`${source} line ${start}`, `a row of at most ${text.length} characters`, "more", remedy);
  }
  if (rows.length === 0) throw wrongValue(source, "a header row and rows of data", "an empty file");
  const marked = isMarked && dialect.header !== false ? markedNames(rowsBy(delimiter), rows, mark, delimiter) : null;
  if (marked?.isDoubtful && dialect.header == null) {
    const remedy = "Set data.header=true if it holds names, or data.header=false if it is a comment.";
    const got = "a comment with as many words as there are columns";
    throw wrongValue(`${source} line ${marked.line}`, "names of the columns", got, remedy);
  }
  const top = marked ?? rows[0]!;
  const data = marked ? rows : rows.slice(1);
  const width = data.length === 0 ? top.cells.length : mostFrequent(data.map(({ cells }) => cells.length));
  if (width > MOST_COLUMNS) throw wrongValue(source, `at most ${MOST_COLUMNS} columns`, "more");
  const shape = shapeOf(top, data, width, source, dialect.header !== false);
  const sample = data.filter(({ cells }) => cells.length === width).map(({ cells }) => cells);
  const columns = Array.from({ length: shape.columns }, (_, k) => sample.map((cells) => cells[k]!));
  const hasNames = marked !== null || (dialect.header ?? decideHeader(top, shape.names, columns, source));
  const names = hasNames ? checkedNames(shape.names, top, columns, source) : columns.map((_, k) => `column ${k + 1}`);
  const cells = hasNames ? columns : columns.map((column, k) => [shape.names[k]!, ...column]);
  const numbers = findNumberForm(cells, dialect, delimiter !== ",", source);
  return {
    delimiter,
    comment: dialect.comment ?? null,
    mark: isMarked ? mark : null,
    names,
    top: top.line,
    first: hasNames ? top.line + top.lines : top.line,
    width,
    numbers,
    words: [
      formName(delimiter, names.length),
      ...(shape.hasRowNames ? ["names of rows in the first column"] : []),
      ...(hasNames ? [] : ["no header"]),
      ...(numbers.decimal === "," ? ["decimal comma"] : []),
      ...(numbers.thousands === null ? [] : [`thousands ${shown(numbers.thousands)}`]),
    ],
  };
}

/** Whether a row has something in it. */
export function isFilled({ cells }: { cells: readonly string[] }): boolean {
  return cells.some((cell) => cell !== "");
}

function formName(delimiter: string, columns: number): string {
  if (columns === 1) return "text of one column";
  if (delimiter === ",") return "CSV";
  if (delimiter === "\t") return "TSV";
  return delimiter === SPACES ? "text with spaces" : `text with ${shown(delimiter)}`;
}

function mostFrequent(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

interface Division {
  delimiter: string;
  rows: SplitRow[];
}

/**
 * The delimiter that divides most rows into as many cells, two or more; of those that do so about equally well one that
 * divides the first row so, then the one that leaves the fewest cells which look undivided, or are no numbers.
 */
function divided(given: string | null, rowsBy: (delimiter: string) => SplitRow[], source: string): Division {
  if (given !== null) return { delimiter: given, rows: rowsBy(given) };
  let problem: unknown = null;
  const scored = DELIMITERS.flatMap((delimiter) => {
    try {
      const rows = rowsBy(delimiter);
      if (rows.length === 0)
        return [{ delimiter, rows, share: 0, width: 1, leftovers: 0, strangers: 0, numbers: 0, fitsFirst: false }];
      const width = mostFrequent(rows.map(({ cells }) => cells.length));
      const isCut = (cell: string) => delimiter === SPACES && cell.startsWith('"');
      const alike = rows.filter(({ cells }) => cells.length === width && !cells.some(isCut));
      // The first row may hold names, which say nothing.
      const data = alike.filter((row) => row !== rows[0] || alike.length === 1);
      const meanOf = (count: (cells: readonly string[]) => number) =>
        data.reduce((sum, { cells }) => sum + count(cells), 0) / data.length;
      return [
        {
          delimiter,
          rows,
          share: width < 2 ? 0 : alike.length / rows.length,
          width,
          leftovers: meanOf((cells) => cells.filter((cell) => isUndivided(cell, delimiter)).length),
          strangers: meanOf((cells) => cells.filter((cell) => !isGap(cell) && !isLikeNumber(cell)).length),
          numbers: meanOf((cells) => cells.filter(isLikeNumber).length),
          fitsFirst: rows[0]!.cells.length === width,
        },
      ];
    } catch (cause) {
      problem ??= cause;
      return [];
    }
  });
  const most = Math.max(...scored.map(({ share }) => share));
  if (most <= 0) {
    // One column. A quote that is wrong whatever the delimiter is says more than that.
    if (problem !== null) throw problem;
    return scored[0]!;
  }
  // Spaces also divide rows whose cells hold them.
  const alike = scored.filter(({ delimiter, share }) => share >= most - (delimiter === SPACES ? 0 : NEAR) && share > 0);
  const near = alike.some(({ fitsFirst }) => fitsFirst) ? alike.filter(({ fitsFirst }) => fitsFirst) : alike;
  const compared = (a: (typeof near)[0], b: (typeof near)[0]) =>
    a.leftovers - b.leftovers || a.strangers - b.strangers || b.share - a.share;
  near.sort(compared);
  const first = near[0]!;
  // Where tabs divide, they are no spaces. One that gives more numbers may be right where text holds the other.
  const isTabbed = (other: typeof first) => first.delimiter === "\t" && other.delimiter === SPACES;
  const isAsGood = (other: typeof first) => compared(first, other) === 0 || other.numbers > first.numbers;
  const rival = near.find((other) => other !== first && isAsGood(other) && !isTabbed(other));
  if (rival) {
    const got = `rows that ${shown(first.delimiter)} and ${shown(rival.delimiter)} divide equally well`;
    throw wrongValue(source, "rows that show what separates their cells", got, "Set data.delimiter.");
  }
  return first;
}

/** Whether a cell looks as if another character should have divided it. */
function isUndivided(cell: string, delimiter: string): boolean {
  if (isLikeNumber(cell)) return false;
  const isOther = (each: string) => each !== delimiter && each !== SPACES && cell.includes(each);
  return DELIMITERS.some(isOther) || cell.includes('"') || (cell.includes(" ") && cell.split(/ +/).every(isLikeNumber));
}

/**
 * The names in a comment right above rows of numbers, as numpy.savetxt writes them; null where there are none. Those of
 * a column that is called as the mark are no comment.
 * @param all rows, comments among them
 */
function markedNames(
  all: readonly SplitRow[],
  rows: readonly SplitRow[],
  mark: string,
  delimiter: string,
): (SplitRow & { isDoubtful: boolean }) | null {
  const first = rows[0]!;
  const above = all[all.findIndex(({ line }) => line === first.line) - 1];
  if (above === undefined || !above.cells[0]!.startsWith(mark) || !first.cells.some(isLikeNumber)) return null;
  const width = mostFrequent(rows.map(({ cells }) => cells.length));
  const [start, ...others] = above.cells as [string, ...string[]];
  if (start === mark && delimiter !== SPACES && above.cells.length === width) return { ...above, isDoubtful: false };
  const cells = start === mark ? others : [start.slice(mark.length).trim(), ...others];
  return cells.length === width && !cells.some(isLikeNumber) ? { ...above, cells, isDoubtful: true } : null;
}

interface Shape {
  names: string[];
  columns: number;
  hasRowNames: boolean;
}

/** What the first row is beside the others: as wide, without the name of the row names, or with a delimiter behind. */
function shapeOf(
  top: SplitRow,
  data: readonly SplitRow[],
  width: number,
  source: string,
  mayHaveNames: boolean,
): Shape {
  const alike = data.filter(({ cells }) => cells.length === width);
  const isEmptyFrom = (column: number) => alike.every(({ cells }) => cells.slice(column).every((cell) => cell === ""));
  const given = top.cells;
  // Delimiters behind the last cell.
  let columns = given.length;
  while (columns > 1 && given[columns - 1] === "" && isEmptyFrom(columns - 1)) columns--;
  if (columns <= width && isEmptyFrom(columns)) return { names: given.slice(0, columns), columns, hasRowNames: false };
  if (given.length === width) return { names: given, columns: width, hasRowNames: false };
  if (mayHaveNames && given.length === width - 1 && hasRowNames(given, alike))
    return { names: ["", ...given], columns: width, hasRowNames: true };
  const { line } = alike[0]!;
  const remedy = `If the lines above line ${line} are a title, set data.skip=${line - 1}.`;
  throw wrongValue(
    `${source} line ${top.line}`,
    `${width} columns, as in the rows below`,
    String(given.length),
    remedy,
  );
}

/** Whether the first column names the rows, as R's write.table does: all different, below names that are no title. */
function hasRowNames(names: readonly string[], data: readonly SplitRow[]): boolean {
  const first = data.map(({ cells }) => cells[0]!);
  const isHeader = data[0]!.cells.some(
    (cell, k) => !isLikeNumber(cell) && data.length > 1 && data.slice(1).every(({ cells }) => isLikeNumber(cells[k]!)),
  );
  return new Set(first).size === first.length && !names.some(isLikeNumber) && !isHeader;
}

const SETTLE = "Set data.header=false if it holds data, or data.header=true if it holds names.";

/** Whether the first row holds names; a question where nobody can tell. */
function decideHeader(top: SplitRow, names: readonly string[], columns: readonly string[][], source: string): boolean {
  const place = `${source} line ${top.line}`;
  const isNumeric = columns.map((column) => {
    const filled = column.filter((cell) => !isGap(cell));
    return filled.length > 0 && filled.filter(isLikeNumber).length >= filled.length / 2;
  });
  const number = names.findIndex((name, k) => isLikeNumber(name) && (isNumeric[k] || columns[k]!.length === 0));
  if (number >= 0) {
    const got = `the number ${visible(names[number]!)} in column ${number + 1}`;
    throw wrongValue(place, "names of the columns", got, SETTLE);
  }
  if (names.some((name, k) => isNumeric[k] && !isGap(name))) return true;
  const recurring = names.filter((name, k) => name !== "" && columns[k]!.includes(name)).length;
  const hasTwice = new Set(names).size < names.length;
  if (hasTwice || 2 * recurring >= names.length) {
    const got = hasTwice ? "the same text twice" : "text that the columns hold too";
    throw wrongValue(place, "names of the columns", got, SETTLE);
  }
  return true;
}

/** Names, trimmed and in one form of Unicode: only the first may be empty, as that of row names. */
function checkedNames(given: readonly string[], top: SplitRow, columns: readonly string[][], source: string): string[] {
  const place = `${source} line ${top.line}`;
  const names = given.map((name) => name.normalize("NFC"));
  const before = new Set<string>();
  names.forEach((name, k) => {
    if (name === "" && k > 0) {
      const remedy = columns[k]!.every((cell) => cell === "") ? "The column is empty: take it out." : SETTLE;
      throw wrongValue(place, `a name for column ${k + 1}`, "an empty cell", remedy);
    }
    if (before.has(name))
      throw wrongValue(place, "a different name for each column", `${shown(name)} twice`, `Rename one. ${SETTLE}`);
    before.add(name);
  });
  return names;
}
