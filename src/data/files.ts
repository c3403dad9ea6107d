/**
 * Data that are a file of the user's own: which names of data those are, and where they say which file. How files are
 * read is loaded when one is first named.
 */
import type { FileName } from "../study/variants/data.js";

/** A field that may hold the content of a file, in place of its path. */
export type ContentField = "text" | "bytes";

const CONTENTS: Readonly<Record<FileName, readonly ContentField[]>> = {
  file: ["text", "bytes"],
  csv: ["text"],
  parquet: ["bytes"],
  npy: ["bytes"],
};

/** The fields that may hold the content of a file in data of that name; none where it names no file. */
export function contentFields(name: unknown): readonly ContentField[] {
  return typeof name === "string" && Object.hasOwn(CONTENTS, name) ? CONTENTS[name as FileName] : [];
}

/** Data that read this file in place of the file or the content that they name. */
export function readingFile(data: { name?: unknown }, path: string): object {
  return { ...data, path, ...Object.fromEntries(contentFields(data.name).map((field) => [field, null])) };
}
