import { projection } from "./projection.js";
import { dimensionField, surfaceFamily } from "./synthetic.js";

/** f(x) = x1 + x2/2 + x3/4 + ...: the control, a truth that a network without hidden units can represent. */
export const linear = surfaceFamily({
  name: "linear",
  summary: "a linear logit",
  own: { dimension: dimensionField() },
  surface: () => projection,
});
