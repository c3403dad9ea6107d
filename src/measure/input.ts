/**
 * Predictions beside what is known about the evaluated examples: their labels, and on synthetic data the truth they
 * were drawn from.
 */
import type { Task } from "../study/study.js";
import type { LossName } from "../study/variants/losses.js";
import type { Predictions, Shape } from "./predictions.js";

/** What is known beside predictions, and what they are for. */
export interface Known {
  /** Length N: 0 or 1, or the class index; for regression the targets, N x C. */
  labels?: ArrayLike<number> | null;
  /** Two classes: P(y = 1), length N. More: N x C probabilities. Regression: the noiseless targets, N x C. */
  truth?: Float64Array | null;
  task: Task;
  loss: LossName;
}

export interface MeasureInput extends Known {
  predictions: Predictions;
  /** R x N x C; makes decisions and log-probabilities exact where probabilities have been rounded to 0, .5 or 1. */
  logits?: Float32Array | null;
}

/** True probability of class c of example n out of the truth (length N: P(y = 1); or N x C). */
export function trueProbability(truth: Float64Array, examples: number, n: number, c: number): number {
  if (truth.length === examples) return c === 1 ? truth[n]! : 1 - truth[n]!;
  return truth[(n * truth.length) / examples + c]!;
}

/** What the predictions of a replica would be if they were the truth (N x C). */
export function truePredictions(truth: Float64Array, { examples, columns }: Shape): Float64Array {
  if (truth.length === examples * columns) return truth;
  return new Float64Array(examples * columns).map((_, i) =>
    trueProbability(truth, examples, Math.floor(i / columns), columns === 1 ? 1 : i % columns),
  );
}

/** The targets of the squared loss (N x C): given, or 1 in the column of the label's class and 0 elsewhere. */
export function targets(labels: ArrayLike<number>, { examples, columns }: Shape): Float64Array {
  if (labels.length === examples * columns) return Float64Array.from(labels);
  return new Float64Array(examples * columns).map((_, i) => (labels[Math.floor(i / columns)] === i % columns ? 1 : 0));
}
