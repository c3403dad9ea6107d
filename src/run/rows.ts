/**
 * Rows as programs hold them: as the data file has them, or inputs of the network.
 */
import { type Column, type Columns, columnsOf, placeOfCell } from "../data/columns.js";
import { encoding, type Preprocessing } from "../data/preprocessing.js";
import type { TableCell } from "../exchange/table.js";
import { finish } from "../host/slices.js";
import { readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { fieldsOf, isArray, isPlain } from "../study/fields.js";
import { isList, type Numbers } from "../study/numbers.js";
import { inputsIn } from "./inputs.js";

/** A row by the names of its columns; null where a value is missing. */
export type NamedRow = Readonly<Record<string, number | string | boolean | null>>;

/** A row in the order of the columns of `preprocessing.inputs`; null where a value is missing. */
export type ListedRow = readonly NamedRow[string][];

/**
 * Rows to predict, as the data file has them: by the names of the columns, or in the order of `preprocessing.inputs`. Of
 * data without `preprocessing` rows are inputs of the network; flat in a typed array they always are.
 */
export type PredictRows =
  | readonly NamedRow[]
  | readonly ListedRow[]
  | readonly Numbers[]
  | Exclude<Numbers, readonly number[]>;

/** What makes inputs of rows. */
export interface InputMaker {
  /** Of the network. */
  inputs: number;
  preprocessing: Preprocessing | null;
}

/** Whether rows are taken as the data file has them. */
export function areOfFile(preprocessing: Preprocessing | null, rows: unknown): rows is readonly unknown[] {
  return preprocessing !== null && isArray(rows) && rows.length > 0;
}

/**
 * Inputs of the network for some rows, [count][inputs].
 * @throws InputError with the path of what does not fit
 */
export function inputsOf({ inputs, preprocessing }: InputMaker, rows: unknown, path: string): Float32Array {
  return readOrRefuse(path, "rows of inputs", rows, () => {
    if (preprocessing === null && isArray(rows) && rows.some(isPlain)) {
      const what = "rows of numbers, the inputs of the network, because its data name no columns";
      throw wrongType(`${path}[0]`, what, shown(rows[0]));
    }
    if (preprocessing === null || !areOfFile(preprocessing, rows)) return inputsIn(rows, inputs, path);
    return finish(encodingAll(preprocessing, columnsOfRows(preprocessing, rows, path)));
  });
}

/** Inputs of the network for all rows of some columns, in pieces. */
export function encodingAll(preprocessing: Preprocessing, columns: Columns): Generator<void, Float32Array> {
  const byName = new Map(columns.columns.map((column) => [column.name, column]));
  for (const { column, kind } of preprocessing.inputs) {
    const found = byName.get(column)!;
    const text = kind !== "category" && found.numbers === null ? firstText(found) : null;
    if (text)
      throw wrongValue(
        placeOfCell(columns, column, text.at),
        kind === "date" ? "a date" : "a number",
        shown(text.text),
      );
  }
  const all = Int32Array.from({ length: columns.count }, (_, n) => n);
  return encoding(preprocessing, columns, byName, all);
}

/** What stands out in a column of text. */
function firstText({ stray, texts, codes }: Column): { at: number; text: string } {
  return stray ?? { at: codes?.findIndex((code) => code >= 0) ?? 0, text: texts?.[0] ?? "" };
}

/** Columns that the preprocessing takes; others are not looked at. */
function columnsOfRows({ inputs }: Preprocessing, rows: readonly unknown[], path: string): Columns {
  const names = inputs.map(({ column }) => column);
  const cells = names.map((): TableCell[] => []);
  for (let n = 0; n < rows.length; n++) {
    const given = rows[n];
    if (isList(given)) {
      if (given.length !== names.length)
        throw wrongValue(`${path}[${n}]`, `a value for each of ${names.map(shown).join(", ")}`, shown(given));
      names.forEach((_, c) => cells[c]!.push(cellOf(given[c], `${path}[${n}][${c}]`)));
      continue;
    }
    const row = fieldsOf(given, `${path}[${n}]`, "a row, by the names of its columns or in their order");
    names.forEach((name, c) => {
      if (!Object.hasOwn(row, name)) throw wrongValue(`${path}[${n}]`, `the column ${shown(name)}`, "a row without it");
      cells[c]!.push(cellOf(row[name], `${path}[${n}].${name}`));
    });
  }
  return columnsOf({ source: path, unit: "row", names }, cells);
}

function cellOf(value: unknown, path: string): TableCell {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" || typeof value === "string" || typeof value === "bigint") return value;
  throw wrongType(path, "a number, a text, true, false or null", shown(value));
}
