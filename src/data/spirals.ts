import * as v from "valibot";
import { cospi64, sinpi64 } from "../reference/float64.js";
import { within } from "../study/fields.js";
import { surfaceFamily } from "./synthetic.js";

/**
 * f(x) = r cos(angle - 2 pi turns r) = x1 cos(2 pi turns r) + x2 sin(2 pi turns r), r = |x|: positive along one spiral
 * arm, negative along the other. `turns` is the number of turns from the centre to radius 1.
 */
export const spirals = surfaceFamily({
  name: "spirals",
  summary: "two interleaved spiral arms",
  own: { turns: v.optional(within(0, 100), 1) },
  surface:
    ({ turns }) =>
    (x) => {
      const x1 = x[0]!;
      const x2 = x[1]!;
      const halfTurns = 2 * turns * Math.sqrt(x1 * x1 + x2 * x2);
      return x1 * cospi64(halfTurns) + x2 * sinpi64(halfTurns);
    },
});
