/** A family of two groups of examples, one of them rare in training: its truth differs by group. */
import * as v from "valibot";
import { cospi64, sinpi64 } from "../reference/float64.js";
import { between, integer, positive } from "../study/fields.js";
import type { Source } from "./source.js";
import { boxInputs, STREAM_PARTS, sigmoid64, sizeFields, syntheticSource, withCoins } from "./synthetic.js";

interface Parameters {
  dimension: number;
  minority: number;
  rotation: number;
  scale: number;
  noise: number;
  minorityNoise: number;
}

/**
 * Inputs uniform in [-1, 1), of which the last is the group, -1 the majority and 1 the minority. The logit is scale f,
 * f(x) = |u1 + u2/2| - 1/2, where u is (x1, x2) for the majority, and for the minority (x1, x2) turned by `rotation`
 * degrees: by 0 the two have the same truth, by 90 truths that are equally hard. Of the training examples a share
 * `minority` is of the minority; of all others every second one is, so that no group is measured on fewer.
 */
export const groups: Source = syntheticSource({
  name: "groups",
  fields: ({ noise }) => ({
    ...sizeFields(),
    dimension: v.optional(integer(3, 1000), 5),
    minority: v.optional(between(0, 0.5), 0.1),
    rotation: v.optional(between(-180, 180), 60),
    scale: v.optional(positive(), 4),
    noise: v.optional(between(0, 1), 0),
    minorityNoise: v.optional(between(0, 1), typeof noise === "number" ? noise : 0),
  }),
  products: () => 8,
  distribution(spec, key) {
    const { dimension, minority, rotation, scale, noise, minorityNoise } = spec as unknown as Parameters;
    const [cos, sin] = [cospi64(rotation / 180), sinpi64(rotation / 180)];
    const isOfMinority = (x: Float32Array) => x[dimension - 1] === 1;
    return {
      task: "binary",
      inputs: dimension,
      classes: 2,
      noise,
      draw(part, first, count) {
        const x = boxInputs(key, part, first, count, dimension);
        for (let n = 0; n < count; n++) {
          const at = n * dimension + dimension - 1;
          const isMinority = part === STREAM_PARTS.trainInputs ? (x[at]! + 1) / 2 < minority : (first + n) % 2 === 1;
          x[at] = isMinority ? 1 : -1;
        }
        return x;
      },
      truth(x) {
        const [a, b] = [x[0]!, x[1]!];
        return isOfMinority(x)
          ? [withCoins(sigmoid64(scale * folded(a * cos + b * sin, b * cos - a * sin)), minorityNoise, 2)]
          : [withCoins(sigmoid64(scale * folded(a, b)), noise, 2)];
      },
      group: (x) => (isOfMinority(x) ? "minority" : "majority"),
    };
  },
});

/** vee of two inputs. */
function folded(a: number, b: number): number {
  return Math.abs(a + b / 2) - 0.5;
}
