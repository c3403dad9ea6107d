/**
 * The study: plain JSON that fixes every bit of a result. Its shape; defaults and validation stand in resolve.ts.
 *
 * A `Study` has every field filled in. What a user writes is a `StudyInput`: every field may be left out, and a variant
 * `{ name, ...params }` may be a bare name.
 */
import type { Arithmetic, ArithmeticInput, ArithmeticProfile } from "./arithmetic.js";
import type { EarlyStopping, EarlyStoppingInput } from "./early-stopping.js";
import type { Factor } from "./factors.js";
import type { Dropout, DropoutInput, Oracle, OracleInput, Ulp, UlpInput } from "./noise.js";
import type { Numbers } from "./numbers.js";
import type { Activation, ActivationInput } from "./variants/activations.js";
import type { Data, DataInput, DataName } from "./variants/data.js";
import type { LossName } from "./variants/losses.js";
import type { Optimizer, OptimizerInput } from "./variants/optimizers.js";
import type { Schedule, ScheduleInput } from "./variants/schedules.js";
import type { InitialFile, Scheme, SchemeInput } from "./variants/schemes.js";

/** What the labels are: two classes, more classes, or real targets. */
export type Task = "binary" | "classes" | "regression";

/** Data of whatever source, resolved or not. */
export interface DataSpec {
  /** Of the family or of the format. */
  name: string;
  [parameter: string]: unknown;
}

/** Initial parameters of one layer as they are written. */
export interface GivenLayerInput {
  /** Weights: I rows of O finite numbers, I the inputs and O the outputs of the layer. */
  W: readonly Numbers[];
  /** Biases: O finite numbers. */
  b: Numbers;
}

/** Given initial parameters of one layer: W as I rows of O, b of length O. */
export interface GivenLayer {
  /** Weights: I rows of O. */
  W: number[][];
  /** Biases, O of them. */
  b: number[];
}

/** How parameters begin: drawn by schemes, or given layer by layer. */
export type Initial =
  | {
      /** What draws the weights. */
      weights: Scheme;
      /** What draws the biases. */
      biases: Scheme;
    }
  | GivenLayer[];

/** Initial parameters as they are written: an omitted scheme is the default one. */
export interface InitialInput {
  /** Default glorot_uniform, to which a gain without a name belongs. */
  weights?:
    | Scheme["name"]
    | SchemeInput
    | {
        name?: "glorot_uniform";
        /** Multiplies the spread of the draws. Default 1; a number from 1e-40 up to, but not including, 1000000. */
        gain?: number;
      };
  /** Default zeros. */
  biases?: Scheme["name"] | SchemeInput;
}

/**
 * What a user writes: every field may be left out, and a variant may be a bare name. All input is checked when it is
 * used, so parsed JSON, `any` to TypeScript, is fine.
 */
