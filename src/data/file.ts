/**
 * `file`: a table of any form as data. Its fields, with their checks; `file-dataset.ts` makes the data set.
 */
import * as v from "valibot";
import { shown, wrongValue } from "../study/errors.js";
import { flag, integer, isPlain, listOf, oneOf, text } from "../study/fields.js";
import type { DataSpec } from "../study/study.js";
import { checkContent, contentSchemas, optional, optionalText } from "./content-fields.js";
import type { Source } from "./source.js";
import { TASKS } from "./tasks.js";

const MISSING = ["refuse", "drop", "mean", "median", "category"];
const CATEGORIES = ["one-hot", "ordinal", "refuse"];

const column = () => optionalText("a column name", /^/);
const columns = () => listOf(text("a column name"), "an array of column names");
const character = () => optionalText("one character", /^[^\r\n"\ufeff]$/);

/** One of these for all columns, or an object with one of these, or what else fits, for some. */
function byColumn(names: readonly string[], what: string, isOwn: (value: unknown) => boolean = () => false) {
  const isName = (value: unknown) => names.includes(value as string);
  return v.custom<unknown>(
    (input) =>
      isName(input) || (isPlain(input) && Object.values(input).every((value) => isName(value) || isOwn(value))),
    what,
  );
}

const isOrder = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof each === "string") &&
  new Set(value).size === value.length;

export const file: Source = {
  name: "file",
  recipe: "file",
  fields: () => ({
    ...contentSchemas("file"),
    delimiter: character(),
    decimal: optional(oneOf(".", ",")),
    thousands: character(),
    header: optional(flag()),
    skip: optional(integer(0, 1000)),
    comment: optionalText("one to four characters", /^[^\r\n]{1,4}$/),
    encoding: optionalText("the name of an encoding, such as latin1", /^[\w-]+$/),
    label: column(),
    task: optional(oneOf(...TASKS)),
    inputs: optional(columns()),
    ignore: v.optional(columns(), []),
    id: column(),
    groups: column(),
    weights: column(),
    categories: v.optional(
      byColumn(
        CATEGORIES,
        "one-hot, ordinal or refuse, or an object { column: one of them, or an array of values }",
        isOrder,
      ),
      "one-hot",
    ),
    dates: v.optional(oneOf("refuse", "days"), "refuse"),
    missing: v.optional(
      byColumn(MISSING, "refuse, drop, mean, median or category, or an object { column: one of them }"),
      "refuse",
    ),
    standardize: v.optional(flag(), true),
    test: v.optional(
      v.custom<number | string>(
        (input) => (typeof input === "number" ? input > 0 && input < 1 : typeof input === "string" && input !== ""),
        "a number above 0 and below 1, or the path of a file",
      ),
      0.2,
    ),
    shuffle: v.optional(flag(), true),
    stratify: optional(flag()),
    folds: optional(integer(2, 1000)),
  }),
  check(spec, path) {
    checkContent(spec, path);
    checkSplit(spec, path);
  },
  make: async (spec, seed, signal) => (await import("./file-dataset.js")).fileDataset(spec as never, seed, signal),
};

/** Folds, a share and a file of test rows exclude each other. */
function checkSplit(spec: DataSpec, path: string): void {
  const { test, folds, shuffle, stratify, path: file } = spec as unknown as Record<string, unknown>;
  if (file === null && typeof test === "string") {
    throw wrongValue(`${path}.test`, "a share, because the content itself is given and no path", shown(test));
  }
  if (folds !== null && typeof test === "string") {
    throw wrongValue(`${path}.folds`, "nothing, because test names a file", shown(folds));
  }
  if (stratify === true && shuffle === false && folds === null) {
    throw wrongValue(`${path}.stratify`, "null or false, because rows are not shuffled", "true");
  }
}
