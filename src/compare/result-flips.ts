/** Which examples of a result flip. */
import { inSlices } from "../host/slices.js";
import { between } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { type Flips, flipsOf } from "./flips.js";
import { type PredictedResult, predictedByResult, workOn } from "./result.js";

/** What `flips` lists. */
export interface FlipsOptions {
  /** How many of the examples that flip are listed, those that flip most first. Default: all. */
  most?: number;
}

/** The examples of a result that flip (`lazy.ts` says what it takes). */
export async function flips(result: PredictedResult, options: FlipsOptions = {}): Promise<Flips> {
  const { most = Infinity } = parseOptions<FlipsOptions>({ most: between(0, Infinity) }, options);
  return workOn(result, "result", () => inSlices(flipsOf(predictedByResult(result, "result"), most)));
}
