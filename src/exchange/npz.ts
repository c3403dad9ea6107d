/**
 * .npz: a zip of .npy files, as numpy.savez and numpy.savez_compressed write it. fflate packs and unpacks.
 */
import { zipSync } from "fflate/browser";
import { shown, wrongValue } from "../study/errors.js";
import type { NamedArray, StoredArray } from "./named-array.js";
import { storedArray } from "./read-npy.js";
import { unzipped } from "./unzipped.js";
import { writeNpy } from "./write-npy.js";

/** The first instant that a zip can hold: the same arrays are the same bytes at any time. */
const MADE = "1980-01-01T00:00:00";
const STORED = 0;

export function writeNpz(arrays: readonly NamedArray[]): Uint8Array<ArrayBuffer> {
  const files = Object.fromEntries(arrays.map((array) => [`${array.name}.npy`, writeNpy(array)]));
  return zipSync(files, { level: STORED, mtime: MADE });
}

/**
 * The arrays of a file, in its order.
 * @param source the file, as it is named in messages
 * @param most how many dimensions an array may have, up to three
 * @throws InputError for what is no such file, and for an array of more dimensions or of no numbers
 */
export function readNpz(bytes: Uint8Array, source: string, most = 2): StoredArray[] {
  return storedArrays(unzipped(bytes, source), source, most);
}

/** The same of a zip that is unpacked: its files by their names. */
export function storedArrays(zip: ReadonlyMap<string, Uint8Array>, source: string, most: number): StoredArray[] {
  const files = [...zip];
  if (files.length === 0) throw wrongValue(source, "an array at least", "an empty zip");
  const other = files.find(([file]) => !file.endsWith(".npy"));
  if (other) throw wrongValue(source, "a zip of .npy files", shown(other[0]));
  return files.map(([file, content]) => {
    const name = file.replace(/\.npy$/, "");
    const place = `${source}, array ${shown(name)}`;
    return { name, ...storedArray(content, place, most) };
  });
}
