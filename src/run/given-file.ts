/**
 * The file that a user gives for the one that a result names: a path in a result, whoever wrote it, is never opened.
 */
import * as v from "valibot";
import { makeDataset } from "../data/dataset.js";
import { contentFields, readingFile } from "../data/files.js";
import { nodeModule } from "../host/node.js";
import { stopIfAborted } from "../host/slices.js";
import { shown, wrongValue } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import type { StudyInput } from "../study/study.js";
import type { DataInput } from "../study/variants/data.js";
import type { MakeData } from "./prepare.js";

/** A file: its path on this machine, or its content. */
export type GivenFile =
  | {
      /** Where the file is. */
      path: string;
      /** Where the file of test rows is, if the study names one. */
      test?: string;
    }
  | {
      /** Its content, in a text format. */
      text: string;
    }
  | {
      /** Its content, in any other format. */
      bytes: Uint8Array;
    };

const FILE = "{ path }, { text } or { bytes }, the file of the result";

/** A field that takes a file of the user's. */
export const GIVEN_FILE = v.custom<GivenFile>(isGivenFile, FILE);

/** Whether something is a file of the user's. */
export function isGivenFile(input: unknown): input is GivenFile {
  if (!isPlain(input)) return false;
  const { test, ...content } = input;
  const entries = Object.entries(content);
  return (
    entries.length === 1 &&
    (test === undefined || ("path" in content && typeof test === "string")) &&
    entries.every(([name, value]) =>
      name === "bytes" ? value instanceof Uint8Array : ["path", "text"].includes(name) && typeof value === "string",
    )
  );
}

/**
 * The study as it can be trained here: with the given data in place of a file that it names.
 * @throws InputError where a file is named and none is given, or the other way round, and for one that is not the
 * study's
 */
export async function studyWith(study: StudyInput, data: GivenFile | undefined): Promise<StudyInput> {
  const spec = study.data;
  const named = fileNamedIn(spec);
  if (named === null && data === undefined) return study;
  if (named === null) throw wrongValue("options.data", "nothing, because the study names no file", shown(data));
  if (data === undefined) {
    throw wrongValue(
      "options.data",
      `the file of the result, as ${waysOf(spec)}`,
      "none",
      `The result names ${shown(named)}, and a path in a result is not opened.`,
    );
  }
  const fields = await fileOf(data, spec as object);
  return { ...study, data: { ...(spec as object), ...fields, ...testFileOf(data, spec) } as DataInput };
}

/** The file of test rows that was given for the one that data name. */
function testFileOf(given: GivenFile, data: unknown): { test?: string } {
  const { test: named } = Object(data) as { test?: unknown };
  const test = "path" in given ? given.test : undefined;
  if (typeof named !== "string") {
    if (test === undefined) return {};
    throw wrongValue("options.data.test", "nothing, because the study names no file of test rows", shown(test));
  }
  if (test !== undefined) return { test };
  const remedy = `The result names ${shown(named)}, and a path in a result is not opened.`;
  throw wrongValue("options.data.test", "the path of the file of test rows", "none", remedy);
}

/** The path of the file that data name. */
export function fileNamedIn(data: unknown): string | null {
  const { name, path } = Object(data) as { name?: unknown; path?: unknown };
  return contentFields(name).length > 0 && typeof path === "string" ? path : null;
}

/** `{ path } or { text }`: how the file of such data can be given. */
function waysOf(data: unknown): string {
  return ["path", ...contentFields((data as { name?: unknown }).name)].map((field) => `{ ${field} }`).join(" or ");
}

/** The fields by which data read a given file in place of the one that they name. */
async function fileOf(given: GivenFile, data: { name?: unknown }): Promise<object> {
  const fields = contentFields(data.name);
  const field = fields.find((each) => each in given);
  if (field) return { path: null, ...Object.fromEntries(fields.map((each) => [each, null])), ...given };
  if (!("path" in given)) throw wrongValue("options.data", waysOf(data), shown(given));
  const isFile = await nodeModule("node:fs")
    ?.promises.stat(given.path)
    .then(
      (stat) => stat.isFile(),
      () => false,
    );
  if (!isFile)
    throw wrongValue(
      "options.data.path",
      "a file that can be read",
      shown(given.path),
      isFile === undefined ? `Where there are no files, give its ${fields.join(" or ")}.` : "",
    );
  return readingFile({ name: data.name }, given.path);
}

/**
 * Makes the data of a file that was given for the result's. The reader's own words stay unsaid: they quote the file,
 * which may be none of the result's.
 */
export const makeFromGiven: MakeData = async (spec, seed, signal) => {
  try {
    return await makeDataset(spec, seed, signal);
  } catch {
    stopIfAborted(signal);
    throw wrongValue(
      "options.data",
      "the file from which the result was made",
      "one that cannot be read as the study says",
    );
  }
};
