/**
 * The data of a study, to look at or to use elsewhere.
 */
import type { Dataset } from "../data/dataset.js";
import { makeDataset } from "../data/dataset.js";
import { resolveData } from "../data/spec.js";
import { integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { withFamily } from "./prepare.js";

/**
 * Draws or reads data: a family's name, or `{ name, ...parameters }`.
 * @param options.seed of the data stream; default 0
 * @throws InputError for a bad spec, Error for a file that cannot be read
 */
export async function dataset(data: StudyInput["data"] = "vee", options: { seed?: number } = {}): Promise<Dataset> {
  const { seed = 0 } = parseOptions<{ seed?: number }>(
    { seed: integer(0, Number.MAX_SAFE_INTEGER) },
    options,
    "dataset",
  );
  return makeDataset(resolveData(withFamily(data), "data"), seed);
}
