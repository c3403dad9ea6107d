/**
 * A source of data: one synthetic family, the reader of CSV files, or the numbers given in the study.
 */
import type { ObjectEntries } from "valibot";
import type { DataSpec } from "../study/study.js";
import type { Dataset } from "./dataset.js";

export interface Source {
  name: string;
  /** One line for help and documentation, lower case, without a full stop. */
  summary: string;
  /** The fields beside `name`, with checks and defaults, in the order of the resolved spec; some depend on others of the input. */
  fields(input: Record<string, unknown>): ObjectEntries;
  /** Rules that span several fields of a resolved spec; throws an error of the house form. */
  check(spec: DataSpec, path: string): void;
  /** The data of a resolved spec, all but its hash. */
  make(spec: DataSpec, seed: number): Omit<Dataset, "sha256"> | Promise<Omit<Dataset, "sha256">>;
}
