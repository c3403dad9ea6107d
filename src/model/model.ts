/**
 * The networks of a result: their parameters, checked against its fingerprints, and what turns rows of a file into
 * inputs. A stored result without parameters is trained again.
 */
import * as v from "valibot";
import { RESULT_OF_RUN } from "../compare/result.js";
import { checkedPreprocessing } from "../data/checked-preprocessing.js";
import type { Preprocessing } from "../data/preprocessing.js";
import { type CheckedClaim, type Claimed, checkedClaim } from "../run/claimed.js";
import { parametersOf } from "../run/claimed-parameters.js";
import type { RunResult } from "../run/result.js";
import { prepareAgain, type RetrainOptions, trainedAgain } from "../run/retrain.js";
import { readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { anything, fieldsOf, integer, isPlain, oneOf, parseFields, text } from "../study/fields.js";
import type { Layer } from "../study/layers.js";
import { planOf } from "../study/plan.js";
import { type DataFacts, noiseOf, resolveStudy } from "../study/resolve.js";
import type { DataSpec, Study, Task } from "../study/study.js";

/** What a result can be: what `run` resolved to, or its JSON. */
export type AnyResult = RunResult | Claimed;

/** The networks of a result. */
export interface Model {
  study: Study;
  layers: readonly Layer[];
  task: Task;
  /** How rows of the data file become inputs, and outputs what it says; null where the data are no such file. */
  preprocessing: Preprocessing | null;
  /** Of the study. */
  fingerprint: string;
  /** In their order; one where one was asked for. */
  replicas: { index: number; parameters: Float32Array }[];
  /** Whether the result had no parameters and was trained again, to the same bits. */
  retrained: boolean;
}

/**
 * @param only the index of the one replica that is wanted; null for all
 * @throws InputError for what is no result, for parameters that are not those of its fingerprints, for a replica that it
 *   has not, and for a data file that is missing; Error where training gives other bits
 */
export async function modelOf(result: AnyResult, only: number | null, options: RetrainOptions): Promise<Model> {
  const {
    parameters,
    predictions: _predictions,
    logits: _logits,
    ...fields
  } = fieldsOf(result, "result", RESULT_OF_RUN);
  const claim = checkedClaim(fields);
  refuseReplica(only, claim.replicas.length);
  const isWanted = ({ index }: { index: number }) => only === null || index === only;
  const { fingerprint } = claim;
  if (parameters === undefined) {
    const { replicas, ...trained } = await modelAgain(claim, options);
    return { ...trained, fingerprint, replicas: replicas.filter(isWanted), retrained: true };
  }
  const replicas = readOrRefuse("result.parameters", "a list of numbers for each replica", parameters, () =>
    parametersOf(parameters, claim)
      .map((values, index) => ({ index, parameters: values }))
      .filter(isWanted),
  );
  const network = await networkOf(claim, replicas[0]!.parameters.length);
  const preprocessing = await preprocessingOf(claim, network, options);
  return { ...network, preprocessing, fingerprint, replicas, retrained: false };
}

/** @throws InputError for a replica that is not among so many */
export function refuseReplica(only: number | null, count: number): void {
  if (only !== null && only >= count)
    throw wrongValue("options.replica", `a replica from 0 to ${count - 1}`, String(only));
}

const DATA = {
  train: integer(1, Number.MAX_SAFE_INTEGER),
  test: integer(1, Number.MAX_SAFE_INTEGER),
  sha256: text("64 hex digits"),
  task: oneOf("binary", "classes", "regression"),
  inputs: integer(1, Number.MAX_SAFE_INTEGER),
  classes: integer(0, Number.MAX_SAFE_INTEGER),
  constantLoss: v.optional(anything()),
  decided: v.optional(anything()),
};

/** The network of so many parameters that a result describes, without its data. */
async function networkOf(claim: CheckedClaim, count: number): Promise<Pick<Model, "study" | "layers" | "task">> {
  const { task, inputs, classes, train } = parseFields(DATA, claim.data, "result.data");
  const { data } = claim.study;
  if (!isPlain(data) || typeof data.name !== "string")
    throw wrongType("result.study.data", "an object with the name of the data", shown(data));
  const noise = await noiseOf(claim.study);
  const settle = (targets: number) => {
    const facts: DataFacts = { task, inputs, classes, targets, train };
    const study = resolveStudy(claim.study, data as unknown as DataSpec, facts, undefined, noise);
    return { study, plan: planOf(study, facts) };
  };
  let settled = settle(1);
  if (task === "regression") {
    // Only the parameters tell how many targets there are: each has a weight for every unit below, and a bias.
    const [weights] = settled.plan.layers.at(-1)!.parameters;
    const targets = 1 + (count - settled.plan.parameterCount) / (weights!.shape[0]! + 1);
    if (Number.isInteger(targets) && targets >= 1) settled = settle(targets);
  }
  const { study, plan } = settled;
  if (plan.parameterCount !== count)
    throw wrongValue("result.parameters[0]", `${plan.parameterCount} numbers, as the study has`, String(count));
  return { study, layers: plan.layers, task };
}

/** What the result says of its data, or, where it says nothing, what is fitted on them again. */
async function preprocessingOf(
  claim: CheckedClaim,
  { study, layers }: Pick<Model, "study" | "layers">,
  options: RetrainOptions,
): Promise<Preprocessing | null> {
  if (claim.preprocessing) return checkedPreprocessing(claim.preprocessing, layers[0]!.inputs, claim.data.classes);
  if (study.data.name !== "file") return null;
  const { dataset } = await prepareAgain(claim.study, options);
  if (dataset.sha256 !== claim.data.sha256)
    throw wrongValue("options.data", "the file from which the result was made", "one that gives other data");
  return dataset.preprocessing ?? null;
}

async function modelAgain(
  claim: CheckedClaim,
  options: RetrainOptions,
): Promise<Omit<Model, "fingerprint" | "retrained">> {
  const { prepared, result } = await trainedAgain(claim, options);
  return {
    study: result.study,
    layers: prepared.plan.layers,
    task: prepared.dataset.task,
    preprocessing: prepared.dataset.preprocessing ?? null,
    replicas: result.parameters.map((values, index) => ({ index, parameters: values })),
  };
}
