/**
 * The expected logistic loss of the replicas of a group under known probabilities, by the kernels.
 *
 * With P(y = 1) = q at an input whose logit is z:  q softplus(-z) + (1 - q) softplus(z) = softplus(z) - q z.
 * An evaluation on labels 0 gives the mean of softplus(z): correctly rounded f32 terms, summed in f64 in the order of
 * the inputs; q z is f64.
 * Checked: tests/train/expected-loss.test.ts against src/measure/loss.ts.
 */
import type { Group } from "./group.js";
import type { Evaluated } from "./setting.js";

/** The mean over the inputs for each replica of the group, in their order. Pauses between pieces of the inputs. */
export function* expectedLosses(group: Group, { count, x, truth }: Evaluated): Generator<void, number[]> {
  const evaluations = yield* group.evaluation({ count, x, y: new Float32Array(count) });
  return evaluations.map(({ loss, logits }) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += truth[n]! * logits[n]!;
    return loss - sum / count;
  });
}
