/**
 * What the page and its worker say to each other: the page asks, the worker answers, one at a time. Plain data.
 */
import type {
  Dataset,
  Diff,
  Estimate,
  Flips,
  familyNames,
  Link,
  LinkCheck,
  Refusal,
  Study,
  StudyInput,
  Task,
  taskLosses,
  variantNames,
} from "doppelgrad";
import type { SweepAxes } from "doppelgrad/sweep";
import type { CorpusReport } from "../corpus/corpus.js";
import type { EpochReport } from "./epochs.js";

/** What is drawn: a plane of the inputs, or the test examples themselves. */
export type View = PlaneView | CellView;

interface Drawn {
  /** Replicas whose maps are requested. */
  maps: number[];
  /** Replicas whose networks are drawn, too. */
  networks?: number[];
  /** Whether the difference of each test example is requested, too. */
  differences?: boolean;
}

export interface PlaneView extends Drawn {
  of: "plane";
  /**
   * Points of a side; point (row, column) is row * grid + column, row 0 at the top (largest second input). Centres of
   * cells.
   */
  grid: number;
  /**
   * The inputs along the two sides, e.g. [0, 1]. With one input the same number twice: the map is then one row,
   * [1][grid].
   */
  axes: [number, number];
  /** Lower and upper end along the first and the second axis. */
  ranges: [[number, number], [number, number]];
  /** Value of each input, where it is not on an axis. */
  fixed: number[];
}

/** A cell each of `ActiveStudy.cells`, in that order. */
export interface CellView extends Drawn {
  of: "cells";
}

export type Ask =
  /**
   * Replaces what was open, once it is there. What is foreign may cost no more than a link. Answers ActiveStudy.
   */
  | { say: "open"; study: StudyInput; foreign: boolean }
  /** Trains so many steps, or those that are left, or those for which there is time, and looks. Answers Frame. */
  | { say: "advance"; steps: number; view: View }
  /**
   * Goes to a step, backwards or forwards, or towards it where that is far, and looks. Answers Frame; asked again until
   * it is there.
   */
  | { say: "seek"; step: number; view: View }
  /** Answers one prediction a replica, [replicas][columns]. */
  | { say: "predict"; x: number[] }
  /** What is true on a view's points, [points][columns], or null where that is not known. Answers Float32Array. */
  | { say: "truth"; view: View }
  /** The fingerprint of the step that is shown. Answers 64 hex digits. */
  | { say: "fingerprint" }
  /** Keeps what the replicas predict at the step that is shown, to be compared with. Answers null. */
  | { say: "pin" }
  /** The step that is shown against what was pinned. Answers Comparison. */
  | { say: "compare" }
  /** Which test examples flip at the step that is shown. Answers FlipsReport. */
  | { say: "flips" }
  /**
   * Trains a study from the start for a link that opens on `page`; the open one is not touched. Answers its address.
   */
  | { say: "link"; study: StudyInput; step: number; page: string }
  /** Reads the link in an address, without training. Answers Link. */
  | { say: "read"; url: string }
  /** Trains a link again. Answers LinkCheck. */
  | { say: "check"; link: Link }
  /** Trains a study whole and records its losses after each epoch. Answers EpochReport. */
  | { say: "epochs"; study: StudyInput }
  /** Trains settings of a study, and answers each as soon as it is there. Answers null. */
  | { say: "sweep"; study: StudyInput; axes: SweepAxes }
  /** Trains the golden corpus. Answers CorpusReport. */
  | { say: "corpus" };

/** How far a job is. */
export interface Progress {
  done: number;
  total: number;
  /** Of a sweep: a setting that is done. */
  setting?: SettingReport;
}

/** What was pinned (A) against what is shown (B), as `diff` says it. */
export type Comparison = Pick<Diff, "replicas" | "paired" | "measures" | "verdict">;

/** A setting of a sweep. */
export interface SettingReport {
  /** The fields in which it differs from the others. */
  fields: StudyInput;
  /** null where it failed. */
  predictionDifference: Estimate | null;
  loss: Estimate | null;
  fingerprint: string | null;
  /** Why it has no numbers; null where it has. */
  failed: string | null;
}

