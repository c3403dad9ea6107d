/** What is trained into a folder: the study that is given, or the one that is stored there. */
import { withInitial } from "../run/named-initial.js";
import { type Prepared, prepare } from "../run/prepare.js";
import { prepareAgain, type RetrainOptions } from "../run/retrain.js";
import { shown, wrongValue } from "../study/errors.js";
import type { Study, StudyInput } from "../study/study.js";
import { checkPath, storedStudy } from "./store.js";

/**
 * @param input the study that is given, if one is
 * @throws InputError for a bad study, and for a folder without one where none is given
 */
export async function preparedFor(
  folder: string,
  input: StudyInput | undefined,
  { data, pool, workers, signal }: RetrainOptions,
): Promise<Prepared> {
  checkPath(folder);
  if (input !== undefined) {
    if (data !== undefined) throw wrongValue("options.data", "nothing, because the study is given", shown(data));
    return prepare(await withInitial(input, signal), { workers: pool?.workers ?? workers, signal });
  }
  const stored = await storedStudy(folder);
  if (stored === null) throw wrongValue("folder", "a folder with a study, where none is given", shown(folder));
  const prepared = await prepareAgain(stored, { data, pool, workers, signal });
  // Wherever the file is here, the study is the one that is stored.
  return { ...prepared, study: { ...prepared.study, data: stored.data as Study["data"] } };
}
