/**
 * Predictions of the networks of a result.
 */
import { inSlices } from "../host/slices.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { GIVEN_FILE, type GivenFile, isGivenFile } from "../run/given-file.js";
import type { RetrainOptions } from "../run/retrain.js";
import { inputsOf, type PredictRows } from "../run/rows.js";
import { integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { type Answers, answering } from "./answers.js";
import { type AnyResult, modelOf } from "./model.js";

/** Which replicas predict, and how a result without parameters is trained again. */
export interface PredictOptions extends RetrainOptions {
  /** The index of one replica. Default: all of them. */
  replica?: number;
}

const OPTIONS = { ...EXECUTION, data: GIVEN_FILE, replica: integer(0, Number.MAX_SAFE_INTEGER) };

/** Predicts rows (`lazy.ts` says what it takes). */
export async function predict(
  result: AnyResult,
  rows: PredictRows | GivenFile,
  options: PredictOptions = {},
): Promise<Answers> {
  const { replica = null, ...retrain } = parseOptions<PredictOptions>(OPTIONS, options, OF_RUN);
  const { signal } = retrain;
  const model = await modelOf(result, replica, retrain);
  if (!isGivenFile(rows))
    return inSlices(answering(model, inputsOf({ ...model, inputs: model.layers[0]!.inputs }, rows, "rows")), signal);
  const { inputsInFile } = await import("./file-rows.js");
  const { x, ...names } = await inputsInFile(model, rows, signal);
  return { ...(await inSlices(answering(model, x), signal)), ...names };
}
