/**
 * Runs a study: trains its replicas, measures how differently they predict, and signs the result.
 */

import type { Preprocessing } from "../data/preprocessing.js";
import { hostOf } from "../host/machine.js";
import { toHex } from "../host/sha256.js";
import { inSlices } from "../host/slices.js";
import { type Measured, type MeasureName, openMeasures } from "../measure/all.js";
import { type Shape, tilesOf } from "../measure/predictions.js";
import type { Progress } from "../pool/pool.js";
import type { Estimate } from "../statistics/estimate.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { DivergedError, wrongValue } from "../study/errors.js";
import { callback, flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { Study, StudyInput, Task } from "../study/study.js";
import type { Curves, Epochs } from "../train/epochs.js";
import { CONTRACT_VERSION, fingerprinting } from "../train/fingerprint.js";
import type { Backend } from "../train/group.js";
import type { Outcome } from "../train/train-group.js";
import { type ChosenBackend, chooseBackend } from "./backend.js";
import { constantLoss } from "./constant-loss.js";
import { EXECUTION, type ExecutionOptions, withPool } from "./execution.js";
import type { Host } from "./host.js";
import { type Outputs, openOutputs } from "./outputs.js";
import { knownOf, type Prepared, prepare, shapeOf } from "./prepare.js";

/** One replica of a result. */
export interface ReplicaResult {
  /** r, counted from 0. */
  index: number;
  /** Mean loss on the labels of the test set, whatever `loss` of the result is measured against. */
  loss: number;
  /** SHA-256 of its final parameters; with early stopping, of those of its best epoch. */
  fingerprint: string;
  /** First 8 hex digits of its fingerprint at step 0 and at up to 64 equally spaced steps; only on request. */
  trail?: string[];
  /** With early stopping: its best epoch, and the last that it trained. */
  epochs?: Epochs;
  /** Mean losses before the first step and after each epoch; only on request. */
  curves?: Curves;
}

/** What is known of the examples of the test set, in their order. */
export interface TestExamples {
  /** Classes, or targets (count x targets). */
  labels: Float32Array;
  /** Of a file: the number of each example's row, by which a user finds it there; else null. */
  rows: Int32Array | null;
  /** By what each is known; null where the data have no column of ids. */
  ids: readonly string[] | null;
  /** The group of each; null where the data have no column of groups. */
  groups: readonly string[] | null;
}

/** What `run` resolves to. Measures are of the test set, with 95% intervals over replicas. */
export interface RunResult {
  /** The study with every default filled in: run it again for the same bits. */
  study: Study;
  /** SHA-256 over the replicas' parameters and test logits. */
  fingerprint: string;
  /** Version of the arithmetic contract: CONTRACT_VERSION when it was made. */
  bits: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** The data that were drawn or read. */
  data: {
    /** Number of training examples. */
    train: number;
    /** Number of test examples. */
    test: number;
    /** SHA-256 of train x, train y, test x, test y as f32 little-endian, in hex. */
    sha256: string;
    /** What the labels are. */
    task: Task;
    /** Inputs of the network. */
    inputs: number;
    /** 2 for binary, 0 for regression. */
    classes: number;
    /** Loss of the best constant prediction, the same for every input; null where it is infinite. */
    constantLoss: number | null;
    /** Of a file of any form: what was decided of it, in one line; else null. */
    decided: string | null;
  };
  /** Of a file of any form: how its rows became inputs, and outputs what the file says; else null. */
  preprocessing: Preprocessing | null;
  /**
   * Every measure by its name (docs/measures.md): `measures.predictionDifference`, `measures.loss`. A measure
   * that does not apply, such as the churn of a regression, has the value null.
   */
  measures: Record<MeasureName, Estimate>;
  /** Number of decisions that broke a tie; null where nothing is decided. */
  ties: number | null;
  /** Each replica, in order. */
  replicas: ReplicaResult[];
  /**
   * R x N x C: probabilities (one column: of the positive class), or values for the squared loss. null where
   * predictions and logits together take more than 1 GiB: they are then measured from a temporary file and not kept.
   */
  predictions: Float32Array | null;
  /** R x N x C; null where the predictions are. */
  logits: Float32Array | null;
  /** Final parameters of each replica, in flat order; with early stopping, those of its best epoch. */
  parameters: Float32Array[];
  /** What is known of the test examples. */
  examples: TestExamples;
  /** The machine and the backend that trained. */
  host: Host;
}

/** How a study is run, and what its result holds beside the measures. */
export interface RunOptions extends ExecutionOptions {
  /** Also records each replica's trail, which costs time. Default false. */
  trail?: boolean;
  /** Also records each replica's losses after each epoch, which costs an evaluation of the data each. Default false. */
  curves?: boolean;
  /**
   * Requires predictions and logits in the result: a study with too many to keep is refused before any training.
   * Default false.
   */
  predictions?: boolean;
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
    { ...EXECUTION, trail: flag(), curves: flag(), predictions: flag(), onMeasuring: callback() },
    options,
  );
  const { backend, pool, workers, signal } = parsed;
  const chosen = await chooseBackend(backend);
  return runPrepared(await prepare(input, { workers: pool?.workers ?? workers, signal }), chosen, parsed);
}

/** Trains, measures and signs a study that is prepared, with options that are parsed. */
export async function runPrepared(
  prepared: Prepared,
  { backend, reason }: ChosenBackend,
  { trail = false, curves = false, predictions = false, onMeasuring, ...execution }: RunOptions,
): Promise<RunResult> {
  const { signal, onProgress } = execution;
  const shape = shapeOf(prepared);
  return withPool(execution, async (pool) => {
    const outputs = await openOutputs(shape);
    try {
      if (predictions && !outputs.all) refuseToDrop();
      const outcomes = await pool.train(prepared, {
        backend,
        withTrail: trail,
        withCurves: curves,
        signal,
        onProgress,
        onOutcomes: (some) => some.forEach((outcome) => moveOutputs(outcome, outputs)),
      });
      await refuseDivergence(outcomes, prepared, backend, signal);
      const measured = await inSlices(measuring(outputs, shape, prepared), signal, (done) =>
        onMeasuring?.({ done, total: shape.examples }),
      );
      const hashed = outcomes.map(({ digest, index }) => ({
        digest,
        get logits() {
          return outputs.logits(index);
        },
      }));
      const fingerprint = await inSlices(fingerprinting(hashed), signal);
      return resultOf(prepared, outcomes, outputs, fingerprint, measured, {
        ...hostOf(),
        backend,
        reason,
        workers: pool.workers,
      });
    } finally {
      outputs.close();
    }
  });
}

function refuseToDrop(): never {
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
function* measuring(outputs: Outputs, shape: Shape, prepared: Prepared): Generator<number, Measured> {
  const measures = openMeasures(shape, knownOf(prepared), true);
  for (const block of outputs.blocks()) {
    for (const tile of tilesOf(block, shape)) {
      measures.add(tile);
      yield tile.first + tile.examples;
    }
  }
  return measures.measured();
}

/** Names the lowest-numbered diverged replica, its first step, and the cause. */
async function refuseDivergence(
  outcomes: readonly Outcome[],
  prepared: Prepared,
  backend: Backend,
  signal?: AbortSignal,
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
  outcomes: readonly Outcome[],
  outputs: Outputs,
  fingerprint: string,
  { measures, ties }: Measured,
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
    measures,
    ties,
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
