/**
 * From what a user writes for the data to a spec with every default filled in.
 */
import { type InputError, notOneOf, shown, wrongValue } from "../study/errors.js";
import { fieldsOf, oneOf, parseFields } from "../study/fields.js";
import type { DataSpec } from "../study/study.js";
import type { Source } from "./source.js";
import { findSource, sourceNames } from "./sources.js";

/**
 * Resolves a bare name or `{ name, ...parameters }`: every default filled in, keys in a fixed order with `name` first.
 * Resolving a resolved spec changes nothing.
 * @throws InputError for a wrong type, an unknown field or name, and a wrong value
 */
export async function resolveData(input: unknown, path = "study.data"): Promise<DataSpec> {
  const given =
    typeof input === "string" ? { name: input } : fieldsOf(input, path, "a name or an object { name, ... }");
  const source = await findSource(given.name);
  if (!source) throw unknownName(given.name, path);
  return resolveWith(source, given, path);
}

/** The same where the source is known. */
export function resolveWith(source: Source, given: Record<string, unknown>, path: string): DataSpec {
  const spec = parseFields({ name: oneOf(source.name), ...source.fields(given) }, given, path) as DataSpec;
  source.check(spec, path);
  return spec;
}

function unknownName(name: unknown, path: string): InputError {
  if (typeof name !== "string" || !/\.\w+$/.test(name)) return notOneOf(`${path}.name`, name, sourceNames);
  const remedy = `A file is { "name": "file", "path": ${shown(name)} }.`;
  return wrongValue(`${path}.name`, "a name of data", shown(name), remedy);
}
