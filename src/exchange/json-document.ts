/**
 * A document of JSON as a table: an array of rows, an object of columns, or what pandas makes of one. It is gone through
 * twice, for the names and for the cells, and only its text is held.
 */
import { inSlices } from "../host/slices.js";
import { shown, wrongValue } from "../study/errors.js";
import {
  CELLS,
  cellOf,
  checkDifferent,
  isNested,
  type JsonRow,
  type JsonRows,
  look,
  noColumns,
  rowBatches,
  rowsTable,
} from "./json-rows.js";
import {
  elementsAt,
  isOpening,
  type JsonText,
  type Member,
  membersAt,
  skipBlanks,
  unexpectedAt,
  valueAt,
} from "./json-text.js";
import { type Batch, cellPlace, checkSize, MOST_COLUMNS, type Table } from "./table.js";

/** Bytes that are parsed at a time. */
const PIECE = 1 << 18;

const WHAT = "an array of objects or of arrays, or an object of columns";

export async function documentTable(text: JsonText, header: boolean | null): Promise<Table> {
  const start = skipBlanks(text, 0);
  if (text.byteAt(start) === OBJECT) return objectTable(text, start, header);
  if (text.byteAt(start) === ARRAY) return arrayTable(text, start, header);
  throw unexpectedAt(text, start);
}

const [ARRAY, OBJECT] = [0x5b, 0x7b];

/** An array of rows, or an object of rows by their numbers. */
async function arrayTable(text: JsonText, start: number, header: boolean | null): Promise<Table> {
  const columns = noColumns();
  await inSlices(lookAtAll());
  return rowsTable(columns, { source: text.source, unit: "row", form: "JSON", header, runs: runsAt(text, start) });

  function* lookAtAll(): Generator<void, void> {
    const runs = runsAt(text, start);
    for (let run = runs.next(); ; run = runs.next()) {
      if (run.done) return checkEnd(text, run.value);
      look(columns, run.value.rows, text.source);
      yield;
    }
  }
}

/** The rows of an array, in runs; those of an object have their numbers as keys. */
function* runsAt(text: JsonText, start: number): Generator<JsonRows, number> {
  const { source } = text;
  const place = (n: number) => `${source} row ${n + 1}`;
  const elements = elementsAt(text, start, place);
  let before = 0;
  for (let at = start; ; ) {
    const run = elements.take(Infinity, PIECE);
    if (run === null) return elements.at;
    const rows = run.values.map((value, n): JsonRow => {
      if (!isNested(value)) throw wrongValue(place(before + n), "an object or an array", shown(value));
      return { number: before + n + 1, value };
    });
    const other = run.keys?.findIndex((key) => !isNumber(key)) ?? -1;
    if (other >= 0) throw wrongValue(place(before + other), "a row by its number", shown(run.keys![other]));
    before += rows.length;
    yield { rows, length: elements.at - at };
    at = elements.at;
  }
}

const isNumber = (key: string): boolean => /^\d+$/.test(key);

function checkEnd(text: JsonText, end: number): void {
  const more = skipBlanks(text, end);
  if (more < text.length) throw unexpectedAt(text, more);
}

async function objectTable(text: JsonText, start: number, header: boolean | null): Promise<Table> {
  const { source } = text;
  const members: Member[] = [];
  const all = membersAt(text, start);
  for (let next = all.next(); ; next = all.next()) {
    if (next.done) {
      checkEnd(text, next.value);
      break;
    }
    if (members.length === 0 && isRow(text, next.value)) return arrayTable(text, start, header);
    members.push(next.value);
    if (members.length > MOST_COLUMNS) throw wrongValue(source, `at most ${MOST_COLUMNS} columns`, "more");
  }
  if (members.length === 0) throw wrongValue(source, WHAT, "an empty object");
  checkDifferent(
    members.map(({ key }) => key),
    source,
  );
  return splitTable(text, members) ?? columnsTable(text, members);
}

/** As pandas writes it with orient="index": rows by their numbers. In columns by their numbers, rows have such, too. */
function isRow(text: JsonText, { key, start }: Member): boolean {
  if (!isNumber(key) || text.byteAt(start) !== OBJECT) return false;
  const keys = elementsAt(text, start, () => `${text.source} row 1`).take(CELLS, PIECE)?.keys;
  return keys?.some((inner) => !isNumber(inner)) ?? false;
}

