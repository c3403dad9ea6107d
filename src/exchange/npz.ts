/**
 * .npz: a zip of .npy files, as numpy.savez and numpy.savez_compressed write it. fflate packs and unpacks.
 */
import { type UnzipFileInfo, unzipSync, zipSync } from "fflate";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import type { NamedArray } from "./named-array.js";
import { arrayAt } from "./read-npy.js";
import { writeNpy } from "./write-npy.js";

/** The first instant that a zip can hold: the same arrays are the same bytes at any time. */
const MADE = "1980-01-01T00:00:00";
/** Bytes that a deflated byte can become, at most. */
const MOST_GROWN = 1032;
/** Bytes of all arrays together. */
const MOST_BYTES = 1073741824;
const STORED = 0;

export function writeNpz(arrays: readonly NamedArray[]): Uint8Array<ArrayBuffer> {
  const files = Object.fromEntries(arrays.map((array) => [`${array.name}.npy`, writeNpy(array)]));
  return zipSync(files, { level: STORED, mtime: MADE });
}

/**
 * The arrays of a file, in its order.
 * @param source the file, as it is named in messages
 * @throws InputError for what is no such file, and for an array of more than two dimensions or of no numbers
 */
export function readNpz(bytes: Uint8Array, source: string): NamedArray<Float64Array>[] {
  const files = unpacked(bytes, source);
  return Object.entries(files).map(([file, content]) => {
    const name = file.replace(/\.npy$/, "");
    const place = `${source}, array ${shown(name)}`;
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    const { shape, rows, width, value, end } = arrayAt(view, 0, place);
    if (end !== view.byteLength) throw wrongValue(place, "one array", `${view.byteLength - end} more bytes`);
    const values = new Float64Array(rows * width);
    for (let n = 0; n < values.length; n++) values[n] = Number(value(Math.floor(n / width), n % width));
    return { name, shape, values };
  });
}

function unpacked(bytes: Uint8Array, source: string): Record<string, Uint8Array> {
  let left = MOST_BYTES;
  let grown: string | null = null;
  const fits = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    left -= originalSize;
    if (originalSize > MOST_GROWN * size + MOST_GROWN || left < 0) grown ??= name;
    return grown === null;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, { filter: fits });
  } catch (cause) {
    const got = "one that is cut or damaged, or no zip";
    throw wrongType(source, "a zip of arrays as numpy.savez writes it", got, "", { cause });
  }
  if (grown !== null) throw wrongValue(source, "arrays of at most 1 GiB", `more, with ${shown(grown)}`);
  const names = Object.keys(files);
  if (names.length === 0) throw wrongValue(source, "an array at least", "an empty zip");
  const other = names.find((name) => !name.endsWith(".npy"));
  if (other !== undefined) throw wrongValue(source, "a zip of .npy files", shown(other));
  return files;
}
