/**
 * The data of a study, to look at or to use elsewhere.
 */
import type { Dataset } from "../data/dataset.js";
import { makeDataset } from "../data/dataset.js";
import { resolveData } from "../data/spec.js";
import type { StudyInput } from "../study/resolve.js";
import { resolveSeeds } from "../study/resolve.js";

/**
 * Draws or reads data: a family's name, or `{ name, ...parameters }`.
 * @param options.seed of the data stream; default 0
 * @throws TypeError or RangeError for a bad spec, Error for a file that cannot be read
 */
export async function dataset(data: StudyInput["data"] = "vee", options: { seed?: number } = {}): Promise<Dataset> {
  return makeDataset(resolveData(data, "data"), resolveSeeds(options).seed);
}
