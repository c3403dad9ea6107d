/**
 * Options of the public functions. Nothing is accepted and ignored: an unknown option, a value of the wrong kind, and
 * one that another function takes and this one cannot obey are refused before any work.
 */
import * as v from "valibot";
import { parseFields } from "./fields.js";

/** A function that is called with what is found on the way. */
export const callback = v.function("a function");

/** An AbortSignal, of whatever realm. */
export const abortSignal = v.custom<AbortSignal>(
  (input) =>
    hasMethods(input, "addEventListener", "removeEventListener") && typeof (input as AbortSignal).aborted === "boolean",
  "an AbortSignal",
);

/** Whether something is an object with functions of these names. */
export function hasMethods(input: unknown, ...names: string[]): boolean {
  return (
    typeof input === "object" &&
    input !== null &&
    names.every((name) => typeof (input as Record<string, unknown>)[name] === "function")
  );
}

/**
 * The options, each read once and checked by its schema; what is undefined counts as left out.
 * @param schemas one for each option
 * @param elsewhere options of other functions, each with the reason why it does not apply here
 * @throws InputError for a wrong type, a wrong value, an unknown option and one of `elsewhere`
 */
export function parseOptions<Options extends object>(
  schemas: Record<keyof Options & string, v.GenericSchema>,
  options: Options,
  path: string,
  elsewhere: Record<string, string> = {},
): Options {
  const entries = Object.entries<v.GenericSchema>(schemas).map(([name, schema]) => [name, v.optional(schema)]);
  const refused = Object.entries(elsewhere).map(([name, reason]) => [
    name,
    v.optional(v.custom(() => false, `nothing, because ${reason}`)),
  ]);
  return parseFields(Object.fromEntries([...entries, ...refused]), options, path, Object.keys(schemas)) as Options;
}
