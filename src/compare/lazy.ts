/**
 * Predictions that anybody made, measured: loaded at the first call.
 */

export type { BaselineMeasures } from "../measure/against-baseline.js";
export type { LabelSetMeasures } from "../measure/label-sets.js";
export type { ComparedGroup, ComparedMeasures, Comparison } from "./compare.js";
export type { Diff, DiffEstimate, DiffFurther, DiffMeasure, DiffOptions } from "./diff.js";
export type { DiffFlip, DiffFlips } from "./diff-flips.js";
export type { Answer, Flip, Flips } from "./flips.js";
export type { CompareInput } from "./input.js";
export type { PredictedResult } from "./result.js";
export type { FlipsOptions } from "./result-flips.js";
export type { PredictionTask } from "./tasks.js";

/**
 * Measures given predictions: of replicas of a model trained elsewhere, or of new models against the one in use. Finds
 * the examples that flip.
 *
 *     const { measures } = await compare({ predictions: [[0.9, 0.2], [0.7, 0.6]], labels: [1, 0] });
 *     console.log(measures.churn.value); // 0.5: they decide differently on one example of two
 *
 * @param input the predictions, [replica][example] or [replica][example][column], and what is known beside them
 * @returns every measure with its interval over replicas, where there are three or more, of all examples and of each
 *   group; and the examples that flip
 * @throws InputError, with the path of what does not fit, for anything but numbers (a hole in a list is
 *   none), for probabilities outside [0, 1], for rows of them that do not add up to 1, and for what is of another shape
 *   or range beside them
 */
export const compare: typeof import("./compare.js").compare = async (...input) =>
  (await import("./compare.js")).compare(...input);

/**
 * Holds two recipes against each other on the same examples: is B more reproducible than A, and at what loss?
 *
 *     const [a, b] = [await run({ activation: "relu" }), await run({ activation: "smelu" })];
 *     console.log((await diff(a, b)).message); // B is more reproducible than A: ...
 *
 * @param a what `run` resolved to, or its JSON with the part "predictions"; or predictions, as `compare` takes them
 * @param b the same of another recipe, on the same examples; where both have ids, these decide which is which
 * @param options whether replicas are pairs; by default those of two results with the same seeds, and predictions of
 *   equally many replicas; how many examples are listed
 * @returns ratio and difference of prediction difference, churn and loss, with 95% intervals, the verdict, and the
 *   examples that flip in one of the two alone
 * @throws InputError for what is neither, for results without predictions or with a crossed design, and for other
 *   examples
 */
export const diff: typeof import("./diff.js").diff = async (...input) => (await import("./diff.js")).diff(...input);

/**
 * Finds the test examples of a result that flip: those on which its replicas answer differently, the most disagreement
 * first.
 *
 *     const { flipping, flips: most } = await flips(await run({ data: "vee" }), { most: 10 });
 *
 * @param result what `run` resolved to, or its JSON with the part "predictions" (and "examples", for labels and ids)
 * @param options how many are listed; by default all that flip
 * @returns how many flip, and the answers of each replica on them
 * @throws InputError for what is no result, or for one without predictions
 */
export const flips: typeof import("./result-flips.js").flips = async (...input) =>
  (await import("./result-flips.js")).flips(...input);

/**
 * Writes the table of examples that flip as CSV, a line an example: row, id, group, label, disagreement, difference,
 * baseline, and the answer of each replica.
 * @param table what `compare` or `flips` resolved to
 * @returns the text of a file
 * @throws InputError for what is no such table
 */
export const flipsCsv: typeof import("./flips-csv.js").flipsCsv = async (...input) =>
  (await import("./flips-csv.js")).flipsCsv(...input);
