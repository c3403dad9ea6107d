/** The files of predictions that an argument means: one, or those of a folder. */
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { shown, wrongValue } from "../study/errors.js";
import { isStoredResult } from "./stored-result.js";

/**
 * The files, in the order of their names; null for a result of `run`.
 * @param field the argument, for messages
 * @param others files that are named by themselves, such as labels, and may stand in the folder
 * @throws InputError for a folder without any
 */
export async function filesIn(
  field: string,
  path: string,
  others: readonly (string | undefined)[],
): Promise<string[] | null> {
  if (!(await isStoredResult(path))) return [path];
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return null;
  const names = (await readdir(path)).filter((file) => !file.startsWith(".")).sort();
  if (names.includes("result.json") || names.includes("claims.json")) return null;
  const named = others.flatMap((other) => (other === undefined ? [] : [resolve(other)]));
  const files = names.map((name) => join(path, name)).filter((file) => !named.includes(resolve(file)));
  if (files.length === 0)
    throw wrongValue(field, "a result, or files of predictions", `${shown(path)}, a folder without any`);
  return files;
}