/** A document as pandas writes it with orient="split": names, and arrays of values; null for any other. */
function splitTable(text: JsonText, members: readonly Member[]): Table | null {
  const { source } = text;
  const isOf = (byte: number, at?: number) => at !== undefined && text.byteAt(at) === byte;
  const arrayNamed = (name: string) => members.find(({ key, start }) => key === name && isOf(ARRAY, start));
  const [columns, data] = [arrayNamed("columns"), arrayNamed("data")];
  if (!columns || !data) return null;
  if (data.count! > 0 && !isOf(ARRAY, skipBlanks(text, data.start + 1))) return null;
  for (const { start, end } of members)
    if (start !== data.start && start !== columns.start) checkIgnored(text, start, end);
  const given = elementsAt(text, columns.start, () => `${source}, "columns"`).take(MOST_COLUMNS + 1, Infinity);
  const names = (given?.values ?? []).map(String);
  checkDifferent(names, source);
  checkSize(source, data.count!, names.length, text.length);
  const table = { source, unit: "row", form: "JSON", names };
  return { ...table, batches: rowBatches(table, runsAt(text, data.start), true, null, 'in "columns"') };
}

/** What no row has is JSON nevertheless. */
function checkIgnored(text: JsonText, start: number, end: number): void {
  if (!isOpening(text.byteAt(start))) valueAt(text, start, end, text.source);
  else for (const elements = elementsAt(text, start, () => text.source); elements.take(Infinity, PIECE) !== null; );
}

/** Columns, each an array, or an object of values by the index of their row. */
function columnsTable(text: JsonText, members: readonly Member[]): Table {
  const { source } = text;
  const rows = members[0]!.count;
  const other = members.find(({ count }) => count === null || count !== rows);
  if (other) refuseColumn(text, members, other);
  const names = members.map(({ key }) => key);
  checkSize(source, rows!, names.length, text.length);
  if (rows === 0) throw wrongValue(source, "rows of data", "none");
  return { source, unit: "row", form: "JSON", names, batches: batches() };

  function* batches(): Generator<Batch> {
    // Long texts are as many at a time as are parsed in rows.
    const most = Math.min(Math.floor(CELLS / names.length), Math.floor((16 * PIECE * rows!) / text.length));
    const placeAt = (n: number, name: string) => cellPlace({ source, unit: "row" }, n + 1, name);
    const columns = members.map(({ key, start }) => ({
      key,
      elements: elementsAt(text, start, (n) => placeAt(n, key)),
    }));
    const isKeyed = members.some(({ start }) => text.byteAt(start) === OBJECT);
    for (let first = 0; first < rows!; ) {
      const count = Math.min(Math.max(1, most), rows! - first);
      const numbers = Array.from({ length: count }, (_, n) => first + n + 1);
      let firstKeys: string[] | null = null;
      const cells = columns.map(({ key, elements }) => {
        const { keys, values } = elements.take(count, Infinity)!;
        if (isKeyed) {
          const own = keys ?? numbers.map((number) => String(number - 1));
          firstKeys ??= own;
          checkKeys(firstKeys, own, (n) => placeAt(first + n, key));
        }
        return values.map((value, n) => cellOf(value, () => placeAt(first + n, key)));
      });
      yield { numbers, columns: cells };
      first += count;
    }
  }
}

function checkKeys(wanted: readonly string[], keys: readonly string[], place: (n: number) => string): void {
  const other = keys.findIndex((key, n) => key !== wanted[n]);
  if (other >= 0)
    throw wrongValue(place(other), `the value of ${shown(wanted[other])}, as in the first column`, shown(keys[other]));
}

/** Bytes of a value that is shown. */
const SHOWN = 1000;

function refuseColumn(text: JsonText, members: readonly Member[], { key, start, end, count }: Member): never {
  const place = `${text.source}, column ${shown(key)}`;
  const isOfRows = ({ start: at, count: rows }: Member) =>
    rows !== null && rows > 0 && text.byteAt(at) === ARRAY && isOpening(text.byteAt(skipBlanks(text, at + 1)));
  const rows = members.find(isOfRows);
  const remedy = rows ? `Save ${shown(rows.key)} alone, if that holds the rows.` : "";
  const got = end - start <= SHOWN ? shown(valueAt(text, start, end, place)) : `${count ?? "one"}`;
  throw wrongValue(place, "as many values as in the first", got, remedy);
}
