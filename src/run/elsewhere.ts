/**
 * Options of other functions, each with the reason why it has no use where it is refused.
 */

import { shown, wrongValue } from "../study/errors.js";
import type { Study } from "../study/study.js";

/** Options of `run` that other functions have no use for. */
export const OF_RUN = {
  trail: "only run writes trails",
  curves: "only run records losses",
  predictions: "only run keeps predictions",
  further: "only run measures further",
  onMeasuring: "only run reports its measuring",
};

const ONE_THREAD = "this trains in the calling thread";
/** Options that would share the work out. */
export const OF_POOLS = { workers: ONE_THREAD, worker: ONE_THREAD, startTimeout: ONE_THREAD, pool: ONE_THREAD };

/**
 * Refuses a study whose replicas stop each at an epoch of its own.
 * @throws InputError
 */
export function refuseEarlyStopping({ earlyStopping }: Study): void {
  if (!earlyStopping) return;
  const what = "null, because here all replicas train side by side up to one step";
  throw wrongValue("study.earlyStopping", what, shown(earlyStopping), "Use run.");
}
