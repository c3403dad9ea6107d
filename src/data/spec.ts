/**
 * From what a user writes for the data to a spec with every default filled in.
 */
import * as v from "valibot";
import { expected, shown, suggestion } from "../study/errors.js";
import { checkPlain, parseFields } from "../study/fields.js";
import type { DataSpec } from "../study/study.js";
import { findSource, SOURCES } from "./sources.js";

/**
 * Resolves a bare name or `{ name, ...parameters }`: every default filled in, keys in a fixed order with `name` first.
 * Resolving a resolved spec changes nothing.
 * @throws TypeError for a wrong kind or an unknown field, RangeError for an unknown name or a wrong value
 */
export function resolveData(input: unknown, path = "study.data"): DataSpec {
  if (typeof input === "string") return resolveData({ name: input }, path);
  checkPlain(input, path, "a name or an object { name, ... }");
  const source = findSource(input.name);
  if (!source) throw unknownName(input.name, path);
  const spec = parseFields({ name: v.literal(source.name), ...source.fields(input) }, input, path) as DataSpec;
  source.check(spec, path);
  return spec;
}

function unknownName(name: unknown, path: string): Error {
  const names = SOURCES.map((source) => source.name);
  const what = `one of ${names.join(", ")}`;
  if (typeof name !== "string") return new TypeError(expected(`${path}.name`, what, shown(name)));
  const remedy = /\.(csv|tsv|txt)$/i.test(name)
    ? `A file is written { "name": "csv", "path": ${shown(name)} }.`
    : suggestion(name, names);
  return new RangeError(expected(`${path}.name`, what, shown(name), remedy));
}
