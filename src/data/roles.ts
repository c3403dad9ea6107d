/**
 * Which column of a file is what: the label, inputs, and those that are kept out. Whatever is unsafe to guess is
 * refused with the field of the study that settles it.
 */
import { isLikeNumber } from "../exchange/number-form.js";
import { shown, suggestion, visible, wrongValue } from "../study/errors.js";
import { type Column, type Columns, placeOfCell, placeOfColumn } from "./columns.js";
import { hasOwnPolicy, isCategory, type Policies, policyFor } from "./preprocessing.js";

/** What a study says of the columns. */
export interface RoleSpec extends Policies {
  label: string | null;
  inputs: readonly string[] | null;
  ignore: readonly string[];
  id: string | null;
  groups: string | null;
  weights: string | null;
  dates: "refuse" | "days";
}

export interface Roles {
  label: Column;
  inputs: Column[];
  id: Column | null;
  groups: Column | null;
  weights: Column | null;
  /** Columns that are kept out though nobody said so, each with the reason. */
  left: { name: string; why: string }[];
}

/** Rows from which a column that counts them is one. */
const COUNTING = 10;
/** Numbers among text that are no categories any more. */
const MANY = 20;

/** Names are compared trimmed, and in the composed form of Unicode. */
export const sameName = (name: string): string => name.trim().normalize("NFC");

/** Whether the texts of a column are wanted one by one: it may name the rows, or their groups. */
export function isNaming({ id, groups }: Pick<RoleSpec, "id" | "groups">): (name: string) => boolean {
  const named = [id, groups].filter((name) => name !== null).map(sameName);
  return (name) => named.includes(name) || isUnnamed(name) || isIdName(name);
}

/** @throws InputError for a column that is not there or is two things, and for what is unsafe to guess */
export function rolesIn(columns: Columns, spec: RoleSpec): Roles {
  const claimed = new Map<string, string>();
  const named = (field: "label" | "id" | "groups" | "weights"): Column | null => {
    const name = spec[field];
    if (name === null) return null;
    const column = findColumn(columns, name, field);
    claim(claimed, column.name, field);
    return column;
  };
  const [id, groups, weights, chosen] = [named("id"), named("groups"), named("weights"), named("label")];
  const ignored = spec.ignore.map((name) => findColumn(columns, name, "ignore"));
  for (const { name } of ignored) claim(claimed, name, "ignore");
  const label = chosen ?? lastColumn(columns, claimed);
  claimed.set(label.name, "label");
  for (const field of ["categories", "missing"] as const) {
    const policies = spec[field];
    if (typeof policies === "object") for (const name of Object.keys(policies)) findColumn(columns, name, field);
  }
  const asked = spec.inputs?.map((name) => findColumn(columns, name, "inputs"));
  for (const { name } of asked ?? []) claim(claimed, name, "inputs");
  const left: Roles["left"] = [];
  const inputs = columns.columns.filter((column) => {
    if (asked) return asked.includes(column);
    if (claimed.has(column.name)) return false;
    const why = hasOwnPolicy(spec.categories, column.name) ? null : whyLeft(columns, column);
    if (why !== null) left.push({ name: column.name, why });
    return why === null;
  });
  if (inputs.length === 0) {
    const remedy =
      columns.columns.length > 1 ? "" : "If another character separates its cells, set data.delimiter to that.";
    throw wrongValue(columns.files[0]!.source, "a column of inputs beside the label", "none", remedy);
  }
  const roles = { label, inputs, id: id ?? rowNames(columns, left), groups, weights, left };
  checkInputs(columns, roles.inputs, spec);
  return roles;
}

function findColumn({ files, columns }: Columns, name: string, field: string): Column {
  const found = columns.find((column) => column.name === sameName(name));
  if (found) return found;
  const names = columns.map((column) => column.name);
  const first = names.slice(0, 20).map(visible).join(", ");
  const remedy = suggestion(name, names) || `Its columns are ${first}${names.length > 20 ? ", ..." : ""}.`;
  throw wrongValue(`study.data.${field}`, `a column of ${files[0]!.source}`, shown(name), remedy);
}

function claim(claimed: Map<string, string>, name: string, field: string): void {
  const other = claimed.get(name);
  if (other !== undefined)
    throw wrongValue(`study.data.${field}`, "a column without another role", `${shown(name)}, the ${other}`);
  claimed.set(name, field);
}

/** Words by which files name what is to be predicted. */
const LABEL = /^(labels?|targets?|class|classes|y|outcome|response)$/i;

