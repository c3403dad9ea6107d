/**
 * Noise that a study switches on: docs/arithmetic.md section 14.
 *
 * Shapes: x [inputs] and y [columns] of one example; P parameters in their flat order.
 * Order: none; each draw depends on its place alone.
 * Checked: tests/reference/noise.test.ts, tests/independent/.
 */
import type { Layer } from "../study/layers.js";
import type { Dropout, Oracle, Ulp } from "../study/noise.js";
import { below, normal, type StreamKey, threefry, uniform, word } from "./random.js";

const f32 = Math.fround;

/** The example at a position of a training set that is drawn with replacement. */
export function resampled(key: StreamKey, position: number, count: number): number {
  return below(count, word(key, 0, position));
}

/**
 * The labels of training example n.
 * @param y of one column a class index or 0 and 1, of more the one-hot class; or targets
 * @param classes of the data; 0 where they are targets
 */
export function noisyLabels(y: Float32Array, n: number, amount: number, classes: number, key: StreamKey): Float32Array {
  if (classes === 0) {
    const stddev = f32(amount);
    return y.map((target, column) => f32(target + f32(stddev * drawn(key, 0, n * y.length + column))));
  }
  const [whether, which] = threefry(key[0], key[1], 0, n);
  if (!(uniform(whether) < f32(amount))) return y;
  const other = (label: number) => (label + 1 + below(classes - 1, which)) % classes;
  if (y.length === 1) return Float32Array.of(other(y[0]!));
  const wrong = new Float32Array(y.length);
  wrong[other(y.indexOf(1))] = 1;
  return wrong;
}

/** The inputs of training example n: part 0, or that of the epoch. */
export function noisyInputs(x: Float32Array, n: number, amount: number, key: StreamKey, part: number): Float32Array {
  const stddev = f32(amount);
  return x.map((input, i) => f32(input + f32(stddev * drawn(key, part, n * x.length + i))));
}

/** A normal number: of block `place` of a part. */
function drawn(key: StreamKey, part: number, place: number): number {
  return normal(...threefry(key[0], key[1], part, place));
}

/** What dropout makes of a value of unit `unit` of layer `layer` (0: the inputs), for example b of the batch of step t. */
export type Drop = (value: number, layer: number, b: number, unit: number) => number;

export function dropping({ inputs, hidden }: Dropout, layers: readonly Layer[], key: StreamKey, t: number): Drop {
  const rates = [inputs, ...hidden];
  // The units of the layers before each, and of all.
  const before = layers.map((_, index) => layers.slice(0, index).reduce((sum, layer) => sum + layer.inputs, 0));
  const units = layers.reduce((sum, layer) => sum + layer.inputs, 0);
  return (value, layer, b, unit) => {
    const rate = rates[layer]!;
    if (rate === 0) return value;
    const isKept = uniform(word(key, t, b * units + before[layer]! + unit)) >= f32(rate);
    return isKept ? f32(value * f32(1 / (1 - rate))) : 0;
  };
}

/** The parameter that is moved, and by how many float32 numbers. */
export function ulpMove({ ulps, parameter }: Ulp, count: number, key: StreamKey): { position: number; by: number } {
  const [which, whither] = threefry(key[0], key[1], 0, 0);
  return { position: parameter ?? below(count, which), by: whither < 2147483648 ? ulps : -ulps };
}

/** The float32 number that is `by` numbers above or below; the two zeros are one. */
export function neighbour(value: number, by: number): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  const place = (bits[0]! < 0 ? -(bits[0]! & 0x7fffffff) : bits[0]!) + by;
  bits[0] = place < 0 ? -place | 0x80000000 : place;
  return float[0]!;
}

/** A vector of norm `length` in a direction that is drawn, the same in every step. */
export function directionOf(length: number, count: number, key: StreamKey): Float32Array {
  const draws = Array.from({ length: count }, (_, p) => drawn(key, 0, p));
  const scale = f32(length / Math.sqrt(draws.reduce((sum, draw) => sum + draw * draw, 0)));
  return Float32Array.from(draws, (draw) => scale * draw);
}

/** What is added to the gradient of step t; null where the oracle is of another kind. */
export function gradientError({ name, delta }: Oracle, count: number, key: StreamKey, t: number): Float32Array | null {
  if (name === "start") return null;
  if (name === "gradient") return directionOf(delta, count, key);
  const scale = f32(delta / Math.sqrt(count));
  return Float32Array.from({ length: count }, (_, p) => scale * drawn(key, t + 1, p));
}
