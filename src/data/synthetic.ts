/**
 * What the synthetic families share: the parts of the data stream, drawing inputs and labels, and families given by one
 * function.
 *
 * Word j of a part belongs to a place (example, column) that does not depend on the number of examples, so changing the
 * size of one split moves nothing else, and changing the noise moves no input.
 */
import * as v from "valibot";
import { finish } from "../host/slices.js";
import { exp64 } from "../reference/float64.js";
import { normal, type StreamKey, streamKey, uniform, words } from "../reference/random.js";
import { wrongValue } from "../study/errors.js";
import { between, integer, oneOf, positive } from "../study/fields.js";
import { LARGEST } from "../study/plan.js";
import type { DataSpec, Task } from "../study/study.js";
import type { Dataset, Split } from "./dataset.js";
import type { EvaluationInputs, Source } from "./source.js";

/** Parts of the data stream (docs/arithmetic.md section 3). */
export const STREAM_PARTS = {
  trainInputs: 0,
  trainLabels: 1,
  testInputs: 2,
  testLabels: 3,
  constants: 4,
  split: 5,
  probe: 6,
  evaluation: 7,
  validation: 8,
} as const;

/** Key of the data stream; data is the same for all replicas, so its level is 0. */
export function dataKey(seed: number): StreamKey {
  return streamKey(seed, "data", 0);
}

/** Fields of every synthetic family: the sizes of the splits. */
export function sizeFields() {
  return { train: v.optional(integer(1, 1000000), 6000), test: v.optional(integer(1, 1000000), 1000) };
}

/** The field `dimension`, the number of inputs. */
export function dimensionField() {
  return v.optional(integer(1, 1000), 2);
}

/** Refuses more inputs than fit. */
function checkSize(spec: DataSpec, path: string): void {
  const { train, test, dimension = 2 } = spec as unknown as { train: number; test: number; dimension?: number };
  if ((train + test) * dimension <= LARGEST) return;
  throw wrongValue(path, `(train + test) * dimension of at most ${LARGEST}`, `(${train} + ${test}) * ${dimension}`);
}

/** How a family draws its examples, and what is true of them. */
export interface Distribution {
  task: Task;
  inputs: number;
  /** 2 for binary, 0 for regression. */
  classes: number;
  /** Regression: the standard deviation added to the target. Else already part of the truth. */
  noise: number;
  /** Inputs of `count` examples of a part from the `first` on, count x inputs. */
  draw(part: number, first: number, count: number): Float32Array;
  /** At the inputs of one example: [P(y = 1)], the class probabilities, or [the noiseless target]. */
  truth(x: Float32Array): number[];
  /** The group of an example, where the family has some. */
  group?(x: Float32Array): string;
}

/** A distribution with the multiplications that one of its examples takes, about. */
type OpenDistribution = Distribution & { products: number };

/**
 * A synthetic family as a source of data: its distribution, for the parameters of a resolved spec and the key of the
 * data stream, says all.
 */
export function syntheticSource(
  family: Required<Pick<Source, "name" | "fields" | "products">> & {
    distribution(spec: DataSpec, key: StreamKey): Distribution | Generator<void, Distribution>;
  },
): Source {
  const { distribution, ...named } = family;
  function* opened(spec: DataSpec, key: StreamKey): Generator<void, OpenDistribution> {
    return { ...(yield* inPieces(distribution(spec, key))), products: named.products(spec) };
  }
  return {
    ...named,
    check: checkSize,
    *make(spec, seed) {
      const key = dataKey(seed);
      return yield* drawDataset(spec, key, yield* opened(spec, key));
    },
    evaluation(spec, seed, count) {
      return finish(drawInputs(finish(opened(spec, dataKey(seed))), STREAM_PARTS.evaluation, count));
    },
    truth: (spec, seed) => finish(opened(spec, dataKey(seed))).truth,
  };
}

/** What is there, or what is made in pieces. */
function* inPieces<Made extends object>(made: Made | Generator<void, Made>): Generator<void, Made> {
  return Symbol.iterator in made ? yield* made : made;
}

/** Draws both splits of a family. */
function* drawDataset(
  spec: DataSpec,
  key: StreamKey,
  distribution: OpenDistribution,
): Generator<void, Omit<Dataset, "sha256">> {
  const { train, test } = spec as unknown as { train: number; test: number };
  return {
    name: spec.name,
    task: distribution.task,
    inputs: distribution.inputs,
    classes: distribution.classes,
    targets: 1,
    classNames: null,
    inputNames: null,
    train: yield* drawSplit(key, distribution, train, STREAM_PARTS.trainInputs, STREAM_PARTS.trainLabels),
    test: yield* drawSplit(key, distribution, test, STREAM_PARTS.testInputs, STREAM_PARTS.testLabels),
  };
}

/** Numbers drawn and multiplications of a piece: some milliseconds. */
const PIECE = 32768;

/** The first `count` inputs of a part, and what is true there. */
function* drawInputs(distribution: OpenDistribution, part: number, count: number): Generator<void, EvaluationInputs> {
  const columns = distribution.task === "classes" ? distribution.classes : 1;
  const most = Math.max(1, Math.floor(PIECE / (distribution.inputs + columns + distribution.products)));
  const x = new Float32Array(count * distribution.inputs);
  const truth = new Float64Array(count * columns);
  /** An example, copied: so many views would take longer than what is made of them. */
  const row = new Float32Array(distribution.inputs);
  for (let first = 0; first < count; first += most) {
    const end = Math.min(first + most, count);
    x.set(distribution.draw(part, first, end - first), first * distribution.inputs);
    for (let n = first; n < end; n++) {
      for (let k = 0; k < row.length; k++) row[k] = x[n * row.length + k]!;
      const its = distribution.truth(row);
      for (let c = 0; c < columns; c++) truth[n * columns + c] = its[c]!;
    }
    yield;
  }
  return { count, x, truth };
}

