/**
 * What there is to learn of synthetic data: how far the best constant prediction is from the truth.
 */
import type { LossName } from "../study/variants/losses.js";
import { meanEntropy } from "./loss.js";

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
