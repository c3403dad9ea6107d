/**
 * What a run is: its study, what was measured, every replica, and the fingerprint of all of it.
 */
import type { Preprocessing } from "../data/preprocessing.js";
import type { FurtherMeasures } from "../further/further.js";
import type { GroupMeasures } from "../measure/by-group.js";
import type { MeasureName } from "../measure/names.js";
import type { Estimate } from "../statistics/estimate.js";
import type { Study, Task } from "../study/study.js";
import type { Curves, Epochs } from "../train/epochs.js";
import type { Host } from "./host.js";

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
  /** The measures of each group of test examples; only where the data have a column of groups. */
  groups?: GroupMeasures[];
  /** Further measures; only where they were asked for. */
  further?: FurtherMeasures;
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
