/**
 * The list of all readers: the only place where a new one is entered. Each is a source of data: a file of the user's own.
 */
import * as v from "valibot";
import { toBase64 } from "../host/base64.js";
import { wrongValue } from "../study/errors.js";
import { flag, oneOf, text, within } from "../study/fields.js";
import type { FileFormat, FileParameters, Reader } from "./reader.js";
import type { Source } from "./source.js";
import { TASKS } from "./tasks.js";

export const READERS: readonly Reader[] = [
  {
    name: "csv",
    extensions: ["csv", "tsv", "txt"],
    inline: "text",
    own: { delimiter: optionalText("one character", /^[^\r\n"\ufeff]$/) },
    load: () => import("../exchange/read-csv.js"),
  },
  {
    name: "parquet",
    extensions: ["parquet"],
    inline: "bytes",
    isPacked: true,
    load: () => import("../exchange/read-parquet.js"),
  },
  { name: "npy", extensions: ["npy"], inline: "bytes", load: () => import("../exchange/read-npy.js") },
];

/** The formats of files that can be data: `{ name, path }`, or with the content itself in the field `inline`. */
export const fileFormats: readonly FileFormat[] = READERS;

/** The reader of files with such a name, or undefined. */
export function readerOf(path: string): Reader | undefined {
  const extension = /\.(\w+)$/.exec(path.toLowerCase())?.[1];
  return READERS.find(({ extensions }) => extensions.includes(extension!));
}

/** The reader of that name, or undefined. */
export function findReader(name: unknown): Reader | undefined {
  return READERS.find((reader) => reader.name === name);
}

/** Data that read this file in place of the content or the file that they name. */
export function readingFile(data: object, reader: Reader, path: string): object {
  return { ...data, path, [reader.inline]: null };
}

/** A file of that format, as a source of data. */
export function fileSource(reader: Reader): Source {
  const { name, inline, own } = reader;
  return {
    name,
    recipe: "file",
    fields: () => ({
      path: optionalText("the path of a file"),
      [inline]: inline === "text" ? optionalText("text", /^/) : bytes(),
      label: optionalText("the name of a column"),
      task: v.optional(v.nullable(oneOf(...TASKS)), null),
      test: v.optional(within(0, 1), 0.2),
      standardize: v.optional(flag(), true),
      shuffle: v.optional(flag(), true),
      ...own,
    }),
    check(spec, path) {
      if ((spec.path === null) === (spec[inline] === null)) {
        throw wrongValue(path, `either path or ${inline}`, spec.path === null ? "neither" : "both");
      }
    },
    make: async (spec, seed, signal) =>
      (await import("./tabular.js")).readDataset(reader, spec as unknown as FileParameters, seed, signal),
  };
}

/** Bytes become base64, for a study is plain JSON. */
function bytes() {
  return optional(
    v.pipe(
      v.custom<string | Uint8Array>(
        (input) => typeof input === "string" || Object.prototype.toString.call(input) === "[object Uint8Array]",
        "a Uint8Array, or base64",
      ),
      v.transform((input) => (typeof input === "string" ? input : toBase64(input))),
    ),
  );
}

function optionalText(what: string, form = /./s) {
  return optional(
    v.pipe(
      text(what),
      v.check((written) => form.test(written), what),
    ),
  );
}

function optional<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.optional(v.nullable(schema), null);
}