export type Answer =
  | { progress: Progress }
  | {
      value:
        | ActiveStudy
        | Frame
        | Float32Array
        | number[][]
        | string
        | Link
        | LinkCheck
        | CorpusReport
        | FlipsReport
        | EpochReport
        | Comparison
        | null;
    }
  /** An ask that failed; with what the SDK refused, where it did. */
  | { message: string; refusal: Refusal | null };

export interface ShownExamples {
  count: number;
  /** [count][inputs] */
  x: Float32Array;
  /** [count]: 0 or 1, the class, or the first target. */
  y: Float32Array;
}

/** The study in training, with what the page shows of its data. */
export interface ActiveStudy
  extends Pick<Dataset, "task" | "inputs" | "inputNames" | "classNames" | "decided" | "preprocessing"> {
  /** The study with every default filled in. */
  study: Study;
  /** All its steps. */
  steps: number;
  stepsPerEpoch: number;
  /** Predictions of an example: 1, or the classes. */
  columns: number;
  replicas: number;
  /** Parameters of one replica. */
  parameterCount: number;
  train: ShownExamples;
  /**
   * All test examples, or where there are many some in even distances, in the order of their labels; `index` is their
   * place in the test set.
   */
  cells: ShownExamples & { index: Uint32Array };
  testCount: number;
  /** Whether it is known what a perfect model would predict: of the synthetic families. */
  hasTruth: boolean;
  /** The names that a study may choose from. */
  choices: typeof variantNames & { family: typeof familyNames; lossOfTask: (typeof taskLosses)[Task] };
}

/** The test examples on which replicas answer differently. */
export interface FlipsReport {
  /** Those that flip most, as many as the page shows. */
  table: Flips;
  /** Whether their rows are those of a file. */
  byRow: boolean;
  /** All that flip, as a file. */
  csv: string;
}

/** A network as it is drawn: its parameters, and what its units give. Of a wide layer these are the first units. */
export interface NetworkFrame {
  replica: number;
  /** From the inputs on: weights [inputs][outputs], biases [outputs]. */
  layers: { inputs: number; outputs: number; weights: Float32Array; biases: Float32Array }[];
  /** Columns and rows of its maps: a coarser grid of the plane, or fewer of the cells. */
  across: number;
  down: number;
  /** Fewer than across * down where the last row of cells ends early. */
  points: number;
  /** Of each hidden layer the pre-activations, [units][points]. */
  before: Float32Array[];
  /** Of the inputs and each hidden layer what goes on to the next one, [units][points]. */
  values: Float32Array[];
  /** [points][columns] */
  predictions: Float32Array;
}

/** A replica that left the finite numbers. */
export interface Diverged {
  replica: number;
  step: number;
  quantity: string;
}

/** How things stand after a step. */
export interface Frame {
  step: number;
  /** Mean test loss of each replica, on the labels. */
  losses: number[];
  /** On the test set, as the SDK measures it; null for one replica, and where one diverged. */
  predictionDifference: number | null;
  /** Its 95% interval; null there too, for two replicas, and where it is 0. */
  interval: [low: number, high: number] | null;
  /** null for one replica, where one diverged, and where nothing is decided. */
  churn: number | null;
  /** Whether all replicas have the same parameters, bit for bit. */
  identical: boolean;
  /**
   * One map a requested replica, [maps][points][columns], points being [grid][grid] or the cells: P(y = 1), the
   * probabilities of the classes, or the value.
   */
  maps: Float32Array;
  /** Prediction difference at each point over all replicas: see disagreement.ts. */
  disagreement: Float32Array;
  /** The same of each of `cells`, where it is requested. */
  differences: Float32Array | null;
  /** Those that are requested. */
  networks: NetworkFrame[];
  /** After the last step: that the replicas are no better than the best constant, in a sentence; else null. */
  nothingLearned: string | null;
  /** Replicas that left the finite numbers up to this step, the earliest first. */
  diverged: Diverged[];
}
