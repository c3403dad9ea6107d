/**
 * The list of all readers: the only place where a new one is entered. Each is a source of data: a file of the user's own.
 */
import * as v from "valibot";
import { wrongValue } from "../study/errors.js";
import { flag, oneOf, within } from "../study/fields.js";
import type { FileParameters, Reader } from "./reader.js";
import type { Source } from "./source.js";
import { TASKS } from "./tasks.js";

export const READERS: readonly Reader[] = [
  {
    name: "csv",
    summary: "a CSV file of your own: { path, label }",
    extensions: ["csv", "tsv", "txt"],
    own: {
      delimiter: v.optional(
        v.nullable(
          v.pipe(
            v.string("one character"),
            v.check((text) => /^[^\r\n"\ufeff]$/.test(text), "one character"),
          ),
        ),
        null,
      ),
    },
    load: () => import("./read-csv.js"),
  },
];

/** The reader of files with such a name, or undefined. */
export function readerOf(path: string): Reader | undefined {
  const extension = /\.(\w+)$/.exec(path.toLowerCase())?.[1];
  return READERS.find(({ extensions }) => extensions.includes(extension!));
}

/** A file of that format, as a source of data. */
export function fileSource(reader: Reader): Source {
  const { name, summary, own } = reader;
  return {
    name,
    summary,
    fields: () => ({
      path: optionalText("the path of a file"),
      text: v.optional(v.nullable(v.string("CSV text")), null),
      label: optionalText("the name of a column"),
      task: v.optional(v.nullable(oneOf(...TASKS)), null),
      test: v.optional(within(0, 1), 0.2),
      standardize: v.optional(flag(), true),
      shuffle: v.optional(flag(), true),
      ...own,
    }),
    check(spec, path) {
      if ((spec.path === null) === (spec.text === null)) {
        throw wrongValue(path, "either path or text", spec.path === null ? "neither" : "both");
      }
    },
    make: async (spec, seed, signal) =>
      (await import("./tabular.js")).readDataset(reader, spec as unknown as FileParameters, seed, signal),
  };
}

function optionalText(what: string) {
  return v.optional(
    v.nullable(
      v.pipe(
        v.string(what),
        v.check((text) => text !== "", what),
      ),
    ),
    null,
  );
}
