/**
 * Random tables, and the bytes of a file that holds one in a random dialect: for tests of whatever reads files.
 */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Dialect } from "../../src/exchange/table.js";

/** A cell: a number, text that is none, or null where it is missing. */
export type WrittenCell = number | string | null;

export interface WrittenTable {
  names: string[];
  rows: WrittenCell[][];
}

/** How a table is written. */
export interface Writing {
  form: "text" | "JSON lines" | "JSON";
  /** How a document of JSON is made of rows: as pandas calls it; of lists of columns pandas makes none. */
  orient: "records" | "index" | "columns" | "split" | "lists";
  delimiter: "," | "\t" | ";" | "|" | " ";
  quotes: "all" | "needed";
  end: "\n" | "\r\n" | "\r";
  decimal: "." | ",";
  encoding: "utf-8" | "utf-8 with a mark" | "utf-16le" | "utf-16be";
  header: boolean;
  comments: string[];
  /** A delimiter behind each row. */
  trailing: boolean;
  separator: boolean;
  gzip: boolean;
}

const WORDS = [
  "a",
  "Bc",
  "x y",
  "n.a",
  "v1",
  "é",
  "日本",
  "a,b",
  "c;d",
  "e|f",
  'say "hi"',
  "two\nlines",
  "t\tab",
  "it's",
  "50%",
  "A-1",
  "1st",
];
const word = fc.constantFrom(...WORDS);
const number = fc.oneof(
  fc.integer({ min: -100000, max: 100000 }),
  fc.integer({ min: -99999, max: 99999 }).map((value) => value / 100),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
);

/** Tables of 2 to 6 columns: numbers in the first, something in each cell of the last. */
export const tables: fc.Arbitrary<WrittenTable> = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 5 })
  .chain((others) => {
    const isNumeric = [true, ...others];
    const cells = isNumeric.map((is, k) =>
      k === 0
        ? number
        : k === others.length
          ? is
            ? number
            : word
          : fc.option<WrittenCell>(is ? number : word, { freq: 6 }),
    );
    const names = fc.uniqueArray(
      fc.stringMatching(/^[a-zA-Zß][a-zA-Z0-9 ,;_é|]{0,8}$/).map((name) => name.trim()),
      {
        minLength: isNumeric.length,
        maxLength: isNumeric.length,
      },
    );
    return fc.record({
      names,
      rows: fc.array(fc.tuple(...cells) as fc.Arbitrary<WrittenCell[]>, { minLength: 3, maxLength: 12 }),
    });
  });

export const writings: fc.Arbitrary<Writing> = fc.record({
  form: fc.constantFrom("text", "text", "text", "JSON lines", "JSON"),
  orient: fc.constantFrom("records", "index", "columns", "split", "lists"),
  delimiter: fc.constantFrom(",", "\t", ";", "|", " "),
  quotes: fc.constantFrom("all", "needed"),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  decimal: fc.constantFrom(".", ","),
  encoding: fc.constantFrom("utf-8", "utf-8 with a mark", "utf-16le", "utf-16be"),
  header: fc.boolean(),
  comments: fc.array(fc.constantFrom("# made by hand", "#", "# 1, 2; 3"), { maxLength: 2 }),
  trailing: fc.boolean(),
  separator: fc.boolean(),
  gzip: fc.boolean(),
});

/** The file, and the fields of the dialect that say all of how it is written. */
export function written({ names, rows }: WrittenTable, writing: Writing): { bytes: Uint8Array; told: Dialect } {
  const { form, encoding, gzip } = writing;
  const isText = form === "text";
  const text = isText ? asText(names, rows, writing) : asJson(names, rows, writing);
  const bytes = encoded(text, encoding);
  const told: Dialect = isText
    ? { delimiter: writing.delimiter, decimal: writing.decimal, header: writing.header, comment: "#" }
    : { header: writing.header };
  return { bytes: gzip ? new Uint8Array(gzipSync(bytes)) : bytes, told };
}

/** The names that the file gives its columns. */
export function namesIn({ names }: WrittenTable, { header, form }: Writing): string[] {
  return header || form !== "text" ? names : names.map((_, k) => `column ${k + 1}`);
}

function asText(names: readonly string[], rows: readonly WrittenCell[][], writing: Writing): string {
  const { delimiter, quotes, end, decimal, header, comments, trailing, separator } = writing;
  const cell = (value: WrittenCell): string => {
    if (value === null) return delimiter === " " ? '""' : "";
    const plain =
      typeof value === "number"
        ? String(value).replace(".", decimal)
        : value.replaceAll("\n", delimiter === " " ? " " : "\n");
    const needed = /["\n]/.test(plain) || plain.includes(delimiter) || (delimiter === " " && /\s/.test(plain));
    return quotes === "all" || needed ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const line = (cells: readonly WrittenCell[]) =>
    cells.map(cell).join(delimiter) + (trailing && delimiter !== " " ? delimiter : "");
  const first = separator && delimiter !== " " ? [`sep=${delimiter}`] : [];
  return [...first, ...comments, ...(header ? [line(names)] : []), ...rows.map(line), ""].join(end);
}

function asJson(names: readonly string[], rows: readonly WrittenCell[][], { form, orient, end }: Writing): string {
  const values = rows.map((row) => Object.fromEntries(row.map((value, k) => [names[k]!, value])));
  if (form === "JSON lines") return `${values.map((value) => JSON.stringify(value)).join(end)}${end}`;
  const index = rows.map((_, n) => n);
  const byColumn = (cells: (values: WrittenCell[]) => unknown) =>
    Object.fromEntries(names.map((name, k) => [name, cells(rows.map((row) => row[k]!))]));
  const document = {
    records: values,
    index: { ...values },
    columns: byColumn((cells) => ({ ...cells })),
    split: { columns: names, index, data: rows },
    lists: byColumn((cells) => cells),
  }[orient];
  // Blanks and ends of lines where they change nothing, or none.
  return JSON.stringify(document, null, end === "\r" ? 0 : 1).replaceAll("\n", end);
}

function encoded(text: string, encoding: Writing["encoding"]): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "utf-8 with a mark") return new TextEncoder().encode(`\ufeff${text}`);
  const units = Array.from(`\ufeff${text}`.split(""), (unit) => unit.charCodeAt(0));
  const bytes = units.flatMap((unit) => (encoding === "utf-16le" ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]));
  return Uint8Array.from(bytes);
}
