/**
 * How rows of a file become inputs of the network. It is fitted on the training rows and belongs to the model: what was
 * fitted is plain JSON, and the same function applies it to training rows and to rows that come later.
 */
import { inSlices } from "../host/slices.js";
import { shown, wrongValue } from "../study/errors.js";
import type { CategoryPolicy, MissingPolicy } from "../study/variants/data.js";
import { type Column, type Columns, placeOfCell, placeOfColumn } from "./columns.js";

/** A column of numbers, or of dates as days since 1970: x = (value - mean) / sd, and 0 where sd is 0. */
export interface NumberColumn {
  /** Its name in the file. */
  column: string;
  /** Numbers, or dates as days since 1970. */
  kind: "number" | "date";
  /** Stands in for a missing value; null: none may be missing. */
  fill: number | null;
  /** 0, and sd 1, where inputs are not standardised. */
  mean: number;
  /** Standard deviation over the training rows, with the divisor N; 0 where they do not differ. */
  sd: number;
}

/** A column of categories: one input a value, 1 for its own and else 0; or its place in the list, as a number. */
export interface CategoryColumn {
  /** Its name in the file. */
  column: string;
  /** Text, or what the study says are categories. */
  kind: "category";
  /** The values of the training rows, or in the order that the study gives. Any other is 0 in every input. */
  values: string[];
  /** One input a value, or the place of the value. */
  encoding: "one-hot" | "ordinal";
  /** The value for a missing one; null: none may be missing. */
  fill: string | null;
  /** Of the places, where the encoding is ordinal; else 0. */
  mean: number;
  /** Of the places, where the encoding is ordinal; else 1. */
  sd: number;
}

/** A column of the file that is an input, or some. */
export type InputColumn = NumberColumn | CategoryColumn;

/** From a row of the file to the network, and back from its outputs to what the file says. */
export interface Preprocessing {
  /** The column that is predicted. */
  label: string;
  /** The labels as they stand in the file, by class index; null for a regression. */
  classNames: string[] | null;
  /** Of a regression: value = mean + sd * output. null where targets are as they are in the file. */
  target: {
    /** Of the targets of the training rows. */
    mean: number;
    /** Of the targets of the training rows, with the divisor N. */
    sd: number;
  } | null;
  /** In the order of the columns of the file. */
  inputs: InputColumn[];
}

/** What the network says, in the units of the file. */
export function inFileUnits(value: number, target: Preprocessing["target"]): number {
  return target ? target.mean + target.sd * value : value;
}

/** What a study says of its columns. */
export interface Policies {
  missing: MissingPolicy | Readonly<Record<string, MissingPolicy>>;
  categories: CategoryPolicy | Readonly<Record<string, CategoryPolicy | readonly string[]>>;
  standardize: boolean;
}

/** The value of a missing category. */
const MISSING = "missing";
/** Values of a category that nobody has asked for by name. */
const FEW = 100;
const MOST = 1000;
/** An sd below this share of the largest value is rounding. */
const RELATIVE = 1e-12;
/** Values that are computed at a time. */
const PIECE = 1 << 20;

/** What a study says of one column. */
export function policyFor<Policy>(
  policies: Policy | Readonly<Record<string, Policy>>,
  column: string,
  otherwise: Policy,
) {
  if (typeof policies !== "object" || policies === null) return policies as Policy;
  return hasOwnPolicy(policies, column) ? (policies as Readonly<Record<string, Policy>>)[column]! : otherwise;
}

/** Whether a study has a policy for this column by name. */
export function hasOwnPolicy(policies: unknown, column: string): boolean {
  return typeof policies === "object" && policies !== null && Object.hasOwn(policies, column);
}

/** Whether a column is categorical: by the study, or because it has text. */
export function isCategory(column: Column, { categories }: Policies): boolean {
  return column.kind === "text" || hasOwnPolicy(categories, column.name);
}

