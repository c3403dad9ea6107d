/**
 * The study: plain JSON that fixes every bit of a result. This file holds its shape; defaults and validation stand in
 * resolve.ts.
 *
 * A `Study` has every field filled in. What a user writes is a `StudyInput`: every field may be left out, and a variant
 * `{ name, ...params }` may be a bare name.
 */
import type { Factor } from "./factors.js";
import type { Activation } from "./variants/activations.js";
import type { LossName } from "./variants/losses.js";
import type { Optimizer } from "./variants/optimizers.js";
import type { Schedule } from "./variants/schedules.js";
import type { Scheme } from "./variants/schemes.js";

/** What the labels are: two classes, more classes, or real targets. */
export type Task = "binary" | "classes" | "regression";

/** The data: a synthetic family with its parameters, `{ name: "csv", ... }` or `{ name: "given", ... }`. */
export interface DataSpec {
  name: string;
  [parameter: string]: unknown;
}

/** Given initial parameters of one layer: W as I rows of O, b of length O. */
export interface GivenLayer {
  W: number[][];
  b: number[];
}

export type Initial = { weights: Scheme; biases: Scheme } | GivenLayer[];

export interface Study {
  data: DataSpec;
  /** Widths of the hidden layers, 0 to 8 of them. */
  hidden: number[];
  activation: Activation;
  loss: LossName;
  optimizer: Optimizer;
  schedule: Schedule;
  /** Largest norm of the gradient, or null for no clipping. */
  clipNorm: number | null;
  initial: Initial;
  batchSize: number;
  epochs: number;
  /** 1 is file order, the number of training examples a full shuffle. */
  shuffleWindow: number;
  shuffleForm: "buffer" | "block";
  /** false repeats the order of epoch 0 in every epoch. */
  reshuffle: boolean;
  /** Given order: the examples of step 0, of step 1, ... instead of epochs and shuffling; null for none. */
  order: number[][] | null;
  /** The noise factors that differ between replicas. */
  vary: Factor[];
  /** A crossed grid of levels instead of `vary`; null for none. */
  design: Partial<Record<Factor, number>> | null;
  replicas: number;
  seed: number;
  /** Seeds of single streams, in place of `seed`. */
  seeds: Partial<Record<"data" | Factor, number>>;
}
