/**
 * Predictions of the networks of a result.
 */
import { inSlices } from "../host/slices.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { inputsIn } from "../run/inputs.js";
import { GIVEN_FILE } from "../run/verify.js";
import { readOrRefuse } from "../study/errors.js";
import { integer } from "../study/fields.js";
import type { Numbers } from "../study/numbers.js";
import { parseOptions } from "../study/options.js";
import { type Answers, answering } from "./answers.js";
import { type AnyResult, modelOf, type RetrainOptions } from "./model.js";

/** Rows to predict: inputs of the network, as rows or flat in a typed array. */
export type PredictRows = readonly Numbers[] | Exclude<Numbers, readonly number[]>;

/** Which replicas predict, and how a result without parameters is trained again. */
export interface PredictOptions extends RetrainOptions {
  /** The index of one replica. Default: all of them. */
  replica?: number;
}

const OPTIONS = { ...EXECUTION, data: GIVEN_FILE, replica: integer(0, Number.MAX_SAFE_INTEGER) };

/** Predicts rows (`lazy.ts` says what it takes). */
export async function predict(result: AnyResult, rows: PredictRows, options: PredictOptions = {}): Promise<Answers> {
  const { replica = null, ...retrain } = parseOptions<PredictOptions>(OPTIONS, options, OF_RUN);
  const model = await modelOf(result, replica, retrain);
  const { inputs } = model.layers[0]!;
  const x = readOrRefuse("rows", "rows of inputs", rows, () => inputsIn(rows, inputs, "rows"));
  return inSlices(answering({ ...model, classNames: null }, x), retrain.signal);
}
