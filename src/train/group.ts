/**
 * A group: replicas that train side by side in the lanes of one kernel, or one by one in the reference. What the pool,
 * the trainer and the tests see is the same for every kernel.
 */

import type { Build } from "../kernel/load.js";
import type { Divergence, LabelledExamples, Snapshot } from "../reference/trainer.js";
import type { Evaluated } from "./setting.js";

/** Which implementation trains. All give the same bits. */
export type Backend = Build | "reference";

/** All backends, the fastest first. */
export const BACKENDS = ["simd", "scalar", "reference"] as const satisfies readonly Backend[];

/** What an evaluation of one replica gives. */
export interface Evaluation {
  /** [count][outputs]. */
  logits: Float32Array;
  /** [count][outputs]: probabilities (one output: of the positive class), or values for the squared loss. */
  predictions: Float32Array;
  /** Mean over the examples, on their labels, in double precision. */
  loss: number;
}

export interface Group {
  /** Replicas that it can train at once. */
  readonly lanes: number;
  /** Steps done since `start`. */
  readonly step: number;
  /** Begins with these replicas, at most `lanes` of them, at step 0. */
  start(replicas: readonly number[]): void;
  /** Puts the replicas of `start` at a step, as `snapshot` found them there. */
  restore(step: number, snapshots: readonly Snapshot[]): void;
  /** Trains so many steps, or those that are left. */
  advance(steps: number): void;
  /** Of the lane-th replica of `start`. */
  snapshot(lane: number): Snapshot;
  /** Mean loss on the labels of the last batch, before its update; NaN before the first. */
  batchLoss(lane: number): number;
  /** The first divergence in training, or null. */
  diverged(lane: number): Divergence | null;
  /**
   * Logits, predictions and mean losses of the replicas of `start`, in their order. Pauses between pieces of the
   * examples.
   */
  evaluation(examples: LabelledExamples): Generator<void, Evaluation[]>;
  /** The same, without a pause. */
  evaluate(examples: LabelledExamples): Evaluation[];
  /** The expected logistic losses of some lanes of `start` under known probabilities (expected-loss.ts). */
  expectedLosses(
    evaluated: Pick<Evaluated, "count" | "x" | "truth">,
    wanted: readonly number[],
  ): Generator<void, number[]>;
}
