/**
 * The families whose truth is one function f of the inputs, simplest first: f is the logit of class 1, or the noiseless
 * target of a regression. (curves.ts has those along curves.)
 */

import * as v from "valibot";
import { integer } from "../study/fields.js";
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

/**
 * f(x) = 1/2 (2 x1)(2 x2)...: the sign is the parity of the signs of the inputs, smooth across the axes. The mean of
 * |f| is 1/2 in any dimension.
 */
export const xor = surfaceFamily({
  name: "xor",
  own: { dimension: dimensionField() },
  surface: () => (x) => {
    let product = 0.5;
    for (const value of x) product *= 2 * value;
    return product;
  },
});

/**
 * f(x) climbs from -1 to 1 in `steps` equal levels: with s = x1 + x2/2 + x3/4 + ..., |s| <= reach = 2 - 2^(1-d), it is
 * 2 floor(steps t) / (steps - 1) - 1, t = (s/reach + 1)/2.
 */
export const staircase = surfaceFamily({
  name: "staircase",
  own: { dimension: dimensionField(), steps: v.optional(integer(2, 1000), 4) },
  surface: ({ dimension, steps }) => {
    const reach = projection(new Float32Array(dimension).fill(1));
    return (x) => {
      const level = Math.min(Math.floor((steps * (projection(x) / reach + 1)) / 2), steps - 1);
      return (2 * level) / (steps - 1) - 1;
    };
  },
});
