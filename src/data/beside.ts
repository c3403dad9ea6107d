/**
 * The files that a JSON document may name: those in its own folder. Whoever wrote the document may be a stranger, and a
 * path of his must not open anything else of this machine.
 */
import { nodeModule } from "../host/node.js";

/**
 * A file inside the folder, by its path from there; null where there is none: an absolute path, one that leads out, a
 * link to a place outside, a folder, a device.
 * @returns the path from here
 */
export async function fileBeside(folder: string, path: string): Promise<string | null> {
  const [fs, names] = [nodeModule("node:fs")!.promises, nodeModule("node:path")!];
  if (names.isAbsolute(path)) return null;
  try {
    const place = names.join(folder, path);
    const [real, root] = await Promise.all([fs.realpath(place), fs.realpath(folder)]);
    const way = names.relative(root, real);
    const isInside = way !== "" && way.split(names.sep)[0] !== ".." && !names.isAbsolute(way);
    return isInside && (await fs.stat(real)).isFile() ? place : null;
  } catch {
    return null;
  }
}
