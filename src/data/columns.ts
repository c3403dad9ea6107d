/**
 * The columns of a table, read whole: numbers, dates or text, with what is missing. A text is held once however often
 * it stands in a column, and a column of too many texts is held by its numbers alone, so memory grows with rows, not
 * with text.
 */

import { isNumber, type Table, type TableCell } from "../exchange/table.js";
import { rest } from "../host/slices.js";
import { shown, wrongValue } from "../study/errors.js";
import { LARGEST } from "../study/plan.js";
import { daysOf } from "./days.js";

/** Different texts of a column that are held; a category has fewer, and what has more is numbers, dates or free text. */
const MOST_TEXTS = 4096;

/** A cell that stands out, with the place of its row. */
export interface Found {
  at: number;
  text: string;
}

export interface Column {
  name: string;
  /** What its cells are, missing ones aside. A column without any is of numbers. */
  kind: "number" | "date" | "text";
  /** Of each row the number, or the days since 1970; NaN where it has none. null for free text. */
  numbers: Float64Array | null;
  /** Of each row the place of its text in `texts`, -1 where it is missing; null where there are too many. */
  codes: Int32Array | null;
  texts: readonly string[] | null;
  /** Of each row its text; only of the columns whose texts are wanted. */
  all: (string | null)[] | null;
  missing: number;
  firstMissing: Found | null;
  /** In a column that also has numbers, the first cell that is none. */
  stray: Found | null;
  /** A number that float32 does not hold, or an integer that f64 rounds. */
  outside: Found | null;
  /** Whether some dates may be read as day and month in either order. */
  isAmbiguous: boolean;
}

/** The columns of one file, or of several of the same columns, one below the other. */
export interface Columns {
  /** Each file, with what the numbers of its rows count and the place of its first row here. */
  files: { source: string; unit: string; first: number }[];
  columns: Column[];
  /** Number of each row in its file. */
  rows: Int32Array;
  count: number;
}

/**
 * All rows of some tables, by column of the first.
 * @param isWanted whether each text of a column of that name is wanted
 * @param isCategory whether one of numbers may be a category, so that its texts are held too
 * @throws InputError for more cells than a data set may have, and for a further table that lacks a column; the signal's
 *   reason
 */
export async function readColumns(
  tables: readonly Table[],
  isWanted: (name: string) => boolean,
  signal?: AbortSignal,
  isCategory: (name: string) => boolean = () => true,
): Promise<Columns> {
  const { names } = tables[0]!;
  const builders = names.map((name) => openColumn(name, isWanted(name), isCategory(name)));
  const rows = growing(Int32Array);
  const files: Columns["files"] = [];
  for (const table of tables) {
    const { source, unit } = table;
    files.push({ source, unit, first: rows.count });
    const places = names.map((name) => placeIn(table, name, tables[0]!.source));
    for await (const { columns, numbers } of table.batches) {
      for (let n = 0; n < numbers.length; n++) rows.add(numbers[n]!);
      builders.forEach((builder, column) => {
        const cells = columns[places[column]!]!;
        for (let n = 0; n < numbers.length; n++) builder.add(cells[n] ?? null);
      });
      if (rows.count * names.length > LARGEST) {
        throw wrongValue(source, `rows times columns of at most ${LARGEST}`, "more", "Use fewer rows or columns.");
      }
      await rest(signal);
    }
  }
  return { files, columns: builders.map((builder) => builder.column()), rows: rows.all(), count: rows.count };
}

/** Rows that are already here, by column. */
export function columnsOf(
  { source, unit, names }: Pick<Table, "source" | "unit" | "names">,
  cells: readonly (readonly TableCell[])[],
): Columns {
  const count = cells[0]!.length;
  const columns = names.map((name, c) => {
    const builder = openColumn(name, false, true);
    cells[c]!.forEach(builder.add);
    return builder.column();
  });
  return { files: [{ source, unit, first: 0 }], columns, rows: Int32Array.from({ length: count }, (_, n) => n), count };
}

function placeIn({ source, names }: Table, name: string, first: string): number {
  const place = names.indexOf(name);
  if (place < 0) throw wrongValue(source, `the columns of ${first}`, `none named ${shown(name)}`);
  return place;
}

/** What a text says. Some words stand for a missing number, and are a word like any other among words. */
type Kind = "number" | "date" | "text" | "missing" | "missing number";

interface Entry {
  kind: Kind;
  value: number;
}

