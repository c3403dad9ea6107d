/**
 * Options of other functions, each with the reason why it has no use where it is refused.
 */

/** Options of `run` that other functions have no use for. */
export const OF_RUN = {
  trail: "only run writes trails",
  predictions: "only run keeps predictions",
  onMeasuring: "only run tells of its measuring",
};

const ONE_THREAD = "this trains in the calling thread";
/** Options that would share the work out. */
export const OF_POOLS = { workers: ONE_THREAD, worker: ONE_THREAD, startTimeout: ONE_THREAD, pool: ONE_THREAD };
