/**
 * A file of predictions, opened: the arrays of .npy and .npz, or the table of any other format. It is told by its
 * content.
 */
import { type Content, contentOfPieces, inPieces } from "../exchange/content.js";
import { valuesOf } from "../exchange/named-array.js";
import { storedArrays } from "../exchange/npz.js";
import { openTable } from "../exchange/open-table.js";
import { storedArray } from "../exchange/read-npy.js";
import type { Table } from "../exchange/table.js";
import { bytePieces, fileSize } from "../exchange/text-file.js";
import { unzipped } from "../exchange/unzipped.js";
import { InputError, shown, visible } from "../study/errors.js";

/** An array of one to three dimensions, row-major. */
export interface FileArray {
  /** The file and, of several arrays, which. */
  source: string;
  /** In .npz; null in .npy. */
  name: string | null;
  shape: readonly number[];
  values: Float64Array;
}

export type OpenedFile =
  | { source: string; arrays: readonly FileArray[]; table?: undefined }
  | { table: Table; arrays?: undefined };

/** Dimensions of an array, at most: replicas, examples, columns. */
const MOST = 3;
/** With what .npy begins, after a byte that is no text, and with what a zip does. */
const [NPY, ZIP] = ["NUMPY", "PK\x03\x04"];

/**
 * @param field the argument that names the file, for messages
 * @param header whether the first row of a text holds names; by default it does, where they are no numbers
 * @throws InputError for a file that cannot be read, or that no reader takes; the signal's reason
 */
export async function openFile(
  path: string,
  field: string,
  header?: boolean,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const source = visible(path);
  const { first, pieces } = await begun(bytePieces(path, { field, what: "a file that can be read", signal }));
  const content = contentOfPieces(pieces, source, () => fileSize(path));
  const begin = String.fromCharCode(...first.subarray(0, 1 + NPY.length));
  if (begin.slice(1) === NPY) {
    const array = storedArray(await content.bytes(), source, MOST);
    return { source, arrays: [{ source, name: null, shape: array.shape, values: valuesOf(array) }] };
  }
  if (begin.startsWith(ZIP)) {
    const bytes = await content.bytes();
    const files = unzipped(bytes, source);
    if (files.size > 0 && [...files.keys()].every((name) => name.endsWith(".npy")))
      return { source, arrays: arraysOf(files, source) };
    return { table: await tableOf(contentOfPieces(inPieces(bytes, signal), source), header) };
  }
  return { table: await tableOf(content, header) };
}

function arraysOf(files: ReadonlyMap<string, Uint8Array>, source: string): FileArray[] {
  return storedArrays(files, source, MOST).map((array) => ({
    source: `${source}, array ${shown(array.name)}`,
    name: array.name,
    shape: array.shape,
    values: valuesOf(array),
  }));
}

/** The remedy for a first row of numbers, as it is typed here. */
async function tableOf(content: Content, header?: boolean): Promise<Table> {
  try {
    return await openTable(content, { header });
  } catch (error) {
    if (!(error instanceof InputError && error.remedy.includes("data.header"))) throw error;
    throw new InputError({ ...error, remedy: "Give --no-header if it holds data, --header if it holds names." });
  }
}

/** The first piece, and all of them. */
async function begun(
  pieces: AsyncGenerator<Uint8Array>,
): Promise<{ first: Uint8Array; pieces: AsyncGenerator<Uint8Array> }> {
  const { value, done } = await pieces.next();
  const first = done ? new Uint8Array(0) : value;
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    yield* pieces;
  }
  return { first, pieces: all() };
}
