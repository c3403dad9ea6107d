import { dimensionField, surfaceFamily } from "./synthetic.js";

/**
 * f(x) = 1/2 (2 x1)(2 x2)...: the sign is the parity of the signs of the inputs, smooth across the axes. The mean of
 * |f| is 1/2 in any dimension.
 */
export const xor = surfaceFamily({
  name: "xor",
  summary: "the parity of the signs of the inputs",
  own: { dimension: dimensionField() },
  surface: () => (x) => {
    let product = 0.5;
    for (const value of x) product *= 2 * value;
    return product;
  },
});
