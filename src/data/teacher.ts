import * as v from "valibot";
import { tanh64 } from "../reference/float64.js";
import { normal, type StreamKey, word } from "../reference/random.js";
import { wrongValue } from "../study/errors.js";
import { integer, oneOf } from "../study/fields.js";
import { layersOf, type Parameters } from "../study/layers.js";
import { boxInputs, dimensionField, STREAM_PARTS, type Surface, surfaceFamily } from "./synthetic.js";

/** Points over which the output of the network is brought to mean 0 and standard deviation 1/2. */
const PROBES = 1024;

/** A narrow relu network may be drawn with no unit that is ever active. */
const DEAD = [
  "study.data",
  "a teacher whose output varies",
  "one whose hidden units are all inactive",
  "Take another data seed, wider layers, or activation tanh.",
] as const;

interface DrawnLayer {
  outputs: number;
  /** Rows of outputs, one for each input. */
  W: Float64Array;
  b: Float64Array;
}

/**
 * f(x) = (net(x) - mean) / (2 sd): a random network of any depth and width. A weight is sqrt(g/I) times a normal, I the
 * inputs of the layer, and a bias is a normal. g is 2 for relu and 1 for tanh, which keeps the units of about one size
 * through the depth, and 12 in the first layer: an input of the box has variance 1/3, and units twice as steep as their
 * inputs are wide bend inside the box. mean and sd are those of net over 1,024 points of the box, so that no draw is
 * nearly constant or one-sided.
 */
export const teacher = surfaceFamily({
  name: "teacher",
  own: {
    dimension: dimensionField(),
    hidden: v.optional(
      v.pipe(
        v.array(integer(1, 1000), "an array of widths"),
        v.check((widths) => widths.length <= 8, "at most 8 hidden layers"),
      ),
      [16, 16],
    ),
    activation: v.optional(oneOf("tanh", "relu"), "tanh"),
  },
  products: ({ dimension, hidden }) => layersOf([dimension, ...hidden, 1], []).reduce((sum, { work }) => sum + work, 0),
  *surface({ dimension, hidden, activation }, key) {
    const layers = yield* drawLayers(key, [dimension, ...hidden, 1], activation === "relu" ? 2 : 1);
    const squash = activation === "relu" ? (z: number) => Math.max(z, 0) : tanh64;
    const net = networkOf(layers, squash);
    const probes = boxInputs(key, STREAM_PARTS.probe, 0, PROBES, dimension);
    const outputs: number[] = [];
    for (let n = 0; n < PROBES; n++) {
      outputs.push(net(probes.subarray(n * dimension, (n + 1) * dimension)));
      yield;
    }
    if (outputs.every((output) => output === outputs[0])) throw wrongValue(...DEAD);
    const mean = outputs.reduce((sum, output) => sum + output, 0) / PROBES;
    const deviation = Math.sqrt(outputs.reduce((sum, output) => sum + (output - mean) * (output - mean), 0) / PROBES);
    return (x) => (net(x) - mean) / (2 * deviation);
  },
});

/** Position p of the flat parameter list (W1 as I rows of O, b1, W2, ...) is drawn by block p of the constants. */
function* drawLayers(key: StreamKey, widths: number[], gain: number): Generator<void, DrawnLayer[]> {
  const draw = (p: number, scale: number) =>
    scale * normal(word(key, STREAM_PARTS.constants, 2 * p), word(key, STREAM_PARTS.constants, 2 * p + 1));
  const layers: DrawnLayer[] = [];
  for (const { inputs, outputs, parameters } of layersOf(widths, [])) {
    const [weights, biases] = parameters as [Parameters, Parameters];
    const spread = Math.sqrt((layers.length === 0 ? 12 : gain) / inputs);
    const W = new Float64Array(weights.length);
    for (let i = 0; i < W.length; i++) {
      W[i] = draw(weights.offset + i, spread);
      if (i % outputs === 0) yield;
    }
    const b = Float64Array.from({ length: biases.length }, (_, o) => draw(biases.offset + o, 1));
    layers.push({ outputs, W, b });
  }
  return layers;
}

/** The network as a function, in f64; hidden layers are squashed, the last one is not. One sum a unit is all it keeps. */
function networkOf(layers: readonly DrawnLayer[], squash: (z: number) => number): Surface {
  const sums = layers.map(({ outputs }) => new Float64Array(outputs));
  return (x) => {
    let a: ArrayLike<number> = x;
    for (let l = 0; l < layers.length; l++) {
      const { outputs, W, b } = layers[l]!;
      const z = sums[l]!;
      z.set(b);
      for (let i = 0, w = 0; i < a.length; i++) {
        const value = a[i]!;
        for (let o = 0; o < outputs; o++) z[o]! += value * W[w++]!;
      }
      if (l < layers.length - 1) for (let o = 0; o < outputs; o++) z[o] = squash(z[o]!);
      a = z;
    }
    return a[0]!;
  };
}
