/**
 * The preprocessing that a stored result states: it may come from a stranger.
 */
import * as v from "valibot";
import { wrongValue } from "../study/errors.js";
import { listOf, numberThat, oneOf, parseField, record, text } from "../study/fields.js";
import { type Preprocessing, widthOf } from "./preprocessing.js";

const finite = () => numberThat(Number.isFinite, "a finite number");
const spread = () => numberThat((value) => Number.isFinite(value) && value >= 0, "a finite number of 0 or more");
const names = () => listOf(text("a text"), "a list of texts");
const scale = { mean: finite(), sd: spread() };

const NUMBERS = record(
  { column: text("a name"), kind: oneOf("number", "date"), fill: v.nullable(finite()), ...scale },
  "a column of numbers",
);
const CATEGORIES = record(
  {
    column: text("a name"),
    kind: oneOf("category"),
    values: names(),
    encoding: oneOf("one-hot", "ordinal"),
    fill: v.nullable(text("a text")),
    ...scale,
  },
  "a column of categories",
);
const TARGET = v.nullable(record(scale, "{ mean, sd }"));
const WHOLE = record(
  {
    label: text("a name"),
    classNames: v.nullable(names()),
    target: TARGET,
    inputs: listOf(
      v.custom<object>((input) => typeof input === "object" && input !== null, "a column"),
      "a list of columns",
    ),
  },
  "{ label, classNames, target, inputs }",
);

/** @throws InputError for what scales no targets */
export function checkedTarget(given: unknown): Preprocessing["target"] {
  return parseField(TARGET, given ?? null, "result.preprocessing.target");
}

/**
 * @param inputs of the network
 * @param classes of the data, 0 for a regression
 * @throws InputError for what is none, and for one of another network
 */
export function checkedPreprocessing(given: unknown, inputs: number, classes: number): Preprocessing {
  const path = "result.preprocessing";
  const whole = parseField(WHOLE, given, path);
  const columns = whole.inputs.map((column, n) => {
    const isCategory = (column as { kind?: unknown }).kind === "category";
    return parseField<unknown>(isCategory ? CATEGORIES : NUMBERS, column, `${path}.inputs[${n}]`);
  });
  const preprocessing = { ...whole, inputs: columns } as Preprocessing;
  const width = preprocessing.inputs.reduce((sum, column) => sum + widthOf(column), 0);
  if (width !== inputs) throw wrongValue(`${path}.inputs`, `columns of ${inputs} inputs`, String(width));
  if ((preprocessing.classNames?.length ?? 0) !== classes)
    throw wrongValue(`${path}.classNames`, `${classes} names`, String(preprocessing.classNames?.length ?? 0));
  return preprocessing;
}
