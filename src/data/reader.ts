/**
 * A reader: what makes a table of a file of one format.
 */
import type { ObjectEntries } from "valibot";
import type { Content } from "../exchange/content.js";
import type { Dialect, Table } from "../exchange/table.js";
import type { Task } from "../study/study.js";
import type { FormatName } from "../study/variants/data.js";

/** What a resolved spec says of a file: the same for every format, but for what its reader adds. */
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
  /** Parameters of one reader. */
  [own: string]: unknown;
}

/** A format of data files, with what a page that opens them needs to know. */
export interface FileFormat {
  /** The name of the data in a study. */
  name: FormatName;
  /** File extensions, in lower case, without the dot. */
  extensions: readonly string[];
  /** The field that may hold the content itself. */
  inline: "text" | "bytes";
}

export interface Reader extends FileFormat {
  /** Whether a few bytes may hold a table of any size, so that no link carries such a file. */
  isPacked?: boolean;
  /** The fields that no other reader has. */
  own?: ObjectEntries;
  /** The module that reads: loaded when a file is first wanted. */
  load(): Promise<{ read: Read }>;
}

/**
 * The table of a file.
 * @throws InputError with one sentence that names the file, and the row or the column
 */
export type Read = (content: Content, dialect: Dialect) => Table | Promise<Table>;