/**
 * Fits a column on the training rows.
 * @param train places of the training rows
 */
export function fitColumn(columns: Columns, column: Column, train: ArrayLike<number>, policies: Policies): InputColumn {
  const missing = policyFor(policies.missing, column.name, "refuse");
  return isCategory(column, policies)
    ? fitCategory(columns, column, train, policies, missing)
    : fitNumbers(column, train, policies.standardize, missing);
}

function fitNumbers(
  column: Column,
  train: ArrayLike<number>,
  isStandard: boolean,
  missing: MissingPolicy,
): NumberColumn {
  const numbers = column.numbers!;
  const values = valuesAt(numbers, train);
  const present = column.missing === 0 ? values : values.filter((value) => !Number.isNaN(value));
  const fill =
    column.missing === 0
      ? null
      : missing === "mean"
        ? meanOf(present)
        : missing === "median"
          ? medianOf(present)
          : null;
  const filled = fill === null ? values : values.map((value) => (Number.isNaN(value) ? fill : value));
  return {
    column: column.name,
    kind: column.kind as "number" | "date",
    fill,
    ...(isStandard ? standardOf(filled) : { mean: 0, sd: 1 }),
  };
}

function fitCategory(
  columns: Columns,
  column: Column,
  train: ArrayLike<number>,
  { categories, standardize }: Policies,
  missing: MissingPolicy,
): CategoryColumn {
  const { name, codes, texts } = column;
  const isNamed = hasOwnPolicy(categories, name);
  const policy = policyFor<CategoryPolicy | readonly string[]>(categories as never, name, "one-hot");
  const place = placeOfColumn(columns, name);
  const most = isNamed ? MOST : FEW;
  const remedy = `Leave it out: data.ignore=["${name}"]; or ask for it: data.categories={"${name}":"one-hot"}.`;
  if (codes === null || texts === null) {
    throw wrongValue(place, `numbers, or at most ${most} categories`, "more", remedy);
  }
  if (policy === "refuse") throw wrongValue(place, "numbers", `text, ${shown(column.stray?.text ?? texts[0])}`, remedy);
  const seen = new Uint8Array(texts.length);
  let gaps = false;
  for (let n = 0; n < train.length; n++) {
    const code = codes[train[n]!]!;
    if (code >= 0) seen[code] = 1;
    else gaps = true;
  }
  const fill = column.missing === 0 ? null : missing === "refuse" || missing === "drop" ? null : MISSING;
  const present = texts.filter((text, code) => seen[code] === 1 || (gaps && fill === text));
  if (fill !== null && gaps && !present.includes(fill)) present.push(fill);
  const isOrdered = typeof policy === "object";
  if (isOrdered) checkOrder(place, policy, present);
  const values = isOrdered ? [...policy] : present.sort(byValue);
  if (values.length > most) throw wrongValue(place, `at most ${most} categories`, String(values.length), remedy);
  const encoding = isOrdered ? "ordinal" : (policy as "one-hot" | "ordinal");
  const places = new Map(values.map((value, at) => [value, at]));
  const standard =
    encoding === "ordinal" && standardize
      ? standardOf(Float64Array.from(train, (n) => places.get(codes[n]! < 0 ? fill! : texts[codes[n]!]!)!))
      : { mean: 0, sd: 1 };
  return { column: name, kind: "category", values, encoding, fill, ...standard };
}

function checkOrder(place: string, order: readonly string[], present: readonly string[]): void {
  const other = present.find((value) => !order.includes(value));
  if (other !== undefined) throw wrongValue(place, `one of ${order.map(shown).join(", ")}`, shown(other));
}

