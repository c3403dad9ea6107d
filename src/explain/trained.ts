/** The networks that are explained: a study trained, or a result proved. */

import { isResult } from "../compare/result.js";
import { inSlices } from "../host/slices.js";
import type { AnyResult } from "../model/model.js";
import type { ChosenBackend } from "../run/backend.js";
import { checkedClaim } from "../run/claimed.js";
import { parametersOf } from "../run/claimed-parameters.js";
import { withInitial } from "../run/named-initial.js";
import { type Prepared, prepare } from "../run/prepare.js";
import { prepareAgain, type RetrainOptions, trainedAgain } from "../run/retrain.js";
import { runPrepared } from "../run/run.js";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import { fieldsOf } from "../study/fields.js";
import type { StudyInput } from "../study/study.js";
import { evaluating } from "../train/evaluating.js";
import { fingerprinting, replicaDigest } from "../train/fingerprint.js";
import { joined } from "../train/joined.js";

/** All replicas of a study, with what they say of its test examples. */
export interface TrainedNetworks {
  prepared: Prepared;
  /** Of the study. */
  fingerprint: string;
  networks: Float32Array[];
  /** R x N x C. */
  predictions: Float32Array;
  /** R x N x C. */
  logits: Float32Array;
  /** Whether it was a result without parameters. */
  isRetrained: boolean;
}

/**
 * A study is trained. A result with parameters answers again with them; one without is trained again. Either way its
 * fingerprint must be the one that it has.
 * @throws InputError for what is none, for a study of one replica, and for a data file that is missing or another; Error
 *   for other bits; the signal's reason
 */
export async function trainedNetworks(
  given: StudyInput | AnyResult,
  chosen: ChosenBackend,
  options: RetrainOptions,
): Promise<TrainedNetworks> {
  if (isResult(given)) return ofResult(given as AnyResult, chosen, options);
  const { data, backend: _, ...execution } = options;
  if (data !== undefined)
    throw misplaced("options.data", "nothing with a study, which names its own data", shown(data));
  const { pool, workers, signal } = execution;
  const prepared = await prepare(await withInitial(given as StudyInput, signal), {
    workers: pool?.workers ?? workers,
    signal,
  });
  refuseOne(prepared);
  const result = await runPrepared(prepared, chosen, { ...execution, predictions: true });
  return { prepared, ...numbersOf(result), isRetrained: false };
}

async function ofResult(
  given: AnyResult,
  { backend }: ChosenBackend,
  options: RetrainOptions,
): Promise<TrainedNetworks> {
  const { parameters, predictions: _p, logits: _l, examples: _e, ...fields } = fieldsOf(given, "result");
  const claim = checkedClaim(fields);
  if (claim.replicas.length < 2) refuseReplicas(claim.replicas.length);
  if (parameters === undefined) {
    const { prepared, result } = await trainedAgain(claim, { ...options, predictions: true });
    return { prepared, ...numbersOf(result), isRetrained: true };
  }
  const networks = parametersOf(parameters, claim);
  const prepared = await prepareAgain(claim.study, options);
  const { study, plan, dataset } = prepared;
  if (dataset.sha256 !== claim.data.sha256)
    throw wrongValue("options.data", "the file from which the result was made", "one that gives other data");
  if (networks.length !== study.replicas)
    throw wrongValue("result.replicas", `${study.replicas}, as the study has`, String(networks.length));
  if (networks[0]!.length !== plan.parameterCount)
    throw wrongValue(
      "result.parameters[0]",
      `${plan.parameterCount} numbers, as the study has`,
      `${networks[0]!.length}`,
    );
  const answering = await evaluating(prepared, backend, networks, prepared.test, (answers) => answers);
  const answers = await inSlices(answering, options.signal);
  const hashed = networks.map((values, r) => ({ digest: replicaDigest(values), logits: answers[r]!.logits }));
  const fingerprint = await inSlices(fingerprinting(hashed), options.signal);
  if (fingerprint !== claim.fingerprint)
    throw new Error(
      `the parameters of the result give other bits: fingerprint ${fingerprint}, claimed ${shown(claim.fingerprint)}. doppelgrad verify says where they part.`,
    );
  return {
    prepared,
    fingerprint,
    networks,
    predictions: joined(answers, "predictions"),
    logits: joined(answers, "logits"),
    isRetrained: false,
  };
}

type Numbers = Pick<TrainedNetworks, "fingerprint" | "networks" | "predictions" | "logits">;

function numbersOf({ fingerprint, parameters, predictions, logits }: Awaited<ReturnType<typeof runPrepared>>): Numbers {
  return { fingerprint, networks: parameters, predictions: predictions!, logits: logits! };
}

function refuseOne({ study }: Prepared): void {
  if (study.replicas < 2) refuseReplicas(study.replicas);
}

function refuseReplicas(count: number): never {
  throw wrongValue("study.replicas", "2 or more", String(count), "One replica has nothing to disagree with.");
}