export interface StudyInput {
  /** A synthetic family, a file, or given numbers. Default vee. */
  data?: DataName | DataInput;
  /** Widths of the hidden layers, 0 to 8 of them. Default [8], of a file [16]; integers from 1 to 65536. */
  hidden?: readonly number[];
  /** The activation of every hidden layer. Default relu. */
  activation?: ActivationInput["name"] | ActivationInput;
  /** Default by the task: logistic for two classes, softmax for more, squared for targets. */
  loss?: LossName;
  /**
   * Weights of the classes in training, by class index; "balanced" is N / (C N_c). Training divides them by their mean.
   * Default null, all alike; numbers from 1e-9 to 1000000000 or 0, one a class.
   */
  classWeights?: "balanced" | Numbers | null;
  /** Default adagrad with rate 0.1, of a file adam with rate 0.01. */
  optimizer?: Optimizer["name"] | OptimizerInput;
  /** How the learning rate changes with the steps. Default constant. */
  schedule?: Schedule["name"] | ScheduleInput;
  /** Largest norm of the gradient, which is scaled down to it. Default null, no limit; 1e-45 up to 1e30. */
  clipNorm?: number | null;
  /** A scheme for the weights, schemes for both, given layers, or their file. Default glorot_uniform, biases zeros. */
  initial?: Scheme["name"] | InitialInput | readonly GivenLayerInput[] | InitialFile;
  /** Examples per step. Default 1, of a file 32; an integer from 1 to N, the number of training examples. */
  batchSize?: number;
  /** Passes over the training examples. Default 1, of a file 30; an integer from 1 to 1000000. */
  epochs?: number;
  /** Stops each replica when its validation loss improves no more, and keeps its best epoch. Default null, never. */
  earlyStopping?: EarlyStoppingInput | null;
  /** Examples among which the next is drawn: 1 is file order. Default N, a full shuffle; an integer from 1 to N. */
  shuffleWindow?: number;
  /** Draw from a streaming buffer of a window, or shuffle inside consecutive blocks of it. Default buffer. */
  shuffleForm?: "buffer" | "block";
  /** Whether each epoch has an order of its own. Default true. */
  reshuffle?: boolean;
  /** The examples of each step, counted from 0, in place of epochs and shuffling. Default null. */
  order?: readonly (readonly number[])[] | null;
  /** The noise factors that differ between replicas; [] is the control. Default all that are not given. */
  vary?: readonly Factor[];
  /** Levels of a crossed grid, in place of `vary` and `replicas`. Default null; integers from 1 to 65536. */
  design?: Readonly<Partial<Record<Factor, number>>> | null;
  /** Number of networks to train. Default 16; an integer from 1 to 1000000. */
  replicas?: number;
  /** The seed of all random streams. Default 0; an integer from 0 to 2^53 - 1. */
  seed?: number;
  /** Seeds of single streams, in place of `seed`. Default {}; integers from 0 to 2^53 - 1. */
  seeds?: Readonly<Partial<Record<"data" | Factor, number>>>;
  /** Share of training labels that become another class; of targets the standard deviation of noise. Default 0; 0 or a number from 1e-45 to 1, of targets to 1000000. */
  labelNoise?: number | null;
  /** Standard deviation of normal noise on the inputs of each training example. Default 0; 0 or a number from 1e-45 to 1000000. */
  inputNoise?: number | null;
  /** Whether the training examples are drawn from the training set with replacement, as many as it has. Default false. */
  resample?: boolean | null;
  /** The same as `inputNoise`, drawn anew in each epoch. Default 0; 0 or a number from 1e-45 to 1000000. */
  augment?: number | null;
  /** Share of the units of each hidden layer, and of the inputs, that are left out of a step. Default 0, none. */
  dropout?: DropoutInput | null;
  /** Passes with dropout of whose mean logits predictions are made. Default 0, they drop none; an integer from 0 to 10000. */
  mcPasses?: number | null;
  /** One parameter that is moved to a neighbour among the float32 numbers. Default null, none. */
  ulp?: UlpInput | null;
  /** A start or gradients that are off by as much. Default null, exact ones. */
  oracle?: OracleInput["name"] | OracleInput | null;
  /** Simulated arithmetic: how training takes its sums, in place of the contract. Default null, the contract. */
  arithmetic?: ArithmeticProfile | readonly ArithmeticProfile[] | ArithmeticInput | null;
}

/** A study with every field filled in but noise that is off: of the same fields as `StudyInput`, which says what they are. */
export interface Study {
  data: Data;
  hidden: number[];
  activation: Activation;
  loss: LossName;
  classWeights: "balanced" | number[] | null;
  optimizer: Optimizer;
  schedule: Schedule;
  clipNorm: number | null;
  initial: Initial;
  batchSize: number;
  epochs: number;
  earlyStopping: EarlyStopping | null;
  shuffleWindow: number;
  shuffleForm: "buffer" | "block";
  reshuffle: boolean;
  order: number[][] | null;
  vary: Factor[];
  design: Partial<Record<Factor, number>> | null;
  replicas: number;
  seed: number;
  seeds: Partial<Record<"data" | Factor, number>>;
  labelNoise?: number;
  inputNoise?: number;
  resample?: true;
  augment?: number;
  dropout?: Dropout;
  mcPasses?: number;
  ulp?: Ulp;
  oracle?: Oracle;
  arithmetic?: Arithmetic;
}
