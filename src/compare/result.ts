/** A result of `run`, as it was resolved to or as its JSON, as predictions to be compared. */
import { checkedTarget } from "../data/checked-preprocessing.js";
import { checkPredictions } from "../measure/predictions.js";
import type { RunResult } from "../run/result.js";
import { readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { fieldsOf, isPlain } from "../study/fields.js";
import { classNamesIn, type Predicted } from "./input.js";

/** What is read of a result: one of `run`, or its JSON with the part "predictions". */
export interface PredictedResult extends Pick<RunResult, "study" | "fingerprint" | "data" | "replicas"> {
  /** R x N x C as `run` has them, or [replica][example][output] as in its JSON. */
  predictions?: Float32Array | readonly (readonly (readonly number[])[])[] | null;
  /** As predictions; what is decided is exact with them. */
  logits?: Float32Array | readonly (readonly (readonly number[])[])[] | null;
  /** What is known of the test examples. */
  examples?: {
    /** Classes or targets of the examples. */
    labels: ArrayLike<number>;
    /** The number of each row in its file. */
    rows?: ArrayLike<number> | null;
    /** By what each is known. */
    ids?: readonly string[] | null;
    /** The group of each. */
    groups?: readonly string[] | null;
  } | null;
  /** Of a file: what its classes are called. */
  preprocessing?: {
    /** By class index; null for a regression. */
    classNames: readonly string[] | null;
    /** Of a regression whose targets were scaled: value = mean + sd * prediction. */
    target?: {
      /** Of the targets of the training rows. */
      mean: number;
      /** Of the targets of the training rows, with the divisor N. */
      sd: number;
    } | null;
  } | null;
}

export const RESULT_OF_RUN = "what run resolves to, or its JSON";
const STORE = 'Store them: toJson(result, ["predictions"]), or --with predictions on the command line.';

/** Does work on what was given; where that cannot be read as far as the work needs, it is refused. */
export async function workOn<Result>(given: unknown, path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    return readOrRefuse(path, RESULT_OF_RUN, given, () => {
      throw error;
    });
  }
}

/** Whether something is meant as a result of `run`. */
export function isResult(given: unknown): boolean {
  return isPlain(given) && Object.hasOwn(given, "study") && Object.hasOwn(given, "fingerprint");
}

/**
 * The predictions of a result, with what it says of the test examples.
 * @throws InputError for what is no result, or for one without predictions
 */
export function predictedByResult(result: unknown, path: string): Predicted {
  const fields = fieldsOf(result, path, RESULT_OF_RUN) as unknown as PredictedResult;
  return readOrRefuse(path, RESULT_OF_RUN, result, () => predictedIn(fields, path));
}

function predictedIn(
  { study, data, replicas: all, predictions, logits, examples: known, preprocessing }: PredictedResult,
  path: string,
): Predicted {
  if (!predictions) throw wrongValue(`${path}.predictions`, "the predictions of a result", "none", STORE);
  const values = numbersOf(predictions);
  const [replicas, examples] = [all.length, data.test];
  if (!Number.isInteger(examples)) throw wrongType(`${path}.data.test`, "a number of examples", shown(examples));
  const columns = values.length / (replicas * examples);
  if (!(Number.isInteger(columns) && columns > 0))
    throw wrongType(
      `${path}.predictions`,
      `numbers of ${replicas} replicas on ${examples} examples`,
      shown(predictions),
    );
  const kind = study.loss === "squared" ? "value" : "probability";
  const predicted: Predicted = {
    task: data.task,
    predictions: { values, replicas, examples, columns, kind },
    labels: known?.labels ?? null,
    truth: null,
    baseline: null,
    logits: logits ? numbersOf(logits) : null,
    loss: study.loss,
    ids: known?.ids ?? null,
    groups: known?.groups ?? null,
    rows: known?.rows ?? null,
    classNames: classNamesIn(preprocessing?.classNames, data.classes, `${path}.preprocessing.classNames`),
    target: checkedTarget(preprocessing?.target),
  };
  checkPredictions(predicted.predictions, `${path}.predictions`);
  for (const name of ["labels", "ids", "groups", "rows"] as const) {
    const each = predicted[name];
    if (each && !(each.length > 0 && each.length % examples === 0))
      throw wrongValue(`${path}.examples.${name}`, `${examples}, one an example`, String(each.length));
  }
  if (predicted.logits && predicted.logits.length !== values.length)
    throw wrongValue(`${path}.logits`, `${values.length}, as many as predictions`, String(predicted.logits.length));
  return predicted;
}

function numbersOf(numbers: NonNullable<PredictedResult["predictions"]>): Float32Array {
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers.flat(2));
}