function* drawSplit(
  key: StreamKey,
  distribution: OpenDistribution,
  count: number,
  inputPart: number,
  labelPart: number,
): Generator<void, Split> {
  const { x, truth } = yield* drawInputs(distribution, inputPart, count);
  const columns = truth.length / count;
  const y = new Float32Array(count);
  const each = distribution.task === "regression" ? 2 : 1;
  const most = Math.max(1, Math.floor(PIECE / (columns + 2)));
  let drawn: Uint32Array = new Uint32Array(0);
  for (let n = 0; n < count; n++) {
    if (n % most === 0) {
      drawn = words(key, labelPart, n * each, Math.min(most, count - n) * each);
      yield;
    }
    y[n] = labelOf(distribution, truth, n * columns, drawn, (n % most) * each);
  }
  const { group, inputs } = distribution;
  const groups = group && Array.from(y, (_, n) => group(x.subarray(n * inputs, (n + 1) * inputs)));
  return { count, x, y, truth, ...(groups && { groups }) };
}

/** The label of one example: what is true of it is at a place, and one word, or two for a regression, at another. */
function labelOf(
  { task, classes, noise }: Distribution,
  truth: Float64Array,
  at: number,
  drawn: Uint32Array,
  word: number,
): number {
  if (task === "regression") return truth[at]! + noise * normal(drawn[word]!, drawn[word + 1]!);
  const u = uniform(drawn[word]!);
  if (task === "binary") return u < truth[at]! ? 1 : 0;
  let reached = 0;
  for (let c = 0; c < classes - 1; c++) {
    reached += truth[at + c]!;
    if (u < reached) return c;
  }
  return classes - 1;
}

/**
 * Inputs of `count` examples from the `first` on, uniform in [-1, 1): word (example * dimension + column) of the part
 * gives 2u - 1, exact in float32.
 */
export function boxInputs(key: StreamKey, part: number, first: number, count: number, dimension: number): Float32Array {
  const drawn = words(key, part, first * dimension, count * dimension);
  const x = new Float32Array(drawn.length);
  for (let index = 0; index < x.length; index++) x[index] = 2 * uniform(drawn[index]!) - 1;
  return x;
}

/** The probability of a class when a share `noise` of the labels is replaced by a class drawn at random. */
export function withCoins(probability: number, noise: number, classes: number): number {
  return (1 - noise) * probability + noise / classes;
}

/** 1 / (1 + e^-z) in f64, for any size of z. */
export function sigmoid64(z: number): number {
  return 1 / (1 + exp64(-z));
}

/** A function of the inputs of one example; its values are of the order of 1. */
export type Surface = (x: Float32Array) => number;

/**
 * A family whose inputs are uniform in [-1, 1)^dimension and whose truth is one function f of them. With task "binary"
 * P(y = 1) = (1 - noise) sigmoid(scale f(x)) + noise/2; with task "regression" the target is scale f(x), and noise is
 * the standard deviation of what is added to it.
 * @param own fields beside the shared ones; without `dimension` there are 2 inputs
 * @param surface f for these parameters, or what makes it in pieces; constants of the family's own are drawn from the
 * stream of the key
 * @param products multiplications of one f, about; by default one an input
 */
export function surfaceFamily<const Own extends v.ObjectEntries>(family: {
  name: string;
  own: Own;
  surface(
    parameters: v.InferOutput<v.ObjectSchema<Own, undefined>>,
    key: StreamKey,
  ): Surface | Generator<void, Surface>;
  products?(parameters: v.InferOutput<v.ObjectSchema<Own, undefined>>): number;
}): Source {
  type Shared = { dimension?: number; task: "binary" | "regression"; scale: number; noise: number };
  return syntheticSource({
    name: family.name,
    fields({ task }) {
      const real = task === "regression";
      return {
        ...sizeFields(),
        ...family.own,
        task: v.optional(oneOf("binary", "regression"), "binary"),
        scale: v.optional(positive(), real ? 1 : 4),
        noise: real ? v.optional(between(0, 1000000), 0.1) : v.optional(between(0, 1), 0),
      };
    },
    products: (spec) => {
      const { dimension = 2 } = spec as unknown as Shared;
      return family.products?.(spec as unknown as v.InferOutput<v.ObjectSchema<Own, undefined>>) ?? dimension;
    },
    *distribution(spec, key) {
      const { dimension = 2, task, scale, noise } = spec as unknown as Shared;
      const parameters = spec as unknown as v.InferOutput<v.ObjectSchema<Own, undefined>>;
      const surface = yield* inPieces(family.surface(parameters, key));
      const target: Surface = (x) => scale * surface(x);
      return {
        task,
        inputs: dimension,
        classes: task === "binary" ? 2 : 0,
        noise,
        draw: (part, first, count) => boxInputs(key, part, first, count, dimension),
        truth: task === "binary" ? (x) => [withCoins(sigmoid64(target(x)), noise, 2)] : (x) => [target(x)],
      };
    },
  });
}
