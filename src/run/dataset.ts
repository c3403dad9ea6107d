/**
 * The data of a study, to look at or to use elsewhere.
 */
import type { Dataset } from "../data/dataset.js";
import { makeDataset } from "../data/dataset.js";
import { integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { parseData } from "./prepare.js";

/**
 * Draws or reads data, as `run` would.
 * @param data a family's name, or `{ name, ...parameters }`; default vee
 * @param options `seed` of the data stream, an integer from 0 to 2^53 - 1; default 0
 * @returns training and test examples as float32, with the hash that is their identity
 * @throws InputError for a bad spec, Error for a file that cannot be read
 */
export async function dataset(data: StudyInput["data"] = "vee", options: { seed?: number } = {}): Promise<Dataset> {
  const { seed = 0 } = parseOptions<{ seed?: number }>({ seed: integer(0, Number.MAX_SAFE_INTEGER) }, options);
  return makeDataset(await parseData(data, "data"), seed);
}