/** Numbers by size, then other texts by code unit. */
function byValue(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The values at some places. */
export function valuesAt(values: ArrayLike<number>, places: ArrayLike<number>): Float64Array {
  const some = new Float64Array(places.length);
  for (let n = 0; n < some.length; n++) some[n] = values[places[n]!]!;
  return some;
}

function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: Float64Array): number {
  if (values.length === 0) return 0;
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Mean and sd in the order of the rows, with the divisor N; sd is 0 where values differ by rounding alone. */
export function standardOf(values: Float64Array): { mean: number; sd: number } {
  const mean = meanOf(values);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const sd = Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
  return { mean, sd: sd <= RELATIVE * largest ? 0 : sd };
}

/** Inputs of the network that come of a column. */
export function widthOf(input: InputColumn): number {
  return input.kind === "category" && input.encoding === "one-hot" ? input.values.length : 1;
}

/** Names of the inputs: of the column, or `column=value`. */
export function inputNamesOf({ inputs }: Preprocessing): string[] {
  return inputs.flatMap((input) =>
    input.kind === "category" && input.encoding === "one-hot"
      ? input.values.map((value) => `${input.column}=${value}`)
      : [input.column],
  );
}

/**
 * Inputs of the network for some rows, count x inputs, each rounded once.
 * @param byName the columns of the file in which the rows stand
 * @param rows their places there
 * @throws InputError naming the row and the column; the signal's reason
 */
export function encodeRows(
  preprocessing: Preprocessing,
  columns: Columns,
  byName: ReadonlyMap<string, Column>,
  rows: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<Float32Array> {
  return inSlices(encoding(preprocessing, columns, byName, rows), signal);
}

/** The same, in pieces. */
export function* encoding(
  { inputs }: Preprocessing,
  columns: Columns,
  byName: ReadonlyMap<string, Column>,
  rows: ArrayLike<number>,
): Generator<void, Float32Array> {
  const width = inputs.reduce((sum, input) => sum + widthOf(input), 0);
  const x = new Float32Array(rows.length * width);
  let first = 0;
  for (const input of inputs) {
    const column = byName.get(input.column)!;
    yield* input.kind === "category" ? categories(input, column, first) : numbers(input, column, first);
    first += widthOf(input);
  }
  return x;

  function* numbers({ fill, mean, sd }: NumberColumn, column: Column, at: number): Generator<void, void> {
    for (let n = 0; n < rows.length; n++) {
      const given = column.numbers![rows[n]!]!;
      const value = Number.isNaN(given) ? (fill ?? refuseGap(columns, column.name, rows[n]!)) : given;
      const scaled = sd === 0 ? 0 : (value - mean) / sd;
      if (!Number.isFinite(Math.fround(scaled))) refuseSize(columns, column.name, rows[n]!, given);
      x[n * width + at] = scaled;
      if (n % PIECE === PIECE - 1) yield;
    }
  }

  function* categories(input: CategoryColumn, column: Column, at: number): Generator<void, void> {
    const places = new Map(input.values.map((value, place) => [value, place]));
    const { texts, codes } = column;
    for (let n = 0; n < rows.length; n++) {
      const code = codes![rows[n]!]!;
      const value = code < 0 ? (input.fill ?? refuseGap(columns, column.name, rows[n]!)) : texts![code]!;
      const place = places.get(value);
      if (input.encoding === "one-hot") {
        if (place !== undefined) x[n * width + at + place] = 1;
      } else if (place !== undefined) {
        x[n * width + at] = input.sd === 0 ? 0 : (place - input.mean) / input.sd;
      } else {
        const what = `one of ${input.values.slice(0, 20).map(shown).join(", ")}`;
        throw wrongValue(placeOfCell(columns, column.name, rows[n]!), what, shown(value));
      }
      if (n % PIECE === PIECE - 1) yield;
    }
  }
}

function refuseGap(columns: Columns, name: string, at: number): never {
  throw wrongValue(placeOfCell(columns, name, at), "a value, because none was missing in training", "an empty cell");
}

function refuseSize(columns: Columns, name: string, at: number, value: number): never {
  throw wrongValue(placeOfCell(columns, name, at), "a number within the range of float32", shown(value));
}
