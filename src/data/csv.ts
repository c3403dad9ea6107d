/**
 * The user's own CSV file: what a study says of it. What reads it is loaded when it is first wanted.
 */
import * as v from "valibot";
import { expected } from "../study/errors.js";
import { flag, oneOf, within } from "../study/fields.js";
import type { Task } from "../study/study.js";
import type { Source } from "./source.js";
import { TASKS } from "./tasks.js";

/** Of a resolved spec. */
export interface CsvParameters {
  path: string | null;
  text: string | null;
  label: string | null;
  task: Task | null;
  test: number;
  standardize: boolean;
  shuffle: boolean;
  delimiter: string | null;
}

const optionalText = (what: string) =>
  v.optional(
    v.nullable(
      v.pipe(
        v.string(what),
        v.check((text) => text !== "", what),
      ),
    ),
    null,
  );

export const csv: Source = {
  name: "csv",
  summary: "a CSV file of your own: { path, label }",
  fields: () => ({
    path: optionalText("the path of a file"),
    text: v.optional(v.nullable(v.string("CSV text")), null),
    label: optionalText("the name of a column"),
    task: v.optional(v.nullable(oneOf(...TASKS)), null),
    test: v.optional(within(0, 1), 0.2),
    standardize: v.optional(flag(), true),
    shuffle: v.optional(flag(), true),
    delimiter: v.optional(
      v.nullable(
        v.pipe(
          v.string("one character"),
          v.check((text) => /^[^\r\n"\ufeff]$/.test(text), "one character"),
        ),
      ),
      null,
    ),
  }),
  check(spec, path) {
    if ((spec.path === null) === (spec.text === null)) {
      throw new RangeError(expected(path, "either path or text", spec.path === null ? "neither" : "both"));
    }
  },
  make: async (spec, seed, signal) =>
    (await import("./csv-reader.js")).readCsv(spec as unknown as CsvParameters, seed, signal),
};
