/** Explain: the examples on which replicas disagree, the plane around them, and how a disagreement begins. */
import { sha256, toHex } from "../host/sha256.js";
import { inSlices } from "../host/slices.js";
import type { AnyResult } from "../model/model.js";
import { chooseBackend } from "../run/backend.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { GIVEN_FILE } from "../run/given-file.js";
import { type Prepared, shapeOf } from "../run/prepare.js";
import type { RetrainOptions } from "../run/retrain.js";
import { flag, integer, numberThat } from "../study/fields.js";
import { seedOf } from "../study/levels.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import { explainExamples } from "./examples.js";
import type { Explanation } from "./explanation.js";
import { hasMaps, mapping } from "./maps.js";
import { trainedNetworks } from "./trained.js";
import { prepareTwins, trainingTwins } from "./twins.js";

/** What is explained, and how what it takes is trained. */
export interface ExplainOptions extends RetrainOptions {
  /** How many examples, those on which the replicas differ most. Default 10; an integer from 0 to 10000. */
  examples?: number;
  /** How many training examples near each. Default 5; an integer from 0 to 1000. */
  neighbours?: number;
  /** Points of a side of the maps of two inputs; 0 makes none. Default 64; 0 or an integer from 2 to 512. */
  side?: number;
  /** Whether a replica and its twin are trained, with the study's activation, with relu and with smelu. Default true. */
  twins?: boolean;
}

const SIDE = "0 or an integer from 2 to 512";
const OPTIONS = {
  ...EXECUTION,
  data: GIVEN_FILE,
  examples: integer(0, 10_000),
  neighbours: integer(0, 1000),
  side: numberThat((side) => side === 0 || (Number.isInteger(side) && side >= 2 && side <= 512), SIDE),
  twins: flag(),
};

/**
 * Explains where the replicas of a study disagree: the test examples on which they differ most, each with all answers
 * and the training examples nearest to it; of two inputs, maps of the plane with the lines on which the first layers
 * bend; and how a replica and its twin part that starts one unit in the last place away.
 *
 *     const { explained } = await explain({ data: "vee", replicas: 16 });
 *     console.log(explained[0].inputs, explained[0].decisions, explained[0].nearest);
 *
 * @param given a study as `run` takes it, which is trained; or a result of `run`, or its JSON: with parameters its
 *   networks answer again, without it is trained again, and either way its fingerprint must be the same
 * @param options how many examples and neighbours, whether there are maps and twins, and how training is run; by default
 *   10 examples with 5 neighbours each, maps of 64 x 64 points, and twins
 * @returns examples, maps and twins, with a fingerprint over all numbers
 * @throws InputError for a bad study, a bad option, fewer than two replicas, a data file that is missing; DivergedError
 *   where a replica leaves the finite numbers; Error where a result has other bits; the signal's reason
 */
export async function explain(given: StudyInput | AnyResult = {}, options: ExplainOptions = {}): Promise<Explanation> {
  const {
    examples: listed = 10,
    neighbours = 5,
    side = 64,
    twins: isWithTwins = true,
    onProgress,
    ...execution
  } = parseOptions<ExplainOptions>(OPTIONS, options, OF_RUN);
  const { signal } = execution;
  const chosen = await chooseBackend(execution.backend);
  const trained = await trainedNetworks(given, chosen, { ...execution, onProgress });
  const { prepared, networks, logits } = trained;
  const { study, dataset, plan } = prepared;
  const predictions = { ...shapeOf(prepared), values: trained.predictions };
  const train = await trainedOn(prepared);
  const { explained, ...ofExamples } = await inSlices(
    explainExamples({ dataset, train, predictions, logits }, listed, neighbours),
    signal,
  );
  const maps =
    side > 0 && hasMaps(prepared)
      ? await inSlices(await mapping(prepared, chosen.backend, networks, predictions, side), signal)
      : null;
  const pairs = isWithTwins ? await prepareTwins(prepared, signal) : null;
  const twins =
    pairs &&
    (await inSlices(await trainingTwins(pairs, chosen.backend), signal, (done) =>
      onProgress?.({ done, total: pairs.steps }),
    ));
  const numbers = { ...ofExamples, explained, maps, twins };
  return {
    study,
    fingerprint: fingerprintOf([trained.fingerprint, dataset.sha256, numbers]),
    resultFingerprint: trained.fingerprint,
    bits: CONTRACT_VERSION,
    task: dataset.task,
    replicas: study.replicas,
    examples: dataset.test.count,
    training: train.count,
    classNames: dataset.classNames ?? dataset.preprocessing?.classNames ?? null,
    outputs: plan.outputs,
    ...numbers,
    notes: notesOf(prepared, isWithTwins),
  };
}

/** The training examples without those for validation. */
async function trainedOn({ study, plan, dataset }: Prepared) {
  if (!plan.validation) return dataset.train;
  const { splitOff } = await import("../data/validation.js");
  return splitOff(dataset.train, plan.validation, seedOf(study, "data")).train;
}

function fingerprintOf(numbers: unknown): string {
  return toHex(sha256(new TextEncoder().encode(JSON.stringify(numbers))));
}

function notesOf({ study, dataset, plan }: Prepared, isWithTwins: boolean): string[] {
  return [
    ...(dataset.inputs === 2 && plan.outputs > 1 && study.loss === "squared"
      ? ["There are no maps of several values."]
      : []),
    ...(study.resample || study.labelNoise || study.inputNoise || study.augment
      ? ["Training examples are as in the data; each replica trains on its own noisy ones."]
      : []),
    ...(isWithTwins && study.earlyStopping ? ["Twins train all epochs: early stopping does not end them."] : []),
    ...(isWithTwins && study.ulp
      ? ["Twins train without the ulp of the study: the move of the twin is in its place."]
      : []),
  ];
}
