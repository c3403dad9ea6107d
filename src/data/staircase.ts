import * as v from "valibot";
import { integer } from "../study/fields.js";
import { projection } from "./projection.js";
import { dimensionField, surfaceFamily } from "./synthetic.js";

/**
 * f(x) climbs from -1 to 1 in `steps` equal levels: with s = x1 + x2/2 + x3/4 + ..., |s| <= reach = 2 - 2^(1-d), it is
 * 2 floor(steps t) / (steps - 1) - 1, t = (s/reach + 1)/2.
 */
export const staircase = surfaceFamily({
  name: "staircase",
  summary: "a logit that climbs in equal steps",
  own: { dimension: dimensionField(), steps: v.optional(integer(2, 1000), 4) },
  surface: ({ dimension, steps }) => {
    const reach = projection(new Float32Array(dimension).fill(1));
    return (x) => {
      const level = Math.min(Math.floor((steps * (projection(x) / reach + 1)) / 2), steps - 1);
      return (2 * level) / (steps - 1) - 1;
    };
  },
});
