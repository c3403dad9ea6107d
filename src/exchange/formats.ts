/**
 * The list of formats of tables: the only place where a new one is entered. A file is of the first whose bytes it
 * begins with.
 */
import { wrongValue } from "../study/errors.js";
import type { Content } from "./content.js";
import { headText } from "./decoding.js";
import type { Dialect, Table } from "./table.js";

export interface Format {
  /** How it is called where nothing else is said of the form. */
  name: string;
  /** Whether a file with these first bytes is one: HEAD of them, or all. */
  matches(head: Uint8Array): boolean;
  /** Whether a few bytes may hold a table of any size, so that no link carries such a file. */
  isPacked?: boolean;
  /** Whether it holds a file of another format, which holds none in turn. */
  isWrapping?: boolean;
  /** The module that reads: loaded when such a file comes. */
  load(): Promise<{ read: ReadTable }>;
}

/**
 * The table of a file.
 * @throws InputError with one sentence that names the file, and the row or the column
 */
export type ReadTable = (content: Content, dialect: Dialect) => Table | Promise<Table>;

/** Bytes that show what a file is. */
export const HEAD = 4096;

export const FORMATS: readonly Format[] = [
  { name: "Parquet", matches: beginsWith("PAR1"), isPacked: true, load: () => import("./read-parquet.js") },
  { name: ".npy", matches: beginsWith("\x93NUMPY"), load: () => import("./read-npy.js") },
  {
    name: "gzip",
    matches: beginsWith("\x1f\x8b"),
    isPacked: true,
    isWrapping: true,
    load: () => import("./read-gzip.js"),
  },
  {
    name: "zip (.npz)",
    matches: beginsWith("PK\x03\x04", "PK\x05\x06"),
    isPacked: true,
    isWrapping: true,
    load: () => import("./read-zip.js"),
  },
  { name: "JSON", matches: isJson, load: () => import("./read-json.js") },
  { name: "text", matches: isText, load: () => import("./read-text.js") },
];

/** Formats that are known and not read, and what to do. */
const OTHERS: readonly [name: string, matches: (head: Uint8Array) => boolean, remedy: string][] = [
  ["a workbook of Excel", beginsWith("\xd0\xcf\x11\xe0"), "Save it as CSV."],
  ["a picture", beginsWith("\x89PNG", "\xff\xd8\xff", "GIF8"), "Give a table, in which a row is an example."],
  ["a file of R", beginsWith("RDX", "RDA", "X\n\0\0\0"), "Save the table as CSV, with write.csv."],
  ["a file of MATLAB", beginsWith("MATLAB 5"), "Save the table as CSV, with writematrix or writetable."],
  ["a file of Stata", beginsWith("<stata_dta>"), "Save it as CSV, with export delimited."],
  ["a file of SPSS", beginsWith("$FL2", "$FL3"), "Save it as CSV."],
  ["ORC", beginsWith("ORC"), "Save it as Parquet."],
  ["Avro", beginsWith("Obj\x01"), "Save it as Parquet."],
  ["HDF5", beginsWith("\x89HDF"), "Save its table as CSV, Parquet or .npz."],
  ["Arrow", beginsWith("ARROW1", "FEA1"), "Save it as Parquet."],
  ["a database of SQLite", beginsWith("SQLite format 3"), "Save a table of it as CSV."],
  ["a pickle", beginsWith("\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"), "Save it as .npy, Parquet or CSV."],
  ["a PDF", beginsWith("%PDF"), "Save its table as CSV."],
  ["a file packed by zstd", beginsWith("\x28\xb5\x2f\xfd"), "Unpack it first."],
  ["a file packed by xz", beginsWith("\xfd7zXZ"), "Unpack it first."],
  ["a file packed by bzip2", beginsWith("BZh"), "Unpack it first."],
  ["a file packed by lz4", beginsWith("\x04\x22\x4d\x18"), "Unpack it first."],
  ["an archive of 7-Zip or RAR", beginsWith("7z\xbc\xaf", "Rar!"), "Unpack it first."],
  ["an archive of tar", (head) => headText(head.subarray(257, 262)) === "ustar", "Unpack it first."],
  ["XML", beginsWith("<?xml"), "Save its table as CSV."],
  ["a page of HTML", (head) => /^\s*<(!doctype|html)/i.test(headText(head)), "Fetch the file that it links to."],
  ["a pointer of Git LFS", beginsWith("version https://git-lfs"), "Fetch the file with git lfs pull."],
  ["Matrix Market", beginsWith("%%MatrixMarket"), "Save it as a full array, in .npy or CSV."],
  ["svmlight (libsvm)", isSvmlight, "Save it as a full array, with labels in the last column, in .npy or CSV."],
  ["ARFF", (head) => /^\s*([%#].*\n\s*)*@relation/i.test(headText(head)), "Save it as CSV."],
];

/**
 * The format of a file, by its first bytes.
 * @param isInside whether it stands in a file of another format
 * @throws InputError for what is no table
 */
export function formatOf(head: Uint8Array, source: string, isInside = false): Format {
  const other = OTHERS.find(([, matches]) => matches(head));
  const format = other ? undefined : FORMATS.find(({ matches }) => matches(head));
  if (format?.isWrapping && isInside)
    throw wrongValue(source, "a table that is packed once", `${format.name} again`, "Unpack it first.");
  if (format) return format;
  const what = `a table: text, ${FORMATS.map(({ name }) => name)
    .filter((name) => name !== "text")
    .join(", ")}`;
  throw wrongValue(source, what, other?.[0] ?? "other bytes", other?.[2]);
}

/** What a file is by its first bytes, in a word or two: of what is a table, and of what is known. */
export function knownForm(head: Uint8Array): string | null {
  const other = OTHERS.find(([, matches]) => matches(head));
  return other?.[0] ?? FORMATS.find(({ matches }) => matches(head))?.name ?? null;
}

/** Whether a file begins with one of these bytes, each a character of Latin-1. */
function beginsWith(...starts: string[]): (head: Uint8Array) => boolean {
  return (head) =>
    starts.some((start) => Array.from(start).every((character, at) => head[at] === character.charCodeAt(0)));
}

/** Text has no zeros, but for UTF-16. */
function isText(head: Uint8Array): boolean {
  return !headText(head).includes("\0");
}

/** A label, then places and values of what is not zero. */
function isSvmlight(head: Uint8Array): boolean {
  const lines = headText(head).split("\n").slice(0, 5);
  const isRow = (line: string) => /^[+-]?[\d.]+(\s+(qid|\d+):[-+.\de]+)+\s*(#.*)?$/i.test(line);
  return lines.length > 1 && lines.slice(0, -1).every(isRow);
}

/** An object with a key, or an array of what JSON has: text in brackets is none. */
function isJson(head: Uint8Array): boolean {
  return /^\s*(\{\s*["}]|\[\s*([[{"\]\d-]|true|false|null))/.test(headText(head));
}
