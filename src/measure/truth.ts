/**
 * What the truth of synthetic data says about losses before any model is trained. Losses in nats (logistic, softmax) or
 * squared units of the target (mean over columns).
 */
import { log64 } from "../reference/float64.js";
import type { LossName } from "../study/variants/losses.js";

/**
 * Loss of the best constant prediction minus loss of the truth itself, in expectation under the truth: what there is to
 * learn. Log losses: mean_n KL(q_n, qbar); squared: mean over columns of the variance over examples (divisor N).
 * `truth` as in Evaluation, for `examples` examples.
 */
export function bestConstantExcess(truth: Float64Array, examples: number, loss: LossName): number {
  const columns = truth.length / examples;
  const mean = new Float64Array(columns);
  for (let i = 0; i < truth.length; i++) mean[i % columns] = mean[i % columns]! + truth[i]!;
  for (let c = 0; c < columns; c++) mean[c] = mean[c]! / examples;
  if (loss !== "squared") return Math.max(0, meanEntropy(mean, 1) - meanEntropy(truth, examples));
  let squares = 0;
  for (let i = 0; i < truth.length; i++) squares += (truth[i]! - mean[i % columns]!) * (truth[i]! - mean[i % columns]!);
  return squares / truth.length;
}

/**
 * Expected loss of the truth itself on class labels: mean entropy for the log losses, mean over columns of q (1-q) for
 * the squared loss on 0/1 targets. (Not for regression, whose noise is not part of the truth.)
 */
export function lossOfTruth(truth: Float64Array, examples: number, loss: LossName): number {
  if (loss !== "squared") return meanEntropy(truth, examples);
  let sum = 0;
  for (const q of truth) sum += q * (1 - q);
  return sum / truth.length;
}

/** mean_n of -sum_c q log q, a single column q standing for (1-q, q); 0 log 0 = 0. */
export function meanEntropy(truth: Float64Array, examples: number): number {
  let sum = 0;
  for (const q of truth) {
    sum -= term(q);
    if (truth.length === examples) sum -= term(1 - q);
  }
  return sum / examples;
}

function term(q: number): number {
  return q > 0 ? q * log64(q) : 0;
}
