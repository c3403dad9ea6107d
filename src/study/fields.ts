/**
 * Checked fields: small valibot schemas whose messages say what was expected, and the parser that turns their issues into
 * messages of the house form.
 */
import * as v from "valibot";
import { expected, shown, suggestion } from "./errors.js";

/** An integer in [low, high]. */
export function integer(low: number, high: number) {
  const what = `an integer from ${low} to ${high}`;
  return v.pipe(v.number(what), v.integer(what), v.minValue(low, what), v.maxValue(high, what));
}

/** A number in [low, high]. */
export function between(low: number, high: number) {
  const what = `a number from ${low} to ${high}`;
  return v.pipe(v.number(what), v.minValue(low, what), v.maxValue(high, what));
}

/** A number in (low, high), both ends excluded. */
export function within(low: number, high: number) {
  const what = `a number above ${low} and below ${high}`;
  return v.pipe(v.number(what), v.gtValue(low, what), v.ltValue(high, what));
}

/** A number in (0, 1000000]. */
export function positive() {
  const what = "a number above 0, at most 1000000";
  return v.pipe(v.number(what), v.gtValue(0, what), v.maxValue(1e6, what));
}

/** true or false. */
export function flag() {
  return v.boolean("true or false");
}

/** One of some names. */
export function oneOf<const Names extends readonly string[]>(...names: Names) {
  return v.picklist(names, `one of ${names.join(", ")}`);
}

/** A typed array whose elements are numbers. */
export function isNumbers(input: unknown): input is ArrayBufferView & ArrayLike<number> {
  return ArrayBuffer.isView(input) && !(input instanceof DataView || input instanceof BigInt64Array || input instanceof BigUint64Array);
}

/**
 * Checks an object against its fields and fills in the defaults; keys come out in the order of the fields.
 * @throws TypeError for a wrong kind or an unknown field, RangeError for a wrong value
 */
export function parseFields<const Entries extends v.ObjectEntries>(entries: Entries, input: object, path: string) {
  const result = v.safeParse(v.strictObject(entries), input, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const keys = (issue.path ?? []).map(({ key }) => key);
  const placeOf = (parts: unknown[]) => parts.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known = keys.length === 1 ? Object.keys(entries) : [];
    throw unknownField(String(keys.at(-1)), known, path + placeOf(keys.slice(0, -1)));
  }
  const place = placeOf(keys);
  const wrongValue = issue.kind === "validation" || (issue.type === "picklist" && typeof issue.input === "string") || (issue.type === "union" && typeof issue.input === "number");
  const Kind = wrongValue ? RangeError : TypeError;
  throw new Kind(expected(path + place, issue.message, shown(issue.input)));
}

function unknownField(field: string, fields: string[], path: string): TypeError {
  const remedy = suggestion(field, fields) || (fields.length > 0 ? ` Its fields are ${fields.join(", ")}.` : " Take it out.");
  return new TypeError(`${path}: unknown field "${field}".${remedy}`);
}
