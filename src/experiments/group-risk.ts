/**
 * The mean logistic loss of a group of examples as a function of the parameters of a tanh network, in f64: its gradient,
 * and the largest eigenvalue of its Hessian by power iteration. Products with the Hessian are exact: the R-operator of
 * Pearlmutter 1994, Fast Exact Multiplication by the Hessian.
 * Checked: tests/experiments/group-risk.test.ts.
 */
import { exp64, log1p64, tanh64 } from "../reference/float64.js";
import type { Layer } from "../study/layers.js";

/** Examples of a group: x is N x inputs, y is 0 or 1. */
export interface GroupExamples {
  count: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** The loss about some parameters. */
export interface LocalRisk {
  loss: number;
  /** Of each parameter. */
  gradient: Float64Array;
  /** The product of the Hessian with a vector. */
  timesHessian(vector: Float64Array): Float64Array;
}

type Numbers = ArrayLike<number>;

/**
 * @param layers dense ones, of which all but the last are squashed by tanh, and the last has one output
 * @param p parameters, in the order of the flat list
 */
export function riskAt(layers: readonly Layer[], p: Numbers, { count, x, y }: GroupExamples): LocalRisk {
  const outputs = layers.map((layer) => activations(layer, count));
  const offs = layers.map((layer) => activations(layer, count));
  const curvature = new Float64Array(count);
  const into = (l: number): Numbers => (l === 0 ? x : outputs[l - 1]!);
  const last = layers.length - 1;
  let loss = 0;
  for (const [l, layer] of layers.entries()) {
    addProducts(layer, count, outputs[l]!, into(l), p, true);
    if (l < last) outputs[l]!.forEach((z, k, all) => void (all[k] = tanh64(z)));
  }
  for (let n = 0; n < count; n++) {
    const z = outputs[last]![n]!;
    const small = exp64(-Math.abs(z));
    const chance = (z > 0 ? 1 : small) / (1 + small);
    loss += Math.max(z, 0) - y[n]! * z + log1p64(small);
    offs[last]![n] = (chance - y[n]!) / count;
    curvature[n] = small / ((1 + small) * (1 + small)) / count;
  }
  for (let l = last; l > 0; l--) {
    addBack(layers[l]!, count, offs[l - 1]!, offs[l]!, p);
    squashBack(offs[l - 1]!, outputs[l - 1]!);
  }
  const gradient = new Float64Array(p.length);
  for (const [l, layer] of layers.entries()) addOuter(layer, count, gradient, into(l), offs[l]!, true);

  return {
    loss: loss / count,
    gradient,
    timesHessian(vector) {
      const moved = layers.map((layer) => activations(layer, count));
      const movedOffs = layers.map((layer) => activations(layer, count));
      for (const [l, layer] of layers.entries()) {
        addProducts(layer, count, moved[l]!, into(l), vector, true);
        if (l > 0) addProducts(layer, count, moved[l]!, moved[l - 1]!, p, false);
        if (l < last) squashBack(moved[l]!, outputs[l]!);
      }
      for (let n = 0; n < count; n++) movedOffs[last]![n] = curvature[n]! * moved[last]![n]!;
      for (let l = last; l > 0; l--) {
        const below = movedOffs[l - 1]!;
        addBack(layers[l]!, count, below, movedOffs[l]!, p);
        addBack(layers[l]!, count, below, offs[l]!, vector);
        squashBack(below, outputs[l - 1]!);
        const back = activations(layers[l - 1]!, count);
        addBack(layers[l]!, count, back, offs[l]!, p);
        for (const [k, each] of back.entries())
          below[k] = below[k]! - 2 * outputs[l - 1]![k]! * moved[l - 1]![k]! * each;
      }
      const product = new Float64Array(p.length);
      for (const [l, layer] of layers.entries()) {
        addOuter(layer, count, product, into(l), movedOffs[l]!, true);
        if (l > 0) addOuter(layer, count, product, moved[l - 1]!, offs[l]!, false);
      }
      return product;
    },
  };
}

/** N x outputs of a layer. */
function activations({ outputs }: Layer, count: number): Float64Array {
  return new Float64Array(count * outputs);
}

/** z += a W, and the biases where these count. */
function addProducts(
  { inputs, outputs, parameters }: Layer,
  count: number,
  z: Float64Array,
  a: Numbers,
  p: Numbers,
  hasBias: boolean,
): void {
  const [W, b] = parameters.map(({ offset }) => offset) as [number, number];
  for (let n = 0; n < count; n++) {
    const to = n * outputs;
    for (let o = 0; hasBias && o < outputs; o++) z[to + o] = z[to + o]! + p[b + o]!;
    for (let i = 0; i < inputs; i++) {
      const from = a[n * inputs + i]!;
      for (let o = 0; o < outputs; o++) z[to + o] = z[to + o]! + from * p[W + i * outputs + o]!;
    }
  }
}

/** below += off W^T. */
function addBack(
  { inputs, outputs, parameters }: Layer,
  count: number,
  below: Float64Array,
  off: Float64Array,
  p: Numbers,
): void {
  const W = parameters[0]!.offset;
  for (let n = 0; n < count; n++)
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += off[n * outputs + o]! * p[W + i * outputs + o]!;
      below[n * inputs + i] = below[n * inputs + i]! + sum;
    }
}

/** Times the slope of tanh, where its value is known. */
function squashBack(off: Float64Array, value: Float64Array): void {
  for (const [k, a] of value.entries()) off[k] = off[k]! * (1 - a * a);
}

/** gradient += a^T off, and the biases where these count. */
function addOuter(
  { inputs, outputs, parameters }: Layer,
  count: number,
  gradient: Float64Array,
  a: Numbers,
  off: Float64Array,
  hasBias: boolean,
): void {
  const [W, b] = parameters.map(({ offset }) => offset) as [number, number];
  for (let n = 0; n < count; n++) {
    const from = n * outputs;
    for (let i = 0; i < inputs; i++) {
      const value = a[n * inputs + i]!;
      for (let o = 0; o < outputs; o++) {
        const at = W + i * outputs + o;
        gradient[at] = gradient[at]! + value * off[from + o]!;
      }
    }
    for (let o = 0; hasBias && o < outputs; o++) gradient[b + o] = gradient[b + o]! + off[from + o]!;
  }
}

/** By how much the eigenvalue moves in the last step at most, as a share, and steps after which none is waited for. */
const [STILL, LONGEST] = [1e-3, 200];

/** The largest eigenvalue of the Hessian; the iteration starts at the gradient. */
export function largestCurvature({ gradient, timesHessian }: Pick<LocalRisk, "gradient" | "timesHessian">): number {
  const first = largestInSize(timesHessian, gradient);
  // Where the largest in size is negative, all are moved up by its size, so that the largest becomes so in size.
  if (first >= 0) return first;
  const above = (vector: Float64Array) => timesHessian(vector).map((value, k) => value - first * vector[k]!);
  return largestInSize(above, gradient) + first;
}

function largestInSize(times: (vector: Float64Array) => Float64Array, start: Float64Array): number {
  let vector = unit(start);
  let found = 0;
  for (let step = 0; step < LONGEST; step++) {
    const product = times(vector);
    const before = found;
    found = product.reduce((sum, value, k) => sum + value * vector[k]!, 0);
    if (step > 0 && Math.abs(found - before) <= STILL * Math.abs(found)) break;
    vector = unit(product);
  }
  return found;
}

/** Euclidean. */
export function normOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

function unit(vector: Float64Array): Float64Array {
  const norm = normOf(vector);
  return norm === 0 ? vector : vector.map((value) => value / norm);
}
