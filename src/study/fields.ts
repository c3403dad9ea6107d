/**
 * Checked fields: small valibot schemas whose messages say what was expected, and the parser that turns their issues
 * into messages of the house form.
 */
import * as v from "valibot";
import { notOneOf, readOrRefuse, shown, unknownField, wrongType, wrongValue } from "./errors.js";

/** JSON has no -0: it becomes +0, so that what is read back is the same. */
const plus = v.transform((value: number) => value + 0);

/** What `typeof` says is of that type. */
function typed<Value>(type: "number" | "string" | "boolean" | "function", what: string) {
  return v.custom<Value>((input) => typeof input === type, what);
}

/** A number of which `fits` is true. */
export function numberThat(fits: (value: number) => boolean, what: string) {
  return v.pipe(typed<number>("number", what), v.check(fits, what), plus);
}

/** An integer in [low, high]. */
export function integer(low: number, high: number) {
  return numberThat(
    (value) => Number.isInteger(value) && value >= low && value <= high,
    `an integer from ${low} to ${high}`,
  );
}

/** A number in [low, high]. */
export function between(low: number, high: number) {
  return numberThat((value) => value >= low && value <= high, `a number from ${low} to ${high}`);
}

/** A number in (low, high), both ends excluded. */
export function within(low: number, high: number) {
  return numberThat((value) => value > low && value < high, `a number above ${low} and below ${high}`);
}

/**
 * The least size that a number other than 0 keeps in f32, about: half of the smallest subnormal and less is rounded to
 * 0. A rate, a slope or a spread of 0 is another thing than a small one, so a field that is rounded to f32 takes 0 or
 *   at least this.
 */
export const TINY = 1e-45;

/** A number in [low, high] that f32 does not round to 0, unless it is 0. */
export function single(low: number, high: number) {
  const range =
    low === 0
      ? `0 or a number from ${TINY} to ${high}`
      : `a number from ${low} to ${high}, 0 or at least ${TINY} in size`;
  return numberThat((value) => value >= low && value <= high && (value === 0 || Math.abs(value) >= TINY), range);
}

/** A weight of an example or of a class: the product of two of them, divided by their mean, is one in f32 too. */
export function weight() {
  return numberThat((value) => value === 0 || (value >= 1e-9 && value <= 1e9), "0 or a number from 1e-9 to 1000000000");
}

/** A number in (0, 1000000] that f32 does not round to 0. */
export function positive() {
  return between(TINY, 1e6);
}

/** A function that is called with what is found on the way. */
export function callback() {
  return typed<(...found: never[]) => unknown>("function", "a function");
}

/** A text. */
export function text(what: string) {
  return typed<string>("string", what);
}

/** Whatever it is: it is looked at elsewhere. */
export function anything() {
  return v.custom<unknown>(() => true);
}

/** true or false. */
export function flag() {
  return typed<boolean>("boolean", "true or false");
}

/** One of some names. */
export function oneOf<const Names extends readonly string[]>(...names: Names) {
  const what = `one of ${names.join(", ")}`;
  return v.pipe(
    typed<Names[number]>("string", what),
    v.check((name) => names.includes(name), what),
  );
}

/** An array, or a typed array of numbers, which becomes one. A hole in it is an undefined. */
export function listOf<const Item extends v.GenericSchema>(item: Item, what: string) {
  return v.pipe(
    v.custom<readonly unknown[]>((input) => Array.isArray(input) || isNumbers(input), what),
    v.transform((input) => Array.from(input)),
    v.array(item, what),
  );
}

/** A typed array whose elements are numbers. */
export function isNumbers(input: unknown): input is ArrayBufferView & ArrayLike<number> {
  return (
    ArrayBuffer.isView(input) &&
    !(input instanceof DataView || input instanceof BigInt64Array || input instanceof BigUint64Array)
  );
}

/** An object of these fields and no others. One that is not there is told of as undefined, by its own schema. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries, what: string) {
  const required = Object.keys(entries).filter((key) => entries[key]!.type !== "optional");
  const missing = Object.fromEntries(required.map((key) => [key, undefined]));
  return v.pipe(
    v.custom<object>(isPlain, what),
    v.transform((input) => ({ ...missing, ...input })),
    v.strictObject(entries, what),
  );
}

/**
 * Whether something is an object as `{}` writes it, or without a prototype: of any realm, and a proxy of one too. The
 * fields of other objects (a Map, an instance of a class) need not be their own, and would be overlooked.
 */
export function isPlain(input: unknown): input is Record<string, unknown> {
  if (typeof input !== "object" || input === null || isArray(input)) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(input);
    return prototype === null || Object.hasOwn(prototype as object, "isPrototypeOf");
  } catch {
    return false;
  }
}

/** Whether something is an array; a proxy that has been revoked is none. */
export function isArray(input: unknown): input is readonly unknown[] {
  try {
    return Array.isArray(input);
  } catch {
    return false;
  }
}

/**
 * The own fields of a plain object, each read once. Those whose names are symbols are no fields: libraries mark objects
 * with them.
 * @throws InputError for anything but a plain object
 */
export function fieldsOf(input: unknown, path: string, what = "an object"): Record<string, unknown> {
  if (isPlain(input)) return readOrRefuse(path, what, input, () => ({ ...input }));
  const isObject = typeof input === "object" && input !== null && !isArray(input);
  throw wrongType(path, what, shown(input), isObject ? "Write { ...it } for a plain one." : "");
}

/** @throws InputError for a field that is none of these */
export function checkKnown(fields: object, known: readonly string[], path: string, remedy?: string): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unknownField(path, unknown, known, remedy);
}

/**
 * A list in which each is one of some names.
 * @param what the list, in words
 * @throws InputError for what is none
 */
export function namesIn<Name extends string>(
  given: unknown,
  names: readonly Name[],
  path: string,
  what: string,
): Name[] {
  if (!isArray(given)) throw wrongType(path, what, shown(given));
  const check = (name: unknown, at: number): Name => {
    if (!names.includes(name as Name)) throw notOneOf(`${path}[${at}]`, name, names);
    return name as Name;
  };
  return readOrRefuse(path, what, given, () => Array.from(given, check));
}

/**
 * Checks an object against its fields and fills in the defaults; keys come out in the order of the fields. Only own
 * fields are looked at, each once, so that names such as `constructor` and `__proto__` are like all others.
 * @throws InputError for a wrong type, an unknown field and a wrong value
 */
export function parseFields<const Entries extends v.ObjectEntries>(
  entries: Entries,
  input: unknown,
  path: string,
): v.InferOutput<v.StrictObjectSchema<Entries, undefined>> {
  const fields = fieldsOf(input, path);
  checkKnown(fields, Object.keys(entries), path);
  const output: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(entries)) {
    const value = parseField(
      schema as v.GenericSchema,
      Object.hasOwn(fields, key) ? fields[key] : undefined,
      `${path}.${key}`,
    );
    if (value !== undefined) output[key] = value;
  }
  return output as v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;
}

/** One value, checked. */
export function parseField<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown, path: string): Output {
  const result = readOrRefuse(path, "what can be read", input, () => v.safeParse(schema, input, { abortEarly: true }));
  if (result.success) return result.output;
  const issue = result.issues[0];
  const keys = (issue.path ?? []).map(({ key }) => key);
  const placeOf = (parts: unknown[]) =>
    parts.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  if (issue.type === "strict_object" && issue.expected === "never")
    throw unknownField(path + placeOf(keys.slice(0, -1)), String(keys.at(-1)), []);
  throw (issue.kind === "validation" ? wrongValue : wrongType)(path + placeOf(keys), issue.message, shown(issue.input));
}
