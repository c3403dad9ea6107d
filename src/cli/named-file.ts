/** The files of data that a JSON document names. */
import { fileBeside } from "../data/beside.js";
import { contentFields } from "../data/files.js";
import { shown, wrongValue } from "../study/errors.js";

/** The file of data and, where they name one, that of test rows: paths from here. */
export interface NamedFiles {
  path: string;
  test?: string;
}

/**
 * The files that data name; null where they name none.
 * @param data of a study, from a stranger perhaps
 * @param folder of the document in which they stand
 * @param given the path of the file of data, where the user names it
 * @throws InputError for a file that is not in that folder
 */
export async function namedFiles(data: unknown, folder: string, given?: string): Promise<NamedFiles | null> {
  const { name, path, test } = Object(data) as { name?: unknown; path?: unknown; test?: unknown };
  const isFile = contentFields(name).length > 0 && typeof path === "string";
  if (!isFile) return given === undefined ? null : { path: given };
  const found = given ?? (await beside(folder, path, "study.data.path", "--data FILE"));
  if (typeof test !== "string") return { path: found };
  return { path: found, test: await beside(folder, test, "study.data.test", "--set data.test=FILE") };
}

async function beside(folder: string, path: string, field: string, way: string): Promise<string> {
  const found = await fileBeside(folder, path);
  if (found !== null) return found;
  const remedy = `Other files are opened only if you name them: ${way}.`;
  throw wrongValue(field, "a file in the folder of the JSON that names it", shown(path), remedy);
}
