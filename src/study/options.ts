/**
 * Options of the public functions. Nothing is accepted and ignored: an unknown option, a value of the wrong kind, and
 * one that another function takes and this one cannot obey are refused before any work.
 */
import * as v from "valibot";
import { stopIfAborted } from "../host/slices.js";
import { misplaced, shown } from "./errors.js";
import { fieldsOf, parseFields } from "./fields.js";

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

/** Options that a pool has settled when it was opened. */
const OF_POOL = ["workers", "worker", "startTimeout"];

/** Where options stand, whatever the function: its parameter of that name. */
const PATH = "options";

/**
 * The options, each read once and checked by its schema; what is undefined counts as left out. Beside a pool none is
 * taken that the pool has settled. Where the signal has been aborted, its reason is thrown.
 * @param schemas one for each option
 * @param elsewhere options of other functions, each with the reason why it does not apply here
 * @throws InputError for a wrong type, a wrong value, an unknown option and one of `elsewhere`
 */
export function parseOptions<Options extends object>(
  schemas: Record<keyof Options & string, v.GenericSchema>,
  options: Options,
  elsewhere: Record<string, string> = {},
): Options {
  const given = fieldsOf(options, PATH);
  for (const [name, reason] of Object.entries(elsewhere)) {
    if (!Object.hasOwn(given, name)) continue;
    if (given[name] !== undefined) throw misplaced(`${PATH}.${name}`, `nothing, because ${reason}`, shown(given[name]));
    delete given[name];
  }
  const entries = Object.entries<v.GenericSchema>(schemas).map(([name, schema]) => [name, v.optional(schema)] as const);
  const parsed: Record<string, unknown> = parseFields(Object.fromEntries(entries), given, PATH);
  const twice = OF_POOL.find((name) => parsed.pool !== undefined && parsed[name] !== undefined);
  if (twice !== undefined)
    throw misplaced(`${PATH}.${twice}`, `nothing beside ${PATH}.pool, which has its own`, shown(parsed[twice]));
  stopIfAborted(parsed.signal as AbortSignal | undefined);
  return parsed as Options;
}
