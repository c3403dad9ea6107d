/**
 * The expected logistic loss of replicas under known probabilities.
 *
 * With P(y = 1) = q at an input whose logit is z:  q softplus(-z) + (1 - q) softplus(z) = softplus(z) - q z.
 * An evaluation on labels 0 gives the mean of softplus(z): correctly rounded f32 terms, summed in f64 in the order of
 * the inputs; from it goes the mean of q z, which are f64, summed in the same order.
 * Checked: tests/train/expected-loss.test.ts against src/measure/loss.ts.
 */

/**
 * Adds q z of some inputs to the sums of replicas whose logits lie side by side.
 * @param first the first of the inputs
 * @param at the first of the replicas
 */
export function addProducts(
  sums: Float64Array,
  at: number,
  lanes: number,
  truth: Float64Array,
  first: number,
  logits: Float32Array,
): void {
  for (let k = 0, n = first; k < logits.length; n++) {
    const q = truth[n]!;
    for (let lane = at; lane < at + lanes; lane++) sums[lane]! += q * logits[k++]!;
  }
}
