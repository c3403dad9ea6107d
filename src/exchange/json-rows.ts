/**
 * A table of rows in JSON, each an object or an array. true and false are 1 and 0, as in Parquet; what an object does
 * not have is missing.
 */
import { shown, wrongValue } from "../study/errors.js";
import { type Batch, cellPlace, checkSize, MOST_COLUMNS, type Table, type TableCell } from "./table.js";

/** Cells of a batch. */
export const CELLS = 1 << 18;

/** A row as it stands in the file, and its number. */
export interface JsonRow {
  number: number;
  value: object;
}

/** Rows, and the bytes or characters in which they stand. */
export interface JsonRows {
  rows: JsonRow[];
  length: number;
}

export interface RowsOfTable {
  source: string;
  unit: "line" | "row";
  /** JSON, or JSON lines. */
  form: string;
  /** Whether the first array holds names; null: found. */
  header: boolean | null;
  /** All rows. */
  runs: AsyncIterable<JsonRows> | Iterable<JsonRows>;
}

export const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What some rows show of the columns. */
export interface ShownColumns {
  first: JsonRow | null;
  /** Of objects: the names of all fields. */
  names: Set<string>;
  /** Of arrays: whether one behind the first has a number. */
  hasNumbers: boolean;
}

export const noColumns = (): ShownColumns => ({ first: null, names: new Set(), hasNumbers: false });

/** Adds what further rows show. */
export function look(columns: ShownColumns, rows: readonly JsonRow[], source: string): void {
  for (const row of rows) {
    const { value } = row;
    if (Array.isArray((columns.first ?? row).value))
      columns.hasNumbers ||=
        columns.first !== null && Array.isArray(value) && value.some((cell) => typeof cell === "number");
    else for (const name of Object.keys(value)) columns.names.add(name);
    columns.first ??= row;
    if (columns.names.size > MOST_COLUMNS) checkSize(source, 1, columns.names.size, 0);
  }
}

/** The table of some rows, of which the first, or all, have been looked at. */
export function rowsTable(columns: ShownColumns, { source, unit, form, header, runs }: RowsOfTable): Table {
  const { first } = columns;
  if (first === null) throw wrongValue(source, "rows of data", "none");
  const isOfArrays = Array.isArray(first.value);
  const hasNames = isOfArrays && (header ?? decideHeader(columns, `${source} ${unit} ${first.number}`));
  const names = isOfArrays ? namesOfArrays(first, hasNames, source, unit) : [...columns.names];
  const table = { source, unit, form: isOfArrays && !hasNames ? `${form}, no header` : form, names };
  return { ...table, batches: rowBatches(table, runs, isOfArrays, hasNames ? first.number : null) };
}

/**
 * Rows by column.
 * @param isOfArrays whether a row is an array, and no object
 * @param header number of the row that holds the names, if one does
 * @param as whose columns a row must have, for messages
 */
export function rowBatches(
  { source, unit, names }: Pick<Table, "source" | "unit" | "names">,
  runs: RowsOfTable["runs"],
  isOfArrays: boolean,
  header: number | null,
  as = "in the first row",
): AsyncIterable<Batch> {
  if (names.length === 0) throw wrongValue(source, "rows of data", "none");
  const known = new Set(names);
  return batches();

  async function* batches(): AsyncGenerator<Batch> {
    const most = Math.max(1, Math.floor(CELLS / names.length));
    let [count, seen] = [0, 0];
    for await (const { rows, length } of runs) {
      count += rows.length;
      seen += length;
      // What a row does not have is a cell too.
      checkSize(source, count, names.length, seen);
      const data = rows.filter(({ number }) => number !== header);
      for (let at = 0; at < data.length; at += most) yield byColumn(data.slice(at, at + most));
    }
  }

  function byColumn(rows: readonly JsonRow[]): Batch {
    for (const { number, value } of rows) checkRow(value, `${source} ${unit} ${number}`);
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

  function checkRow(value: object, place: string): void {
    if (Array.isArray(value) !== isOfArrays)
      throw wrongValue(place, `an ${isOfArrays ? "array" : "object"} as ${as}`, shown(value));
    if (isOfArrays) {
      const { length } = value as unknown[];
      if (length !== names.length) throw wrongValue(place, `${names.length} columns as ${as}`, String(length));
      return;
    }
    const other = Object.keys(value).find((name) => !known.has(name));
    if (other === undefined) return;
    const remedy = "Give the first row all fields, with null where it has no value.";
    throw wrongValue(place, "fields of the first rows", shown(other), remedy);
  }
}

/** Whether the first array holds names: text, above numbers. */
function decideHeader({ first, hasNumbers }: ShownColumns, place: string): boolean {
  const cells = first!.value as unknown[];
  if (cells.length === 0 || !cells.every((cell) => typeof cell === "string")) return false;
  if (hasNumbers) return true;
  const remedy = "Set data.header=true if it holds names, or data.header=false if it holds data.";
  throw wrongValue(place, "names of the columns, or numbers", "text alone", remedy);
}

function namesOfArrays({ number, value }: JsonRow, hasNames: boolean, source: string, unit: string): string[] {
  const cells = value as unknown[];
  if (!hasNames) return cells.map((_, n) => `column ${n + 1}`);
  const place = `${source} ${unit} ${number}`;
  const other = cells.find((name) => typeof name !== "string");
  if (other !== undefined) throw wrongValue(place, "names of the columns", shown(other), "Set data.header=false.");
  checkDifferent(cells as string[], place);
  return (cells as string[]).map((name) => name.trim().normalize("NFC"));
}

/** @throws InputError for a name that stands there twice */
export function checkDifferent(names: readonly string[], place: string): void {
  const before = new Set<string>();
  const twice = names.find((name) => before.size === before.add(name).size);
  if (twice !== undefined) throw wrongValue(place, "a different name for each column", `${shown(twice)} twice`);
}

export function cellOf(value: unknown, place: () => string): TableCell {
  if (value === null || value === "") return null;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return value;
  if (typeof value === "string") return value.trim() || null;
  const got = Array.isArray(value) ? "an array" : "an object";
  throw wrongValue(place(), "one value", got, "Take it out, or flatten it.");
}
