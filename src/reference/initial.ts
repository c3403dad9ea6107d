/**
 * Initial parameters: docs/arithmetic.md section 4.
 *
 * Shapes: the flat list of the plan: W1 (I rows of O), b1 (O), W2, b2, ...
 * Order: none; the draw of a parameter depends on its flat position alone, so a layer put on top moves no other draw.
 * Source: glorot is Glorot and Bengio 2010; he is He et al. 2015; lecun is LeCun et al. 1998.
 * Checked: tests/reference/initial.test.ts.
 */
import type { Layer } from "../study/layers.js";
import type { GivenLayer, Initial } from "../study/study.js";
import type { Scheme } from "../study/variants/schemes.js";
import { normal, type StreamKey, threefry, uniform } from "./random.js";

const f32 = Math.fround;

/**
 * Parameters at the start: drawn by the schemes from the init stream, or the given ones, rounded to f32.
 *
 * @param layers those of the plan
 * @param key key of the init stream; unused where all layers are given
 */
export function initialParameters(layers: readonly Layer[], initial: Initial, key: StreamKey): Float32Array {
  if (Array.isArray(initial)) return givenParameters(layers, initial);
  const parameters: number[] = [];
  for (const { length, fanIn, fanOut, scheme } of layers.flatMap((layer) => layer.parameters)) {
    const draw = drawOf(scheme!, fanIn, fanOut);
    for (let i = 0; i < length; i++) parameters.push(drawn(draw, key, parameters.length));
  }
  return Float32Array.from(parameters);
}

/** Given parameters as the flat list, rounded to f32. */
export function givenParameters(layers: readonly Layer[], given: readonly GivenLayer[]): Float32Array {
  return Float32Array.from(
    layers.flatMap(({ parameters }, index) =>
      parameters.flatMap(({ name }) => given[index]![name as keyof GivenLayer].flat()),
    ),
  );
}

/** What a scheme draws, as the kernels take it: a kind and two f32 numbers. */
export interface Draw {
  kind: number;
  offset: number;
  scale: number;
}

/**
 * Kinds of draw. With u uniform and n normal:
 * constant offset; uniform offset + scale u; normal offset + scale n; symmetric scale (2u - 1); scaled scale n.
 */
const KIND = { constant: 0, uniform: 1, normal: 2, symmetric: 3, scaled: 4 } as const;

/** The draw of a scheme in a layer of I inputs and O outputs. */
export function drawOf(scheme: Scheme, I: number, O: number): Draw {
  switch (scheme.name) {
    case "zeros":
      return { kind: KIND.constant, offset: 0, scale: 0 };
    case "constant":
      return { kind: KIND.constant, offset: f32(scheme.value), scale: 0 };
    case "uniform":
      return { kind: KIND.uniform, offset: f32(scheme.low), scale: f32(scheme.high - scheme.low) };
    case "normal":
      return { kind: KIND.normal, offset: f32(scheme.mean), scale: f32(scheme.stddev) };
    case "glorot_uniform":
      return { kind: KIND.symmetric, offset: 0, scale: f32(scheme.gain * Math.sqrt(6 / (I + O))) };
    case "he_uniform":
      return { kind: KIND.symmetric, offset: 0, scale: f32(scheme.gain * Math.sqrt(6 / I)) };
    case "lecun_uniform":
      return { kind: KIND.symmetric, offset: 0, scale: f32(scheme.gain * Math.sqrt(3 / I)) };
    case "glorot_normal":
      return { kind: KIND.scaled, offset: 0, scale: f32(scheme.gain * Math.sqrt(2 / (I + O))) };
    case "he_normal":
      return { kind: KIND.scaled, offset: 0, scale: f32(scheme.gain * Math.sqrt(2 / I)) };
    case "lecun_normal":
      return { kind: KIND.scaled, offset: 0, scale: f32(scheme.gain * Math.sqrt(1 / I)) };
  }
}

/** The parameter at a flat position: block `position` of part 0 of the init stream. */
function drawn({ kind, offset, scale }: Draw, key: StreamKey, position: number): number {
  const [w0, w1] = threefry(key[0], key[1], 0, position);
  switch (kind) {
    case KIND.constant:
      return offset;
    case KIND.uniform:
      return f32(offset + f32(scale * uniform(w0)));
    case KIND.normal:
      return f32(offset + f32(scale * normal(w0, w1)));
    case KIND.symmetric:
      return f32(scale * f32(f32(2 * uniform(w0)) - 1));
    default:
      return f32(scale * normal(w0, w1));
  }
}
