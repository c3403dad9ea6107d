/**
 * Predictions that anybody made, measured: loaded at the first call.
 */
export type { CompareInput, Comparison } from "./compare.js";

/**
 * Measures given predictions: of replicas of a model trained elsewhere, or of two versions of a model.
 *
 *     const { measures } = await compare({ predictions: [[0.9, 0.2], [0.7, 0.6]], labels: [1, 0] });
 *     console.log(measures.churn.value); // 0.5: they decide differently on one example of two
 *
 * @param input the predictions, [replica][example] or [replica][example][column], and what is known beside them
 * @returns every measure with its interval over replicas, where there are three or more
 * @throws InputError, with the path of what does not fit, for anything but numbers (a hole in a list is
 *   none), for probabilities outside [0, 1], for rows of them that do not add up to 1, and for labels or a truth of
 *   another shape or range
 */
export const compare: typeof import("./compare.js").compare = async (...input) =>
  (await import("./compare.js")).compare(...input);
