/**
 * A reader: what makes a table of a file of one format.
 */
import type { ObjectEntries } from "valibot";
import type { Task } from "../study/study.js";
import type { Content } from "./file-content.js";
import type { Table } from "./table.js";

/** What a resolved spec says of a file: the same for every format, but for what its reader adds. */
export interface FileParameters {
  path: string | null;
  /** The content itself, where there is no path: in text formats. */
  text?: string | null;
  label: string | null;
  task: Task | null;
  test: number;
  standardize: boolean;
  shuffle: boolean;
  /** Parameters of one reader. */
  [own: string]: unknown;
}

export interface Reader {
  /** Of the format: the name of the data in a study. */
  name: string;
  /** One line for help and documentation, lower case, without a full stop. */
  summary: string;
  /** How names of such files end, in lower case, without the dot. */
  extensions: readonly string[];
  /** The fields that no other reader has. */
  own?: ObjectEntries;
  /** The module that reads: loaded when a file is first wanted. */
  load(): Promise<{ read: Read }>;
}

/**
 * The table of a file.
 * @throws InputError with one sentence that names the file, and the row or the column
 */
export type Read = (content: Content, parameters: FileParameters) => Table | Promise<Table>;
