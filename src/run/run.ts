/**
 * Runs a study: trains its replicas, measures how differently they predict, and signs the result.
 */
import { bytesToHex } from "@noble/hashes/utils";
import { measureAll, type MeasureName } from "../measure/all.js";
import type { Estimate } from "../measure/estimate.js";
import { DivergedError } from "../study/errors.js";
import type { StudyInput } from "../study/resolve.js";
import type { Study, Task } from "../study/study.js";
import { BITS, studyFingerprint } from "../train/fingerprint.js";
import { joined, type Outcome } from "../train/train-group.js";
import { checkHow, chooseKernels, type Host, type How, hostOf, withPool } from "./how.js";
import { type Prepared, prepare } from "./prepare.js";

/** One replica of a result. */
export interface ReplicaResult {
  index: number;
  /** Mean loss on the test set. */
  loss: number;
  /** SHA-256 of its final parameters. */
  fingerprint: string;
  /** First 8 hex digits of its fingerprint after the steps of `trailSteps`; only on request. */
  trail?: string[];
}

export interface RunResult {
  /** The study with every default filled in: run it again for the same bits. */
  study: Study;
  /** SHA-256 over the replicas' parameters and test logits. */
  fingerprint: string;
  /** Version of the arithmetic contract. */
  bits: number;
  data: { train: number; test: number; sha256: string; task: Task; inputs: number; classes: number };
  /** Measures on the test set; null where one does not apply. */
  loss: Estimate;
  excessLoss: Estimate | null;
  irreproducibleShare: Estimate | null;
  accuracy: Estimate | null;
  predictionDifference: Estimate;
  churn: Estimate | null;
  /** Every measure by its name, those above among them. */
  measures: Record<MeasureName, Estimate>;
  /** Decisions that broke a tie; null where nothing is decided. */
  ties: number | null;
  replicas: ReplicaResult[];
  /** R x N x C: probabilities (one column: of the positive class), or values for the squared loss. */
  predictions: Float32Array;
  /** R x N x C */
  logits: Float32Array;
  /** Final parameters of each replica, in flat order. */
  parameters: Float32Array[];
  host: Host;
}

export interface RunOptions extends How {
  /** Also writes each replica's trail; costs time. */
  trail?: boolean;
}

/**
 * Trains and measures.
 *
 * The study fixes every bit of the result; `how` may change only the speed.
 *
 * @throws TypeError or RangeError for a bad study, before any training; DivergedError where a replica leaves the finite numbers; the
 *   signal's reason where the run is aborted
 */
export async function run(input: StudyInput = {}, how: RunOptions = {}): Promise<RunResult> {
  checkHow(how);
  const { kernels, reason } = await chooseKernels(how.kernels);
  const prepared = await prepare(input, how.pool?.workers ?? how.workers);
  return withPool(how, async (pool) => {
    const outcomes = await pool.train(prepared, { kernels, withTrail: how.trail ?? false, signal: how.signal, onProgress: how.onProgress });
    refuseDivergence(outcomes, prepared.study);
    return resultOf(prepared, outcomes, { ...hostOf(), kernels, reason, workers: pool.workers });
  });
}

/** Names the lowest-numbered diverged replica and its first step. */
function refuseDivergence(outcomes: readonly Outcome[], study: Study): void {
  const diverged = outcomes.find((outcome) => outcome.diverged);
  if (!diverged) return;
  const { step, quantity } = diverged.diverged!;
  const remedy = `optimizer.learningRate is ${study.optimizer.learningRate}; try a smaller one.`;
  throw new DivergedError(diverged.index, step, quantity, remedy);
}

function resultOf({ study, plan, dataset }: Prepared, outcomes: readonly Outcome[], host: Host): RunResult {
  const { task, inputs, classes, sha256, train, test } = dataset;
  const shape = { replicas: study.replicas, examples: test.count, columns: plan.sizes.at(-1)! };
  const predictions = joined(outcomes, "predictions");
  const logits = joined(outcomes, "logits");
  const kind = study.loss === "squared" ? "value" : "probability";
  const { measures, ties } = measureAll({
    predictions: { ...shape, values: predictions, kind },
    logits: study.loss === "squared" ? null : logits,
    labels: test.y,
    truth: test.truth,
    task,
    loss: study.loss,
  });
  const known = (estimate: Estimate): Estimate | null => (estimate.value === null ? null : estimate);
  return {
    study,
    fingerprint: studyFingerprint(outcomes),
    bits: BITS,
    data: { train: train.count, test: test.count, sha256, task, inputs, classes },
    loss: measures.loss,
    excessLoss: known(measures.excessLoss),
    irreproducibleShare: known(measures.irreproducibleShare),
    accuracy: known(measures.accuracy),
    predictionDifference: measures.predictionDifference,
    churn: known(measures.churn),
    measures,
    ties,
    replicas: outcomes.map(({ index, loss, digest, trail }) => ({ index, loss, fingerprint: bytesToHex(digest), ...(trail && { trail }) })),
    predictions,
    logits,
    parameters: outcomes.map((outcome) => outcome.parameters),
    host,
  };
}
