import * as v from "valibot";
import { exp64 } from "../reference/float64.js";
import { below, normal, type StreamKey, uniform, word } from "../reference/random.js";
import { between, integer, positive } from "../study/fields.js";
import type { Source } from "./source.js";
import { dimensionField, STREAM_PARTS, sizeFields, syntheticSource, withCoins } from "./synthetic.js";

interface Parameters {
  dimension: number;
  classes: number;
  spread: number;
  noise: number;
}

/**
 * C clouds of equal weight and of standard deviation `spread` about means drawn uniformly from [-1, 1)^dimension. The
 * truth is the posterior
 * p_c = e_c / (e_0 + e_1 + ...), e_c = exp(-|x - mean_c|^2 / (2 spread^2)), with a share `noise` of the labels replaced
 * by any class.
 * The label is drawn from the posterior at x and not from the cloud that x came from: the joint distribution is the
 * same, and noise moves no input.
 */
export const gaussians: Source = syntheticSource({
  name: "gaussians",
  fields: () => ({
    ...sizeFields(),
    dimension: dimensionField(),
    classes: v.optional(integer(2, 1000), 3),
    spread: v.optional(positive(), 0.5),
    noise: v.optional(between(0, 1), 0),
  }),
  products(spec) {
    const { classes, dimension } = spec as unknown as Parameters;
    return 10 * classes * dimension;
  },
  distribution(spec, key) {
    const { dimension, classes, spread, noise } = spec as unknown as Parameters;
    const means = drawMeans(key, classes, dimension);
    return {
      task: classes === 2 ? "binary" : "classes",
      inputs: dimension,
      classes,
      noise,
      draw: (part, first, count) => drawClouds(key, part, first, count, means, spread),
      truth(x) {
        const probabilities = posterior(x, means, spread).map((probability) => withCoins(probability, noise, classes));
        return classes === 2 ? probabilities.slice(1) : probabilities;
      },
    };
  },
});

/**
 * Mean of class c, column k: word c * 1000 + k of the constants, so that another class or column moves none of the
 * others.
 */
export function drawMeans(key: StreamKey, classes: number, dimension: number): number[][] {
  return Array.from({ length: classes }, (_, c) =>
    Array.from({ length: dimension }, (_, k) => 2 * uniform(word(key, STREAM_PARTS.constants, c * 1000 + k)) - 1),
  );
}

/**
 * Block n * (dimension + 1) of the part chooses the cloud of example n by its first word; the blocks after it are the
 * normals of its columns.
 */
function drawClouds(
  key: StreamKey,
  part: number,
  first: number,
  count: number,
  means: number[][],
  spread: number,
): Float32Array {
  const dimension = means[0]!.length;
  const x = new Float32Array(count * dimension);
  for (let n = 0; n < count; n++) {
    const block = (first + n) * (dimension + 1);
    const mean = means[below(means.length, word(key, part, 2 * block))]!;
    for (let k = 0; k < dimension; k++) {
      const place = 2 * (block + 1 + k);
      x[n * dimension + k] = mean[k]! + spread * normal(word(key, part, place), word(key, part, place + 1));
    }
  }
  return x;
}

/** Bayes with equal weights; the largest exponent is subtracted first. */
function posterior(x: Float32Array, means: number[][], spread: number): number[] {
  const exponents = means.map((mean) => {
    let squares = 0;
    for (let k = 0; k < mean.length; k++) squares += (x[k]! - mean[k]!) * (x[k]! - mean[k]!);
    return -squares / (2 * spread * spread);
  });
  const largest = exponents.reduce((a, b) => Math.max(a, b));
  const weights = exponents.map((exponent) => exp64(exponent - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
