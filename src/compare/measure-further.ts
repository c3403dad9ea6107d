/** Further measures of predictions that anybody made, and of results of `run`. */
import { type Asked, askedIn, type FurtherOptions, OF_PREDICTIONS } from "../further/asked.js";
import { type FurtherInput, type FurtherMeasures, furtherMeasures } from "../further/further.js";
import { isOfNetworks } from "../further/names.js";
import { type Networks, networksOf } from "../further/networks.js";
import { inSlices } from "../host/slices.js";
import type { MeasureInput } from "../measure/input.js";
import { wholeBlock } from "../measure/predictions.js";
import { chooseBackend } from "../run/backend.js";
import { type CheckedClaim, checkedClaim } from "../run/claimed.js";
import { parametersOf } from "../run/claimed-parameters.js";
import { EXECUTION } from "../run/execution.js";
import { furtherOfBlocks } from "../run/further.js";
import { fileNamedIn, GIVEN_FILE, type GivenFile } from "../run/given-file.js";
import { networkBlocks } from "../run/network-blocks.js";
import type { Prepared } from "../run/prepare.js";
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
   * The data file that a result names: its path on this machine, or its content. For the loss barrier, and for a result
   * with parameters and without predictions.
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
 * capacity, correlation of logits, ROC curve, calibration, and more (`FURTHER_MEASURES`). Of a result with parameters also
 * how far apart its networks are, and whether the training loss rises between them.
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
  return workOn([given], "given", async () => {
    const { predictions, parameters } = (isResult(given) ? given : {}) as Partial<RunResult>;
    const asked = askedIn(wanted, "options", parameters ? undefined : OF_PREDICTIONS);
    if (!isResult(given)) return furtherOf(readInput(given, "given").predicted, asked, signal);
    const result = given as RunResult;
    const how = { data, signal };
    if (parameters && !predictions) return furtherOfNetworks(result, asked, how);
    const networks = parameters && asked.further.some(isOfNetworks) ? await ofResult(result, asked, how) : null;
    return furtherOf(predictedByResult(given, "given"), asked, signal, networks);
  });
}

type How = Pick<MeasureFurtherOptions, "data" | "signal">;

/** The networks of a result that has them. */
async function ofResult(result: RunResult, asked: Asked, how: How): Promise<Networks> {
  const { claim, parameters } = claimOf(result);
  if (!asked.further.includes("lossBarrier")) return { parameters, barriers: "they were not asked for" };
  // Where everything is asked for, nobody is refused for a file that one measure of it needs.
  if (!asked.isNamed && how.data === undefined && fileNamedIn(claim.study.data) !== null)
    return { parameters, barriers: "the training data were not given" };
  return trainedNetworks(await preparedAgain(claim, how), parameters, asked, how);
}

async function trainedNetworks(
  prepared: Prepared,
  parameters: readonly Float32Array[],
  asked: Asked,
  { signal }: How,
): Promise<Networks> {
  const { backend } = await chooseBackend();
  return networksOf(prepared, parameters, asked, { backend, signal });
}

function claimOf({ parameters, predictions: _predictions, logits: _logits, ...fields }: RunResult) {
  const claim = checkedClaim(fields);
  return { claim, parameters: parametersOf(parameters, claim) };
}

async function furtherOfNetworks(result: RunResult, asked: Asked, how: How): Promise<FurtherMeasures> {
  const { claim, parameters } = claimOf(result);
  const prepared = await preparedAgain(claim, how);
  const networks = await trainedNetworks(prepared, parameters, asked, how);
  return furtherOfBlocks(networkBlocks(prepared, parameters), prepared, networks, asked, how);
}

/** @throws InputError for a data file that is missing, and for one that gives other data */
async function preparedAgain({ study, data: { sha256 } }: CheckedClaim, { data, signal }: How): Promise<Prepared> {
  const prepared = await prepareAgain(study, { data, signal });
  if (prepared.dataset.sha256 === sha256) return prepared;
  throw wrongValue("options.data", "the file from which the result was made", "one that gives other data");
}

/** Those of what has been read. */
export function furtherOf(
  predicted: Predicted,
  asked: Asked,
  signal?: AbortSignal,
  networks: Networks | null = null,
): Promise<FurtherMeasures> {
  const each = decisionsApart(predicted);
  const { predictions, logits = null } = each;
  const input = { ...inputOf(predicted, each), networks };
  return inSlices(furtherMeasures([wholeBlock(predictions, logits)], input, asked), signal);
}

function inputOf({ groups, classNames, task }: Predicted, each: MeasureInput): Omit<FurtherInput, "networks"> {
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