function lastColumn(columns: Columns, claimed: ReadonlyMap<string, string>): Column {
  const free = columns.columns.filter(({ name }) => !claimed.has(name));
  const last = free.at(-1);
  const { source } = columns.files[0]!;
  if (!last) throw wrongValue(source, "a column for the label", "none without another role");
  const likelier = LABEL.test(last.name) ? undefined : free.find(({ name }) => LABEL.test(name));
  if (!likelier) return last;
  const remedy = `Set data.label to ${shown(likelier.name)} or ${shown(last.name)}.`;
  throw wrongValue(
    source,
    "the label in the last column, or data.label",
    `a column ${shown(likelier.name)} before ${shown(last.name)}`,
    remedy,
  );
}

/** The words of a name: `customerID`, `row_names`. */
const wordsOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ");

const isUnnamed = (name: string): boolean => /^(unnamed(: ?\d+)?(_level_\d+)?)?$/i.test(name);

/** `id`, `Id`, `customerID`, `row_names`: a word of its own at the end of a name. */
const isIdName = (name: string): boolean =>
  /(^|[^a-z])(ids?|idx|index|uuid|guid|key|row ?names?)$/i.test(wordsOf(name));

/** `customer_number`, `account no`, `orderCode`: what may count things, and may name them. */
const isNumberName = (name: string): boolean =>
  /(^|[^a-z])(number|num|no|nr|code|ref|reference|serial|account|acct|ticket|ssn|isbn|sku|barcode)\W*$/i.test(
    wordsOf(name),
  );

/**
 * The column of further rows that may name them: that of the data, or the first that is called so.
 * @param inputs names of columns that are inputs
 */
export function namingColumn(
  { id = null, groups = null }: Partial<Pick<RoleSpec, "id" | "groups">>,
  names: readonly string[],
  inputs: readonly string[],
): string | null {
  const others = [...inputs, ...(groups === null ? [] : [groups])].map(sameName);
  const isNamed =
    id === null ? (name: string) => isUnnamed(name) || isIdName(name) : (name: string) => name === sameName(id);
  return names.find((name) => isNamed(sameName(name)) && !others.includes(sameName(name))) ?? null;
}

/**
 * Why a column that nobody named is no input, or null.
 * @throws InputError where it is one of rows or of things, and only the user can tell
 */
function whyLeft(columns: Columns, column: Column): string | null {
  const { name } = column;
  if (isUnnamed(name) && valuesDiffer(column)) return "an index without a name";
  if (isIdName(name) && valuesDiffer(column) && !hasFractions(column)) return "unique in every row";
  const looks = isUnnamed(name)
    ? "one without a name"
    : isIdName(name)
      ? "one that looks like an identifier"
      : counts(column)
        ? "one that counts the rows"
        : names(column)
          ? "one with a different integer in every row"
          : null;
  if (looks === null) return null;
  const remedy = `Name it in data.id, data.groups or data.ignore; if it is an input, name all inputs in data.inputs.`;
  throw wrongValue(placeOfColumn(columns, name), "an input column", looks, remedy);
}

/** The column that names the rows, among those left out; null where there is none. */
function rowNames({ columns }: Columns, left: Roles["left"]): Column | null {
  return columns.find((column) => column.all !== null && left.some(({ name }) => name === column.name)) ?? null;
}

export function valuesDiffer({ texts, numbers, all, missing, codes }: Column): boolean {
  if (missing > 0) return false;
  if (all) return new Set(all).size === all.length;
  return texts ? texts.length === codes!.length : areDifferent(numbers!);
}

/** Values that are looked at before all of them are sorted. */
const SOME = 4096;

/** Whether no number stands there twice. */
function areDifferent(numbers: Float64Array): boolean {
  if (new Set(numbers.subarray(0, SOME)).size < Math.min(SOME, numbers.length)) return false;
  const sorted = numbers.slice().sort();
  return sorted.every((value, n) => n === 0 || value !== sorted[n - 1]);
}

const hasFractions = ({ numbers }: Column): boolean => numbers?.some((value) => !Number.isInteger(value)) ?? false;

/** 0, 1, 2, ... from any integer, up or down. */
function counts({ kind, numbers }: Column): boolean {
  if (kind !== "number" || numbers!.length < COUNTING) return false;
  const step = numbers![1]! - numbers![0]!;
  if (Math.abs(step) !== 1 || !Number.isInteger(numbers![0])) return false;
  return numbers!.every((value, n) => value === numbers![0]! + n * step);
}

/** Pairs of rows that share a value, as integers drawn from their range would have them. */
const SHARED = 20;

