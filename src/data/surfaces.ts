/**
 * The two simplest families whose truth is one function f of the inputs: f is the logit of class 1, or the noiseless
 * target of a regression. (curves.ts has more of them.)
 */
import { dimensionField, surfaceFamily } from "./synthetic.js";

/** The sum of x[k] / 2^k, k = 0, 1, ..., in f64. */
export function projection(x: Float32Array): number {
  let sum = 0;
  let weight = 1;
  for (let k = 0; k < x.length; k++) {
    sum += weight * x[k]!;
    weight /= 2;
  }
  return sum;
}

/** f(x) = x1 + x2/2 + x3/4 + ...: the control, a truth that a network without hidden units can represent. */
export const linear = surfaceFamily({
  name: "linear",
  own: { dimension: dimensionField() },
  surface: () => projection,
});

/** f(x) = |x1 + x2/2 + x3/4 + ...| - 1/2: the simplest truth that needs a nonlinearity. */
export const vee = surfaceFamily({
  name: "vee",
  own: { dimension: dimensionField() },
  surface: () => (x) => Math.abs(projection(x)) - 0.5,
});