/** How programs write what is missing: those of pandas and R, and the question mark of the UCI repository. */
const MISSING = /^(|\?|#?n\/?a|#n\/a n\/a|<na>|[+-]?nan|null|none|-?1\.#(ind|qnan))$/i;
const MISSING_NUMBER = /^(-+|\.+|missing|unknown)$/i;

function entryOf(text: string): Entry {
  if (isNumber(text)) return { kind: "number", value: Number(text) };
  if (MISSING.test(text)) return { kind: "missing", value: NaN };
  if (MISSING_NUMBER.test(text)) return { kind: "missing number", value: NaN };
  const days = daysOf(text);
  return Number.isNaN(days) ? { kind: "text", value: NaN } : { kind: "date", value: days };
}

/** The cells of one column, one after the other. */
function openColumn(
  name: string,
  isWanted: boolean,
  isCategory: boolean,
): { add(cell: TableCell): void; column(): Column } {
  const numbers = growing(Float64Array);
  let codes: Growing<Int32Array> | null = growing(Int32Array);
  const places = new Map<string, number>();
  const entries: Entry[] = [];
  const all: (string | null)[] | null = isWanted ? [] : null;
  const first: Partial<Record<Kind | "outside", Found>> = {};
  const counts: Record<Kind, number> = { number: 0, date: 0, text: 0, missing: 0, "missing number": 0 };
  let isAmbiguous = false;

  /** The place of a text among those that are held. */
  function placeOf(text: string): number {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, entries.length);
    return entries.push(entryOf(text)) - 1;
  }

  function addEntry({ kind, value }: Entry, text: () => string): void {
    if (!first[kind]) first[kind] = { at: numbers.count, text: text() };
    counts[kind]++;
    if (value === Infinity && kind === "date") isAmbiguous = true;
    if (kind === "number" && !first.outside && !Number.isFinite(Math.fround(value))) {
      first.outside = { at: numbers.count, text: text() };
    }
    numbers.add(value);
  }

  function add(cell: TableCell): void {
    all?.push(cell === null ? null : String(cell));
    if (cell === null || (typeof cell === "number" && Number.isNaN(cell))) {
      codes?.add(-1);
      addEntry({ kind: "missing", value: NaN }, () => "");
      return;
    }
    if (typeof cell !== "string") {
      // Its text is wanted only where others of the column are texts.
      codes?.add(-2);
      const value = Number(cell);
      if (typeof cell === "bigint" && !Number.isSafeInteger(value) && !first.outside) {
        first.outside = { at: numbers.count, text: String(cell) };
      }
      addEntry({ kind: "number", value }, () => String(cell));
      return;
    }
    if (codes === null) return addEntry(entryOf(cell), () => cell);
    const place = placeOf(cell);
    codes.add(place);
    addEntry(entries[place]!, () => cell);
    if (entries.length <= MOST_TEXTS) return;
    codes = null;
    places.clear();
    entries.length = 0;
  }

  function column(): Column {
    const kind =
      counts.text > 0 || (counts.date > 0 && counts.number > 0) ? "text" : counts.date > 0 ? "date" : "number";
    const isMissing = (entry: Entry) =>
      entry.kind === "missing" || (kind !== "text" && entry.kind === "missing number");
    const isHeld = codes !== null && (kind !== "number" || isCategory);
    const held = isHeld && heldTexts(codes!.all(), numbers, [...places.keys()], (place) => isMissing(entries[place]!));
    return {
      name,
      kind,
      numbers: kind === "text" ? null : numbers.all(),
      codes: held ? held.codes : null,
      texts: held ? held.texts : null,
      all: all?.map((text) => (text !== null && isMissing(entryOf(text)) ? null : text)) ?? null,
      missing: counts.missing + (kind === "text" ? 0 : counts["missing number"]),
      firstMissing: earlier(first.missing, kind === "text" ? undefined : first["missing number"]),
      stray: kind === "text" && counts.number > 0 ? earlier(first.text, first.date) : null,
      outside: first.outside ?? null,
      isAmbiguous,
    };
  }

  return { add, column };
}

const earlier = (a: Found | undefined, b: Found | undefined): Found | null =>
  (a && b ? (a.at < b.at ? a : b) : (a ?? b)) ?? null;

/** The texts that are not missing, and for each row the place of its own; cells that were numbers have a text now. */
function heldTexts(
  codes: Int32Array,
  numbers: Growing<Float64Array>,
  texts: readonly string[],
  isMissing: (place: number) => boolean,
): { codes: Int32Array; texts: string[] } | null {
  const kept: string[] = [];
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    if (!places.has(text)) places.set(text, kept.push(text) - 1);
    return places.get(text)!;
  };
  const moved = texts.map((text, place) => (isMissing(place) ? -1 : placeOf(text)));
  for (let n = 0; n < codes.length; n++) {
    const code = codes[n]!;
    codes[n] = code >= 0 ? moved[code]! : code === -1 ? -1 : placeOf(String(numbers.at(n)));
    if (kept.length > MOST_TEXTS) return null;
  }
  return { codes, texts: kept };
}

interface Growing<Values> {
  readonly count: number;
  add(value: number): void;
  at(n: number): number;
  all(): Values;
}

/** Numbers with as much room again each time that there is none: a table may have many columns of few rows. */
function growing<Values extends Int32Array | Float64Array>(type: new (length: number) => Values): Growing<Values> {
  let room = new type(16);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(value) {
      if (count === room.length) {
        const more = new type(2 * count);
        more.set(room);
        room = more;
      }
      room[count++] = value;
    },
    at: (n) => room[n]!,
    // Room that was never written takes no memory, so nothing is copied.
    all: () => room.subarray(0, count) as Values,
  };
}

/** `iris.csv, column "species"`. */
export function placeOfColumn({ files }: Columns, name: string): string {
  return `${files[0]!.source}, column ${shown(name)}`;
}

/** `iris.csv line 7, column "species"`. */
export function placeOfCell({ files, rows }: Columns, name: string, at: number): string {
  const { source, unit } = files.filter(({ first }) => first <= at).at(-1)!;
  return `${source} ${unit} ${rows[at]}, column ${shown(name)}`;
}
