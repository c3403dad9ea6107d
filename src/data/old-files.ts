/**
 * Files by the name of their format, `csv`, `parquet` or `npy`: columns of numbers and a label, as the first releases
 * read them. They keep their meaning to the bit; `file` reads what they cannot.
 */
import * as v from "valibot";
import type { Content } from "../exchange/content.js";
import type { Dialect, Table } from "../exchange/table.js";
import { flag, oneOf, within } from "../study/fields.js";
import type { Task } from "../study/study.js";
import type { FileName } from "../study/variants/data.js";
import { checkContent, contentSchemas, optionalText } from "./content-fields.js";
import type { Source } from "./source.js";
import { readDataset } from "./tabular.js";
import { TASKS } from "./tasks.js";

/** What a resolved spec says of a file. */
export interface FileParameters extends Dialect {
  path: string | null;
  /** The content itself, where there is no path: of a text format, or of another one in base64. */
  text?: string | null;
  bytes?: string | null;
  label: string | null;
  task: Task | null;
  test: number;
  standardize: boolean;
  shuffle: boolean;
}

export interface OldFormat {
  name: Exclude<FileName, "file">;
  /** The fields that no other format has. */
  own?: v.ObjectEntries;
  load(): Promise<{ read(content: Content, dialect: Dialect): Table | Promise<Table> }>;
}

const FORMATS: readonly OldFormat[] = [
  {
    name: "csv",
    own: { delimiter: optionalText("one character", /^[^\r\n"\ufeff]$/) },
    load: () => import("../exchange/read-csv.js"),
  },
  { name: "parquet", load: () => import("../exchange/read-parquet.js") },
  { name: "npy", load: () => import("../exchange/read-npy.js") },
];

/** Each as a source of data. */
export const OLD_FILES: readonly Source[] = FORMATS.map((format) => ({
  name: format.name,
  recipe: "file",
  fields: () => ({
    ...contentSchemas(format.name),
    label: optionalText("a column name"),
    task: v.optional(v.nullable(oneOf(...TASKS)), null),
    test: v.optional(within(0, 1), 0.2),
    standardize: v.optional(flag(), true),
    shuffle: v.optional(flag(), true),
    ...format.own,
  }),
  check: checkContent,
  make: (spec, seed, signal) => readDataset(format, spec as unknown as FileParameters, seed, signal),
}));
