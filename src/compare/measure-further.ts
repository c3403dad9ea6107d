/** Further measures of predictions that anybody made, and of results of `run`. */
import { type Asked, askedIn, type FurtherOptions } from "../further/asked.js";
import { type FurtherInput, type FurtherMeasures, furtherMeasures } from "../further/further.js";
import { inSlices } from "../host/slices.js";
import type { MeasureInput } from "../measure/input.js";
import { wholeBlock } from "../measure/predictions.js";
import { checkedClaim } from "../run/claimed.js";
import { parametersOf } from "../run/claimed-parameters.js";
import { EXECUTION } from "../run/execution.js";
import { furtherOfBlocks } from "../run/further.js";
import { GIVEN_FILE, type GivenFile } from "../run/given-file.js";
import { networkBlocks } from "../run/network-blocks.js";
import type { RunResult } from "../run/result.js";
import { prepareAgain } from "../run/retrain.js";
import { wrongValue } from "../study/errors.js";
import { anything } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { decisionsApart } from "./examples.js";
import { type CompareInput, type Predicted, readInput } from "./input.js";
import { isResult, type PredictedResult, predictedByResult, workOn } from "./result.js";

/** What is measured further, and of what. */
export interface MeasureFurtherOptions extends FurtherOptions {
  /**
   * The data file that a result names: its path on this machine, or its content. Only for a result with parameters and
   * without predictions.
   */
  data?: GivenFile;
  /** Aborts the measuring, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

const OPTIONS = {
  measures: anything(),
  alpha: anything(),
  perClass: anything(),
  data: GIVEN_FILE,
  signal: EXECUTION.signal,
};

/**
 * Measures predictions further than `run` and `compare` do: soft churn, Jensen-Shannon divergence, kappa, ambiguity,
 * capacity, correlation of logits, ROC curve, calibration, and more (`FURTHER_MEASURES`).
 *
 *     const { measures } = await measureFurther(await run({ data: "vee", replicas: 64 }), { measures: ["kappa", "auc"] });
 *     console.log(measures.kappa, measures.auc);
 *
 * @param given what `run` resolved to, or its JSON with the parts "predictions" and "examples"; or predictions, as
 *   `compare` takes them. Of a result without predictions, which has too many to keep them, the networks are asked
 *   again, some examples at a time
 * @param options which measures, and whether of each class, too; by default all of them, of all examples and of each
 *   group
 * @returns every measure with its interval over replicas, or the reason why it has none
 * @throws InputError for what is neither, for a result without predictions and parameters, for a data file that is
 *   missing, and for an unknown measure; the signal's reason
 */
export async function measureFurther(
  given: RunResult | PredictedResult | CompareInput,
  options: MeasureFurtherOptions = {},
): Promise<FurtherMeasures> {
  const { data, signal, ...wanted } = parseOptions<MeasureFurtherOptions>(OPTIONS, options);
  const asked = askedIn(wanted, "options");
  return workOn([given], "given", async () => {
    if (!isResult(given)) return furtherOf(readInput(given, "given").predicted, asked, signal);
    const { predictions, parameters } = given as Partial<RunResult>;
    return parameters && !predictions
      ? furtherOfNetworks(given as RunResult, asked, { data, signal })
      : furtherOf(predictedByResult(given, "given"), asked, signal);
  });
}

async function furtherOfNetworks(
  { parameters, predictions: _predictions, logits: _logits, ...fields }: RunResult,
  asked: Asked,
  { data, signal }: Pick<MeasureFurtherOptions, "data" | "signal">,
): Promise<FurtherMeasures> {
  const claim = checkedClaim(fields);
  const networks = parametersOf(parameters, claim);
  const prepared = await prepareAgain(claim.study, { data, signal });
  if (prepared.dataset.sha256 !== claim.data.sha256)
    throw wrongValue("options.data", "the file from which the result was made", "one that gives other data");
  return furtherOfBlocks(networkBlocks(prepared, networks), prepared, asked, { signal });
}

/** Those of what has been read. */
export function furtherOf(predicted: Predicted, asked: Asked, signal?: AbortSignal): Promise<FurtherMeasures> {
  const each = decisionsApart(predicted);
  const { predictions, logits = null } = each;
  return inSlices(furtherMeasures([wholeBlock(predictions, logits)], inputOf(predicted, each), asked), signal);
}

function inputOf({ groups, classNames, task }: Predicted, each: MeasureInput): FurtherInput {
  const { predictions: p, labels, logits } = each;
  const decisions = groups ? p.examples / groups.length : 1;
  const named = task === "multilabel" ? null : classNames;
  return {
    shape: p,
    known: each,
    fromLogits: Boolean(logits),
    groups: groups ? groups.flatMap((group) => Array<string | number>(decisions).fill(group)) : null,
    classes: labels && p.kind === "probability" ? Array.from(labels, (label) => named?.[label] ?? label) : null,
  };
}
