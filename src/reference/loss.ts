/**
 * Losses of one example and their gradient: docs/arithmetic.md section 6, step 2.
 *
 * Shapes: z, dz, probabilities: C; y: one value (0 or 1, or the class) for logistic and softmax, C values for squared.
 * Order: sums over the outputs start at +0 and go upwards; every operation is rounded to f32.
 * Checked: tests/reference/loss.test.ts.
 */
import type { LossName } from "../study/variants/losses.js";
import { exp, sigmoid } from "./math/exponential.js";
import { log, softplus } from "./math/logarithm.js";

const f32 = Math.fround;

/**
 * Loss of one example (f32, not divided by the batch) and its share of the gradient of the mean over the batch.
 *
 * @param z logits
 * @param y target
 * @param batch b, the number of examples of the batch
 */
export function lossAndGradient(
  loss: LossName,
  z: Float32Array,
  y: Float32Array,
  batch: number,
): { loss: number; dz: Float32Array } {
  switch (loss) {
    case "logistic":
      return logistic(z[0]!, y[0]!, batch);
    case "squared":
      return squared(z, y, batch);
    case "softmax":
      return softmax(z, y[0]!, batch);
  }
}

/**
 * The prediction of one example: probability of label 1 (logistic), of each class (softmax), or the values (squared).
 */
export function probabilities(loss: LossName, z: Float32Array): Float32Array {
  switch (loss) {
    case "logistic":
      return Float32Array.of(sigmoid(z[0]!));
    case "squared":
      return z.slice();
    case "softmax":
      return shares(z).p;
  }
}

/** Beyond this f32 has no fraction left, and a logit says nothing any more. */
const LARGEST_LOGIT = 16777216;

/**
 * Whether a logit is finite and, where it stands for a probability, below 2^24 in size; a replica with another has
 * diverged.
 */
export function logitInRange(loss: LossName, z: number): boolean {
  return loss === "squared" ? Number.isFinite(z) : Math.abs(z) < LARGEST_LOGIT;
}

function logistic(z: number, y: number, batch: number): { loss: number; dz: Float32Array } {
  return {
    loss: y === 1 ? softplus(-z) : softplus(z),
    dz: Float32Array.of(f32(f32(sigmoid(z) - y) / f32(batch))),
  };
}

function squared(z: Float32Array, y: Float32Array, batch: number): { loss: number; dz: Float32Array } {
  const outputs = z.length;
  const dz = new Float32Array(outputs);
  let sum = 0;
  for (let c = 0; c < outputs; c++) {
    const d = f32(z[c]! - y[c]!);
    sum = f32(sum + f32(d * d));
    dz[c] = f32(f32(2 * d) / f32(batch * outputs));
  }
  return { loss: f32(sum / f32(outputs)), dz };
}

function softmax(z: Float32Array, y: number, batch: number): { loss: number; dz: Float32Array } {
  const { p, largest, sum } = shares(z);
  return {
    loss: f32(log(sum) - f32(z[y]! - largest)),
    dz: p.map((share, c) => f32(f32(share - (c === y ? 1 : 0)) / f32(batch))),
  };
}

/** p_c = e_c / s, e_c = exp(z_c - m), m the largest logit, s the sum of e. */
function shares(z: Float32Array): { p: Float32Array; largest: number; sum: number } {
  let largest = z[0]!;
  for (const logit of z) largest = logit > largest ? logit : largest;
  const e = z.map((logit) => exp(f32(logit - largest)));
  let sum = 0;
  for (const term of e) sum = f32(sum + term);
  return { p: e.map((term) => f32(term / sum)), largest, sum };
}
