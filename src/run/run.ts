/**
 * Runs a study: trains its replicas, measures how differently they predict, and signs the result.
 */
import type { FurtherOptions } from "../further/asked.js";
import { hostOf } from "../host/machine.js";
import { toHex } from "../host/sha256.js";
import { inSlices } from "../host/slices.js";
import { addingOf } from "../measure/adding.js";
import { type Measured, openMeasures } from "../measure/all.js";
import { type Shape, tilesOf } from "../measure/predictions.js";
import type { Adding } from "../measure/sums.js";
import type { Pool, Progress } from "../pool/pool.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { DivergedError, wrongValue } from "../study/errors.js";
import { anything, callback, flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { StudyInput } from "../study/study.js";
import { CONTRACT_VERSION, fingerprinting } from "../train/fingerprint.js";
import type { Backend } from "../train/group.js";
import type { Outcome } from "../train/train-group.js";
import { type ChosenBackend, chooseBackend } from "./backend.js";
import { constantLoss } from "./constant-loss.js";
import { EXECUTION, type ExecutionOptions, withPool } from "./execution.js";
import type { Host } from "./host.js";
import { withInitial } from "./named-initial.js";
import { type Outputs, openOutputs } from "./outputs.js";
import { knownOf, type Prepared, prepare, shapeOf } from "./prepare.js";
import type { RunResult } from "./result.js";

/** How a study is run, and what its result holds beside the measures. */
export interface RunOptions extends ExecutionOptions {
  /** Also records each replica's trail, which costs time. Default false. */
  trail?: boolean;
  /** Also records each replica's losses after each epoch, which costs an evaluation of the data each. Default false. */
  curves?: boolean;
  /** Requires predictions and logits in the result: a study with too many to keep is refused at once. Default false. */
  predictions?: boolean;
  /** What `result.further` measures, of all test examples and of their groups. Default: nothing. */
  further?: FurtherOptions;
  /** Called with how many examples have been measured, where measuring takes longer than a moment. */
  onMeasuring?: (progress: Progress) => void;
}

/**
 * Trains the replicas of a study and measures how differently they predict. The study fixes every bit of the result;
 * the options may change only the speed.
 *
 *     const { measures } = await run({ data: "vee", hidden: [8], replicas: 64 });
 *     console.log(measures.predictionDifference.value);
 *
 * @param input the study: every field has a default, and {} is vee with one hidden layer of 8; docs/study.md
 * @param options workers, backend, signal, progress; by default one worker per processor and the fastest backend
 * @returns the study with every default filled in, its measures, its fingerprint and every replica
 * @throws InputError for a bad study, before any training; DivergedError where a replica leaves the finite
 *   numbers; the signal's reason where the run is aborted
 */
export async function run(input: StudyInput = {}, options: RunOptions = {}): Promise<RunResult> {
  const parsed = parseOptions<RunOptions>(
    { ...EXECUTION, trail: flag(), curves: flag(), predictions: flag(), further: anything(), onMeasuring: callback() },
    options,
  );
  const { backend, pool, workers, signal, further } = parsed;
  const more = further && (await import("./further.js")).measuringMore(further, parsed);
  const chosen = await chooseBackend(backend);
  const study = await withInitial(input, signal);
  return runPrepared(await prepare(study, { workers: pool?.workers ?? workers, signal }), chosen, parsed, more);
}

/** Trains, measures and signs what is prepared, with parsed options; `lend` gets the outputs as long as there are any. */
export async function runPrepared(
  prepared: Prepared,
  { backend, reason }: ChosenBackend,
  { trail = false, curves = false, predictions = false, onMeasuring, ...execution }: RunOptions,
  lend?: (outputs: Outputs, prepared: Prepared, { parameters }: RunResult) => Promise<Pick<RunResult, "further">>,
): Promise<RunResult> {
  const { signal, onProgress } = execution;
  return withPool(execution, async (pool) => {
    const outputs = await openOutputs(shapeOf(prepared));
    try {
      if (predictions && !outputs.all) refuseToDrop();
      const train = () =>
        pool.train(prepared, {
          backend,
          withTrail: trail,
          withCurves: curves,
          signal,
          onProgress,
          onOutcomes: (some) => some.forEach((outcome) => moveOutputs(outcome, outputs)),
        });
      const result = await concluded(prepared, train, outputs, { backend, reason, pool, signal, onMeasuring });
      return { ...result, ...(await lend?.(outputs, prepared, result)) };
    } finally {
      outputs.close();
    }
  });
}

/** What a trained replica leaves beside its outputs. */
export type TrainedReplica = Omit<Outcome, "predictions" | "logits" | "expectedLoss">;

/** What a result says of its host, and who is told of the measuring. */
export interface Concluding extends ChosenBackend, Pick<RunOptions, "signal" | "onMeasuring"> {
  pool: Pool;
}

/**
 * Measures and signs replicas once they are trained.
 * @param train resolves to all replicas in their order; `outputs` then have what they predict
 * @throws InputError for groups that cannot be measured, before `train` is called; DivergedError where a replica
 *   diverged; the signal's reason
 */
export async function concluded(
  prepared: Prepared,
  train: () => Promise<TrainedReplica[]>,
  outputs: Outputs,
  { backend, reason, pool, signal, onMeasuring }: Concluding,
): Promise<RunResult> {
  const shape = shapeOf(prepared);
  const groups = prepared.dataset.test.groups && (await import("./grouped.js")).grouped(prepared);
  const [replicas, adding] = await Promise.all([train(), addingOf(backend, shape)]);
  await refuseDivergence(replicas, prepared, backend, signal);
  const measured = await inSlices(measuring(outputs, shape, prepared, adding), signal, (done) =>
    onMeasuring?.({ done, total: shape.examples }),
  );
  const ofGroups = await groups?.(outputs, adding, signal);
  const hashed = replicas.map(({ digest, index }) => ({
    digest,
    get logits() {
      return outputs.logits(index);
    },
  }));
  const fingerprint = await inSlices(fingerprinting(hashed), signal);
  return resultOf(
    prepared,
    replicas,
    outputs,
    fingerprint,
    { ...measured, ...ofGroups },
    { ...hostOf(), backend, reason, workers: pool.workers },
  );
}

/** @throws InputError: predictions that are asked for cannot be kept */
export function refuseToDrop(): never {
  const remedy = "Leave them out, or use fewer replicas or fewer test examples.";
  throw wrongValue("predictions and logits", "at most 1 GiB, to be kept", "a study with more", remedy);
}

const NONE = new Float32Array(0);

/** Each number is held once. */
function moveOutputs(outcome: Outcome, outputs: Outputs): void {
  outputs.put(outcome.index, outcome.predictions, outcome.logits);
  outcome.predictions = outcome.logits = NONE;
}

/** Yields how many examples have been measured. */
function* measuring(outputs: Outputs, shape: Shape, prepared: Prepared, adding: Adding): Generator<number, Measured> {
  const measures = openMeasures(shape, knownOf(prepared), true, adding);
  for (const block of outputs.blocks()) {
    for (const tile of tilesOf(block, shape)) {
      measures.add(tile);
      yield tile.first + tile.examples;
    }
  }
  return measures.measured();
}

/** @throws DivergedError that names the lowest-numbered diverged replica, its first step, and the cause */
export async function refuseDivergence(
  outcomes: readonly TrainedReplica[],
  prepared: Prepared,
  backend: Backend,
  signal: AbortSignal | undefined,
): Promise<void> {
  const first = outcomes.find((outcome) => outcome.diverged);
  if (!first) return;
  const { index, diverged } = first;
  const { divergenceRemedy } = await import("./divergence.js");
  const remedy = await divergenceRemedy(prepared, index, diverged!, backend, signal);
  throw new DivergedError(index, diverged!.step, diverged!.quantity, remedy);
}

function resultOf(
  prepared: Prepared,
  outcomes: readonly TrainedReplica[],
  outputs: Outputs,
  fingerprint: string,
  measured: Measured & Pick<RunResult, "groups">,
  host: Host,
): RunResult {
  const { study, dataset } = prepared;
  const { task, inputs, classes, sha256, train, test, decided = null, preprocessing = null } = dataset;
  return {
    study,
    fingerprint,
    bits: CONTRACT_VERSION,
    statistics: STATISTICS_VERSION,
    data: {
      train: train.count,
      test: test.count,
      sha256,
      task,
      inputs,
      classes,
      constantLoss: constantLoss(prepared),
      decided,
    },
    preprocessing,
    ...measured,
    replicas: outcomes.map(({ index, loss, digest, trail, epochs, curves }) => ({
      index,
      loss,
      fingerprint: toHex(digest),
      ...(trail && { trail }),
      ...(epochs && { epochs }),
      ...(curves && { curves }),
    })),
    predictions: outputs.all?.predictions ?? null,
    logits: outputs.all?.logits ?? null,
    parameters: outcomes.map((outcome) => outcome.parameters),
    examples: { labels: test.y, rows: test.rows ?? null, ids: test.ids ?? null, groups: test.groups ?? null },
    host,
  };
}
