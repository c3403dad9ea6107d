/** Whether a linear logit has converged: the size of the gradient of its mean log loss. */
import type { Split } from "../data/dataset.js";
import { exp64 } from "../reference/float64.js";

/**
 * Euclidean norm of the gradient of the mean logistic loss over all examples, in f64.
 * @param parameters weights of the inputs, then the bias
 */
export function gradientNorm(parameters: Float32Array, { count, x, y }: Split): number {
  const inputs = parameters.length - 1;
  const gradient = new Float64Array(parameters.length);
  for (let n = 0; n < count; n++) {
    let z = parameters[inputs]!;
    for (let i = 0; i < inputs; i++) z += x[n * inputs + i]! * parameters[i]!;
    const off = 1 / (1 + exp64(-z)) - y[n]!;
    for (let i = 0; i < inputs; i++) gradient[i] = gradient[i]! + x[n * inputs + i]! * off;
    gradient[inputs] = gradient[inputs]! + off;
  }
  return Math.sqrt(gradient.reduce((sum, each) => sum + (each / count) * (each / count), 0));
}
