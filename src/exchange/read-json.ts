/**
 * The reader of JSON: lines of one object or array each, or one document: an array of those, or an object of columns, or what pandas makes of one.
 * true and false are 1 and 0, as in Parquet; what an object does not have is missing.
 */
import { shown, visible, wrongValue } from "../study/errors.js";
import type { Content } from "./content.js";
import { withPlainLineEnds } from "./csv-rows.js";
import { decodedPieces } from "./decoding.js";
import { type Batch, cellPlace, checkSize, type Dialect, type Table, type TableCell } from "./table.js";

/** Characters that are parsed at a time. */
const PIECE = 1 << 18;
/** Characters of a document, and of a line. */
const MOST_AT_ONCE = 268435456;

/** Values of a document, and of a line: an empty array takes three characters, and many bytes. */
const MOST_VALUES = 8388608;
/** Cells of a batch. */
const CELLS = 1 << 18;

/** A row as it stands in the file, and its number. */
interface JsonRow {
  number: number;
  value: object;
}

/** Rows, and the characters in which they stand. */
interface JsonRows {
  rows: JsonRow[];
  characters: number;
}

export async function read({ source, pieces }: Content, dialect: Dialect): Promise<Table> {
  const text = withPlainLineEnds(decodedPieces(pieces(), source, dialect.encoding ?? null, () => {}));
  const blocks = blocksOf(text, source);
  const first = (await blocks.next()).value ?? "";
  if (first.trim() === "") throw wrongValue(source, "rows of data", "an empty file");
  if (isLines(first, source))
    return table(rowsOfLines(first, blocks, source), source, "line", "JSON lines", dialect.header);
  let whole = first;
  for await (const block of blocks) {
    whole += block;
    if (whole.length > MOST_AT_ONCE) {
      const remedy = "Write JSON lines, which are read piece by piece.";
      throw wrongValue(source, `a document of at most ${MOST_AT_ONCE} characters`, "more", remedy);
    }
  }
  const rows = rowsOfDocument(parsed(whole, source), source);
  return table([{ rows, characters: whole.length }], source, "row", "JSON", dialect.header);
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
    if (rest.length > MOST_AT_ONCE) throw wrongValue(source, `lines of at most ${MOST_AT_ONCE} characters`, "more");
  }
  if (rest !== "") yield rest;
}

/** Whether the first line is a row by itself: an object, or an array, that holds no others, with more of them behind. */
function isLines(block: string, source: string): boolean {
  const lines = block.trim().split("\n");
  checkValues(lines[0]!, source);
  try {
    const value: unknown = JSON.parse(lines[0]!);
    return typeof value === "object" && value !== null && !Object.values(value).some(isNested);
  } catch {
    // One that fails and has another behind which is whole is a line with a fault.
    return /^\s*[{[].*[}\]]$/.test(lines[0]!) && lines.length > 1;
  }
}

const isNested = (value: unknown): boolean => typeof value === "object" && value !== null;

async function* rowsOfLines(first: string, blocks: AsyncIterable<string>, source: string): AsyncGenerator<JsonRows> {
  let line = 0;
  const rowsIn = (block: string): JsonRows => {
    const lines = block.split("\n");
    const start = line;
    line += lines.length - 1;
    const rows = lines.flatMap((text, n) => {
      if (text.trim() === "") return [];
      const place = `${source} line ${start + n + 1}`;
      const value = parsed(text, place);
      if (!isNested(value)) throw wrongValue(place, "an object or an array", shown(value));
      return [{ number: start + n + 1, value: value as object }];
    });
    return { rows, characters: block.length };
  };
  yield rowsIn(first);
  for await (const block of blocks) yield rowsIn(block);
}

