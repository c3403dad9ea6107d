/** Where a page is written: never over a file that somebody else has made. */
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../host/system-error.js";
import { shown, wrongValue } from "../study/errors.js";

export interface PagePlace {
  folder: string;
  name: string;
}

/** Every page says in its first lines what made it. */
const [MARK, HEAD] = ['<meta name="doppelgrad"', 4096];

/**
 * The place that --out names, a file or a folder.
 * @param usual where it is written without --out
 * @throws InputError where a file is there that is no page of doppelgrad
 */
export async function placeOf(out: string | undefined, usual: PagePlace): Promise<PagePlace> {
  const isFile = out !== undefined && /\.html?$/i.test(out);
  const place = isFile
    ? { folder: dirname(out), name: basename(out) }
    : { folder: out ?? usual.folder, name: usual.name };
  const path = join(place.folder, place.name);
  if (await isForeign(path))
    throw wrongValue(
      "--out",
      "a new file, or a page of doppelgrad",
      shown(path),
      "It holds something else, and is not overwritten: name another file.",
    );
  return place;
}

async function isForeign(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return bytesRead > 0 && !buffer.subarray(0, bytesRead).toString("latin1").includes(MARK);
    } finally {
      await file.close();
    }
  } catch (error) {
    // What is no file, or cannot be read, is refused where it is to be written.
    return !["ENOENT", "ENOTDIR", "EISDIR", "EACCES"].includes(codeOf(error) ?? "");
  }
}
