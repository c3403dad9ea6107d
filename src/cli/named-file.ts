/** The file of data that a JSON document names. */
import { fileBeside } from "../data/beside.js";
import { contentFields } from "../data/files.js";
import { shown, wrongValue } from "../study/errors.js";

/**
 * The path from here of the file that data name; null where they name none.
 * @param data of a study, from a stranger perhaps
 * @param folder of the document in which they stand
 * @throws InputError for a file that is not in that folder
 */
export async function namedFile(data: unknown, folder: string): Promise<string | null> {
  const { name, path } = Object(data) as { name?: unknown; path?: unknown };
  if (contentFields(name).length === 0 || typeof path !== "string") return null;
  const found = await fileBeside(folder, path);
  if (found !== null) return found;
  throw wrongValue(
    "study.data.path",
    "a file in the folder of the JSON that names it",
    shown(path),
    "Others are opened only where you name them: --data FILE.",
  );
}