function rowsOfDocument(document: unknown, source: string): JsonRow[] {
  const numbered = (values: object[]) => values.map((value, n) => ({ number: n + 1, value }));
  const what = "an array of objects or of arrays, or an object of columns";
  if (Array.isArray(document)) {
    const other = document.findIndex((row) => !isNested(row));
    if (other >= 0) throw wrongValue(`${source} row ${other + 1}`, "an object or an array", shown(document[other]));
    return numbered(document as object[]);
  }
  if (!isNested(document)) throw wrongValue(source, what, shown(document));
  const split = rowsOfSplit(document as object, source);
  if (split) return numbered(split);
  const columns = Object.entries(document as object);
  if (columns.length === 0) throw wrongValue(source, what, "an empty object");
  const keysOf = (column: unknown) => Object.keys(Object(column) as object);
  // As pandas writes it with orient="index": rows by their numbers.
  const isNumber = (key: string) => /^\d+$/.test(key);
  if (columns.every(([key, row]) => isNumber(key) && isNested(row) && !keysOf(row).every(isNumber)))
    return numbered(Object.values(document as object) as object[]);
  const keys = JSON.stringify(keysOf(columns[0]![1]));
  const other = columns.find(([, column]) => !isNested(column) || JSON.stringify(keysOf(column)) !== keys);
  if (other) {
    const rows = columns.find(([, value]) => Array.isArray(value) && value.length > 0 && value.every(isNested));
    const remedy = rows ? `Save ${shown(rows[0])} alone, if that holds the rows.` : "";
    throw wrongValue(`${source}, column ${shown(other[0])}`, "as many values as in the first", shown(other[1]), remedy);
  }
  const values = columns.map(([name, column]) => [name, Object.values(column as object)] as const);
  return numbered(values[0]![1].map((_, n) => Object.fromEntries(values.map(([name, column]) => [name, column[n]]))));
}

/** Rows of a document as pandas writes it with orient="split": names, and arrays of values; null for any other. */
function rowsOfSplit({ columns, data }: { columns?: unknown; data?: unknown }, source: string): object[] | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return null;
  const names = columns.map(String);
  const before = new Set<string>();
  const twice = names.find((name) => before.size === before.add(name).size);
  if (twice !== undefined) throw wrongValue(source, "a different name for each column", `${shown(twice)} twice`);
  return data.map((row: unknown[], n) => {
    if (row.length === names.length) return Object.fromEntries(names.map((name, k) => [name, row[k]]));
    throw wrongValue(`${source} row ${n + 1}`, `${names.length} columns as in "columns"`, String(row.length));
  });
}

/** A value stands behind a bracket, a brace or a comma, none of them in quotes. */
function checkValues(text: string, place: string): void {
  if (text.length < MOST_VALUES) return;
  let values = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === BACKSLASH) at++;
    else if (character === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && (character === COMMA || character === BRACKET || character === BRACE)) values++;
  }
  if (values <= MOST_VALUES) return;
  const remedy = "Write JSON lines, which are read piece by piece.";
  throw wrongValue(place, `at most ${MOST_VALUES} values at a time`, String(values), remedy);
}

const [QUOTE, COMMA, BRACKET, BACKSLASH, BRACE] = [34, 44, 91, 92, 123];

function parsed(text: string, place: string): unknown {
  checkValues(text, place);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const remedy = /\b(NaN|Infinity)\b/.test(text) ? "Write null for a number that is missing." : "";
    const got = `text that is none (${visible((cause as Error).message)})`;
    throw wrongValue(place, "JSON", got, remedy, { cause });
  }
}

