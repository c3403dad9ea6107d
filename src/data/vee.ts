import { projection } from "./projection.js";
import { dimensionField, surfaceFamily } from "./synthetic.js";

/** f(x) = |x1 + x2/2 + x3/4 + ...| - 1/2: the simplest truth that needs a nonlinearity. */
export const vee = surfaceFamily({
  name: "vee",
  summary: "a V-shaped logit: two half-planes folded along a line",
  own: { dimension: dimensionField() },
  surface: () => (x) => Math.abs(projection(x)) - 0.5,
});