/**
 * Whether a column of integers names the rows: it is called so, or its values are many in their range and yet all
 * different, as no quantity is.
 */
function names({ name, kind, numbers, missing }: Column): boolean {
  if (kind !== "number" || missing > 0 || numbers!.length < COUNTING) return false;
  if (!numbers!.every((value) => Number.isInteger(value))) return false;
  const count = numbers!.length;
  let [least, most] = [Infinity, -Infinity];
  for (const value of numbers!) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const shared = (count * (count - 1)) / 2 / (most - least + 1);
  return (isNumberName(name) || shared >= SHARED) && areDifferent(numbers!);
}

function checkInputs(columns: Columns, inputs: readonly Column[], spec: RoleSpec): void {
  const gaps: Column[] = [];
  for (const column of inputs) {
    const { name, kind, missing, outside, isAmbiguous } = column;
    const category = isCategory(column, spec);
    const leave = `data.ignore=["${name}"]`;
    if (missing === columns.count) {
      throw wrongValue(placeOfColumn(columns, name), "values", "none, all are missing", `Leave it out: ${leave}.`);
    }
    if (kind === "date" && !category) {
      const place = placeOfColumn(columns, name);
      if (isAmbiguous)
        throw wrongValue(
          place,
          "dates as in 2021-03-31",
          "dates whose day and month are ambiguous",
          `Leave it out: ${leave}.`,
        );
      if (spec.dates === "refuse")
        throw wrongValue(place, "numbers or categories", "dates", `Set data.dates=days, or leave it out: ${leave}.`);
    }
    if (category) refuseStray(columns, column, spec);
    if (category) refuseSigns(columns, column, spec);
    if (!category && outside) {
      throw wrongValue(
        placeOfCell(columns, name, outside.at),
        "a number within the range of float32, an integer below 2^53",
        outside.text,
      );
    }
    if (missing === 0) continue;
    const policy = policyFor(spec.missing, name, "refuse");
    if (policy === "refuse") gaps.push(column);
    if (policy === "category" && !category) {
      throw wrongValue(
        placeOfColumn(columns, name),
        "text, of which missing values can be a category",
        "numbers",
        `Set data.missing={"${name}":"median"}, or mean, or drop.`,
      );
    }
  }
  if (gaps.length > 0) refuseGaps(columns, gaps);
}

/** A word or two among many numbers is no category. */
function refuseStray(columns: Columns, column: Column, spec: RoleSpec): void {
  const { name, stray, texts } = column;
  if (!stray || hasOwnPolicy(spec.categories, name)) return;
  const numbers = texts?.filter((text) => text !== "" && !Number.isNaN(Number(text))).length ?? MANY + 1;
  if (numbers <= MANY) return;
  const remedy = `If the column is categorical, set data.categories={"${name}":"one-hot"}.`;
  throw wrongValue(placeOfCell(columns, name, stray.at), "a number", shown(stray.text), remedy);
}

function refuseGaps(columns: Columns, gaps: readonly Column[]): never {
  const told = gaps.slice(0, 5).map(({ name, missing, firstMissing }) => {
    const { unit } = columns.files[0]!;
    const word = firstMissing!.text === "" ? "" : `${shown(firstMissing!.text)} in `;
    return `${missing} in ${shown(name)} (first ${word}${unit} ${columns.rows[firstMissing!.at]})`;
  });
  const got = told.join(", ") + (gaps.length > 5 ? ` and in ${gaps.length - 5} more columns` : "");
  const policies = gaps.some(({ kind }) => kind === "text") ? "drop, category, median or mean" : "drop, median or mean";
  throw wrongValue(columns.files[0]!.source, "no missing values", got, `Set data.missing to ${policies}.`);
}

/** What people write beside numbers: units, brackets for a loss, the minus and the spaces of typesetting, a quote. */
const SIGNS = /[$\u20ac\u00a3\u00a5%()'\u2212\u00a0\u202f\s]/g;

/** Numbers with a sign beside them are no words, unless the user says so. */
function refuseSigns(columns: Columns, { name, texts }: Column, spec: RoleSpec): void {
  if (!texts || texts.length === 0 || hasOwnPolicy(spec.categories, name)) return;
  if (!texts.every((text) => !isLikeNumber(text) && isLikeNumber(text.replace(SIGNS, "")))) return;
  const remedy = `Write numbers alone, or set data.categories={"${name}":"one-hot"} if they are categories.`;
  throw wrongValue(placeOfColumn(columns, name), "numbers or categories", `numbers such as ${shown(texts[0])}`, remedy);
}
