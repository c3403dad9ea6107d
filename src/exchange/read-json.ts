/**
 * The reader of JSON: lines of one object or array each, or one document.
 */
import { shown, wrongValue } from "../study/errors.js";
import type { Content } from "./content.js";
import { withPlainLineEnds } from "./csv-rows.js";
import { decodedPieces } from "./decoding.js";
import { documentTable } from "./json-document.js";
import { isNested, type JsonRow, type JsonRows, look, noColumns, rowsTable } from "./json-rows.js";
import { checkValues, holdJson, parsedJson } from "./json-text.js";
import type { Dialect, Table } from "./table.js";

/** Characters that are parsed at a time. */
const PIECE = 1 << 18;
/** Characters of a line, which is a row. */
const LONGEST = 16777216;

export async function read({ source, pieces }: Content, dialect: Dialect): Promise<Table> {
  const text = withPlainLineEnds(decodedPieces(pieces(), source, dialect.encoding ?? null, () => {}));
  const first = await firstLines(text);
  if (first.trim() === "") throw wrongValue(source, "rows of data", "an empty file");
  const header = dialect.header ?? null;
  if (!isLines(first)) return documentTable(await holdJson(behind(first, text), source), header);
  const runs = runsOfLines(behind(first, text), source);
  const begun = (await runs.next()).value as JsonRows;
  const columns = noColumns();
  look(columns, begun.rows, source);
  return rowsTable(columns, { source, unit: "line", form: "JSON lines", header, runs: behind(begun, runs) });
}

/** One, and then the others. */
async function* behind<Each>(first: Each, others: AsyncIterable<Each>): AsyncGenerator<Each> {
  yield first;
  yield* others;
}

/** Enough text to see whether each line is a row. */
async function firstLines(text: AsyncGenerator<string>): Promise<string> {
  let first = "";
  // A first line that is longer than what is there is looked at each time that the text has doubled.
  for (let enough = PIECE; enough <= LONGEST; enough *= 2) {
    while (first.length < enough) {
      const { value, done } = await text.next();
      if (done) return first;
      first += value;
    }
    if (isLines(first) !== null) break;
  }
  return first;
}

/**
 * Whether the first line is a row by itself: an array or an object that holds no others, or has a line like it behind.
 * null: it holds none so far, and has no end.
 */
function isLines(first: string): boolean | null {
  const text = first.trimStart();
  const end = text.indexOf("\n");
  const line = (end < 0 ? text : text.slice(0, end)).trimEnd();
  let [depth, isQuoted, isFlat] = [0, false, true];
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === "[" || character === "{")) isFlat &&= ++depth < 2;
    else if (!isQuoted && (character === "]" || character === "}")) depth--;
  }
  if (isFlat && depth === 0 && !isQuoted) return true;
  if (end < 0) return isFlat ? null : false;
  return /[\]}]/.test(line.at(-1)!) && text.slice(end).trimStart()[0] === text[0];
}

/** Rows in blocks of whole lines. */
async function* runsOfLines(text: AsyncIterable<string>, source: string): AsyncGenerator<JsonRows> {
  let line = 0;
  for await (const block of blocksOf(text, source)) {
    const lines = block.split("\n");
    const start = line;
    line += lines.length - 1;
    const rows = lines.flatMap((own, n): JsonRow[] => {
      if (own.trim() === "") return [];
      const place = `${source} line ${start + n + 1}`;
      checkValues(own, place);
      const value = parsedJson(own, place);
      if (!isNested(value)) throw wrongValue(place, "an object or an array", shown(value));
      return [{ number: start + n + 1, value }];
    });
    yield { rows, length: block.length };
  }
}

/** Whole lines of text in blocks. */
async function* blocksOf(text: AsyncIterable<string>, source: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of text) {
    // Only the new piece is looked through, so that the work on a long line stays linear.
    const end = piece.lastIndexOf("\n") + 1;
    if (end > 0 && rest.length + end >= PIECE) {
      yield rest + piece.slice(0, end);
      rest = piece.slice(end);
    } else rest += piece;
    if (rest.length > LONGEST) throw wrongValue(source, `lines of at most ${LONGEST} characters`, "more");
  }
  if (rest !== "") yield rest;
}
