/** Clouds of points, one a class: alike in weight and spread, or uneven. */
import * as v from "valibot";
import { exp64, log64 } from "../reference/float64.js";
import { below, normal, type StreamKey, uniform, word } from "../reference/random.js";
import { between, integer, positive } from "../study/fields.js";
import type { Source } from "./source.js";
import {
  type Distribution,
  dimensionField,
  STREAM_PARTS,
  sizeFields,
  syntheticSource,
  withCoins,
} from "./synthetic.js";

interface Parameters {
  dimension: number;
  classes: number;
  spread: number;
  noise: number;
}

interface UnevenParameters extends Parameters {
  spreadStep: number;
  oddWeight: number;
}

/** The cloud of a class. */
interface Cloud {
  mean: number[];
  /** Standard deviation of each column. */
  spread: number;
  /** Logarithm of weight / spread^dimension, up to what is the same for all. */
  height: number;
}

/** From the first word of a block to the cloud of an example. */
type Choice = (drawn: number) => Cloud;

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
  products,
  distribution(spec, key) {
    const { dimension, classes, spread, noise } = spec as unknown as Parameters;
    const clouds = drawMeans(key, classes, dimension).map((mean) => ({ mean, spread, height: 0 }));
    return cloudsOf(key, clouds, noise, (drawn) => clouds[below(classes, drawn)]!);
  },
});

/**
 * The same with clouds that differ: class c has the standard deviation s_c = spread + spreadStep c, and the weight w_c,
 * 1 where c is even and `oddWeight` where it is odd. In the posterior e_c = w_c / s_c^dimension exp(-|x - mean_c|^2 /
 * (2 s_c^2)): classes are not equally hard, and none is as hard as another for its weight alone.
 */
export const unevenGaussians: Source = syntheticSource({
  name: "uneven_gaussians",
  fields: () => ({
    ...sizeFields(),
    dimension: v.optional(integer(1, 1000), 3),
    classes: v.optional(integer(2, 1000), 12),
    spread: v.optional(positive(), 0.15),
    spreadStep: v.optional(between(0, 1000000), 0.04),
    oddWeight: v.optional(positive(), 0.2),
    noise: v.optional(between(0, 1), 0),
  }),
  products,
  distribution(spec, key) {
    const { dimension, classes, spread, spreadStep, oddWeight, noise } = spec as unknown as UnevenParameters;
    const weights = Array.from({ length: classes }, (_, c) => (c % 2 === 0 ? 1 : oddWeight));
    const clouds = drawMeans(key, classes, dimension).map((mean, c) => {
      const own = spread + spreadStep * c;
      return { mean, spread: own, height: log64(weights[c]!) - dimension * log64(own) };
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return cloudsOf(key, clouds, noise, (drawn) => {
      const place = uniform(drawn) * total;
      let reached = 0;
      for (let c = 0; c < classes - 1; c++) {
        reached += weights[c]!;
        if (place < reached) return clouds[c]!;
      }
      return clouds[classes - 1]!;
    });
  },
});

function products(spec: object): number {
  const { classes, dimension } = spec as Parameters;
  return 10 * classes * dimension;
}

/** What is drawn of some clouds, and what is true of it. */
function cloudsOf(key: StreamKey, clouds: readonly Cloud[], noise: number, choose: Choice): Distribution {
  const classes = clouds.length;
  const dimension = clouds[0]!.mean.length;
  return {
    task: classes === 2 ? "binary" : "classes",
    inputs: dimension,
    classes,
    noise,
    draw: (part, first, count) => drawClouds(key, part, first, count, dimension, choose),
    truth(x) {
      const probabilities = posterior(x, clouds).map((probability) => withCoins(probability, noise, classes));
      return classes === 2 ? probabilities.slice(1) : probabilities;
    },
  };
}

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
  dimension: number,
  choose: Choice,
): Float32Array {
  const x = new Float32Array(count * dimension);
  for (let n = 0; n < count; n++) {
    const block = (first + n) * (dimension + 1);
    const { mean, spread } = choose(word(key, part, 2 * block));
    for (let k = 0; k < dimension; k++) {
      const place = 2 * (block + 1 + k);
      x[n * dimension + k] = mean[k]! + spread * normal(word(key, part, place), word(key, part, place + 1));
    }
  }
  return x;
}

/** Bayes; the largest exponent is subtracted first. */
function posterior(x: Float32Array, clouds: readonly Cloud[]): number[] {
  const exponents = clouds.map(({ mean, spread, height }) => {
    let squares = 0;
    for (let k = 0; k < mean.length; k++) squares += (x[k]! - mean[k]!) * (x[k]! - mean[k]!);
    return height - squares / (2 * spread * spread);
  });
  const largest = exponents.reduce((a, b) => Math.max(a, b));
  const weights = exponents.map((exponent) => exp64(exponent - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
