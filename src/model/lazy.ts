/**
 * Models out of results, loaded at the first call.
 */

export type { RetrainOptions } from "../run/retrain.js";
export type { ListedRow, NamedRow, PredictRows } from "../run/rows.js";
export type { Answers, ReplicaAnswers } from "./answers.js";
export type { Exported, ExportOptions } from "./export.js";
export type { ExportFormat } from "./formats.js";
export type { AnyResult } from "./model.js";
export type { PredictOptions } from "./predict.js";

/**
 * Writes the networks of a result in another format: their weights, or what also computes predictions. A result
 * without parameters is trained again first, to the same bits.
 *
 *     const { files } = await exportModel(result, { format: "onnx", replicas: 0 });
 *
 * @param result what `run` resolved to, or its JSON; it may come from a stranger
 * @param options the format; which replicas, by default all; how a result without parameters is trained again
 * @returns the files, each with its name and its bytes
 * @throws InputError for what is no result, for an option, and for a data file that is missing; Error where training
 *   gives other bits; the signal's reason
 */
export const exportModel: typeof import("./export.js").exportModel = async (...input) =>
  (await import("./export.js")).exportModel(...input);

/**
 * Predicts rows with every replica of a result, and with their mean. A result without parameters is trained again
 * first, to the same bits.
 *
 *     const { mean, replicas } = await predict(result, [{ age: 38, job: "nurse" }]);
 *
 * @param result what `run` resolved to, or its JSON; it may come from a stranger
 * @param rows as the data file has them: by the names of the columns or in the order of `preprocessing.inputs`, one by
 *   one or as a file; of other data, and flat in a typed array, inputs of the network
 * @param options one replica, by default all; how a result without parameters is trained again
 * @returns logits, whose bits are the contract's; predictions in the units of the data file, and classes by its names
 * @throws InputError for what is no result, for rows of another length, for an option, and for a data file that is
 *   missing; Error where training gives other bits; the signal's reason
 */
export const predict: typeof import("./predict.js").predict = async (...input) =>
  (await import("./predict.js")).predict(...input);