/** The names are those of all rows in the first batch. */
async function table(
  batches: AsyncIterable<JsonRows> | Iterable<JsonRows>,
  source: string,
  unit: string,
  form: string,
  header: boolean | null | undefined,
): Promise<Table> {
  const all = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const begun = ((await all.next()).value ?? { rows: [], characters: 0 }) as JsonRows;
  const first = begun.rows;
  if (first.length === 0) throw wrongValue(source, "rows of data", "none");
  const isOfArrays = Array.isArray(first[0]!.value);
  const hasNames = isOfArrays && (header ?? decideHeader(first, source, unit));
  const names = isOfArrays ? namesOfArrays(first[0]!, hasNames, source, unit) : namesOfObjects(first);
  if (names.length === 0) throw wrongValue(source, "rows of data", "none");
  const known = new Set(names);
  return { source, unit, form: isOfArrays && !hasNames ? `${form}, no header` : form, names, batches: columns() };

  async function* columns(): AsyncGenerator<Batch> {
    const most = Math.max(1, Math.floor(CELLS / names.length));
    let [count, characters] = [0, 0];
    let next: JsonRows = { ...begun, rows: hasNames ? first.slice(1) : first };
    for (;;) {
      count += next.rows.length;
      characters += next.characters;
      // What a row does not have is a cell too.
      checkSize(source, count, names.length, characters);
      for (let at = 0; at < next.rows.length; at += most) yield byColumn(next.rows.slice(at, at + most));
      const { value, done } = await all.next();
      if (done) return;
      next = value as JsonRows;
    }
  }

  function byColumn(rows: readonly JsonRow[]): Batch {
    for (const { number, value } of rows) checkRow(value, known, isOfArrays, `${source} ${unit} ${number}`);
    const cellAt = ({ number, value }: JsonRow, column: number) => {
      const key = isOfArrays ? column : names[column]!;
      const given = Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : null;
      return cellOf(given, () => cellPlace({ source, unit }, number, names[column]!));
    };
    return {
      numbers: rows.map(({ number }) => number),
      columns: names.map((_, column) => rows.map((row) => cellAt(row, column))),
    };
  }
}

function namesOfObjects(rows: readonly JsonRow[]): string[] {
  const names = new Set<string>();
  for (const { value } of rows) for (const name of Object.keys(value)) names.add(name);
  return [...names];
}

function namesOfArrays({ number, value }: JsonRow, hasNames: boolean, source: string, unit: string): string[] {
  const cells = value as unknown[];
  if (!hasNames) return cells.map((_, n) => `column ${n + 1}`);
  const before = new Set<unknown>();
  return cells.map((name) => {
    const place = `${source} ${unit} ${number}`;
    if (typeof name !== "string")
      throw wrongValue(place, "names of the columns", shown(name), "Set data.header=false.");
    if (before.has(name)) throw wrongValue(place, "a different name for each column", `${shown(name)} twice`);
    before.add(name);
    return name.trim().normalize("NFC");
  });
}

/** Whether the first array holds names: text, above numbers. */
function decideHeader([first, ...rows]: readonly JsonRow[], source: string, unit: string): boolean {
  const isText = (value: unknown) => typeof value === "string";
  const cells = first!.value as unknown[];
  if (cells.length === 0 || !cells.every(isText)) return false;
  if (rows.some(({ value }) => Array.isArray(value) && value.some((cell) => typeof cell === "number"))) return true;
  const remedy = "Set data.header=true if it holds names, or data.header=false if it holds data.";
  throw wrongValue(`${source} ${unit} ${first!.number}`, "names of the columns, or numbers", "text alone", remedy);
}

function checkRow(value: object, names: ReadonlySet<string>, isOfArrays: boolean, place: string): void {
  if (Array.isArray(value) !== isOfArrays)
    throw wrongValue(place, `an ${isOfArrays ? "array" : "object"} as in the first row`, shown(value));
  if (isOfArrays) {
    const { length } = value as unknown[];
    if (length !== names.size) throw wrongValue(place, `${names.size} columns as in the first row`, String(length));
    return;
  }
  const other = Object.keys(value).find((name) => !names.has(name));
  if (other === undefined) return;
  const remedy = "Give the first row all fields, with null where it has no value.";
  throw wrongValue(place, "fields of the first rows", shown(other), remedy);
}

function cellOf(value: unknown, place: () => string): TableCell {
  if (value === null || value === "") return null;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return value;
  if (typeof value === "string") return value.trim() || null;
  throw wrongValue(
    place(),
    "one value",
    Array.isArray(value) ? "an array" : "an object",
    "Take it out, or flatten it.",
  );
}
