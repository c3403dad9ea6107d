/**
 * From what a user writes for the data to a spec with every default filled in.
 */
import { type InputError, notOneOf, shown, wrongValue } from "../study/errors.js";
import { fieldsOf, oneOf, parseFields } from "../study/fields.js";
import type { DataSpec } from "../study/study.js";
import { readerOf } from "./readers.js";
import { findSource, SOURCES } from "./sources.js";

/**
 * Resolves a bare name or `{ name, ...parameters }`: every default filled in, keys in a fixed order with `name` first.
 * Resolving a resolved spec changes nothing.
 * @throws InputError for a wrong type, an unknown field or name, and a wrong value
 */
export function resolveData(input: unknown, path = "study.data"): DataSpec {
  if (typeof input === "string") return resolveData({ name: input }, path);
  const given = fieldsOf(input, path, "a name or an object { name, ... }");
  const source = findSource(given.name);
  if (!source) throw unknownName(given.name, path);
  const spec = parseFields({ name: oneOf(source.name), ...source.fields(given) }, given, path) as DataSpec;
  source.check(spec, path);
  return spec;
}

function unknownName(name: unknown, path: string): InputError {
  const names = SOURCES.map((source) => source.name);
  const reader = typeof name === "string" && readerOf(name);
  if (!reader) return notOneOf(`${path}.name`, name, names);
  const remedy = `A file is written { "name": "${reader.name}", "path": ${shown(name)} }.`;
  return wrongValue(`${path}.name`, `one of ${names.join(", ")}`, shown(name), remedy);
}
