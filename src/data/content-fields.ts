/**
 * The fields of data by which a study names a file, or holds its content.
 */
import * as v from "valibot";
import { toBase64 } from "../host/base64.js";
import { wrongValue } from "../study/errors.js";
import { text } from "../study/fields.js";
import type { DataSpec } from "../study/study.js";
import { type ContentField, contentFields } from "./files.js";

/** The path of a file, and what may stand in its place. */
export function contentSchemas(name: string): v.ObjectEntries {
  const schemas: Record<ContentField, v.GenericSchema> = { text: optionalText("text", /^/), bytes: optional(bytes()) };
  return {
    path: optionalText("the path of a file"),
    ...Object.fromEntries(contentFields(name).map((field) => [field, schemas[field]])),
  };
}

/** @throws InputError where a spec names no file, or more than one */
export function checkContent(spec: DataSpec, path: string): void {
  const fields = ["path", ...contentFields(spec.name)] as const;
  const given = fields.filter((field) => (spec as unknown as Record<string, unknown>)[field] !== null);
  if (given.length === 1) return;
  const either = fields.length === 2 ? `either ${fields.join(" or ")}` : `one of ${fields.join(", ")}`;
  const both = fields.length === 2 ? ["neither", "both"] : ["none", given.join(" and ")];
  throw wrongValue(path, either, both[given.length === 0 ? 0 : 1]!);
}

/** Bytes become base64, for a study is plain JSON. */
function bytes() {
  return v.pipe(
    v.custom<string | Uint8Array>(
      (input) => typeof input === "string" || Object.prototype.toString.call(input) === "[object Uint8Array]",
      "a Uint8Array, or base64",
    ),
    v.transform((input) => (typeof input === "string" ? input : toBase64(input))),
  );
}

/** A text of that form, or null. */
export function optionalText(what: string, form = /./s) {
  return optional(
    v.pipe(
      text(what),
      v.check((written) => form.test(written), what),
    ),
  );
}

/** null where it is not given. */
export function optional<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.optional(v.nullable(schema), null);
}
