/**
 * The schemes for drawing initial weights and biases: what each takes. Their formulas are in reference/initial.ts.
 *
 * Source: glorot is Glorot and Bengio 2010; he is He et al. 2015; lecun is LeCun et al. 1998.
 */
import { wrongValue } from "../errors.js";
import { gain, real, size } from "./ranges.js";
import { type Resolved, resolveVariant, type VariantTable } from "./table.js";

/** A scheme as a user writes it: an omitted parameter has its default. */
export type SchemeInput =
  | {
      name: "glorot_uniform" | "glorot_normal" | "he_uniform" | "he_normal" | "lecun_uniform" | "lecun_normal";
      /** Multiplies the spread of the draws. Default 1; a number from 1e-40 up to, but not including, 1000000. */
      gain?: number;
    }
  | {
      name: "uniform";
      /** The least value. Default -0.05; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      low?: number;
      /** The largest value, low or more. Default 0.05; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      high?: number;
    }
  | {
      name: "normal";
      /** The mean of the draws. Default 0; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      mean?: number;
      /** Their standard deviation. Default 0.05; 0 or a number from 1e-45 to 1000000. */
      stddev?: number;
    }
  | {
      name: "constant";
      /** The value of every parameter. Default 0; a number from -1e+30 to 1e+30, 0 or at least 1e-45 in size. */
      value?: number;
    }
  | {
      name: "zeros";
    };

/** A scheme with every parameter filled in. */
export type Scheme = Resolved<SchemeInput>;

/**
 * Initial parameters in a file of arrays, .npz or safetensors, by the names and in the layout of PyTorch, Keras or an
 * export. A resolved study has the numbers in place of it.
 */
export type InitialFile =
  | {
      /** Its path. */
      file: string;
    }
  | {
      /** Its content. */
      bytes: Uint8Array;
    };

/** Parameters, each with its range and default. */
export const SCHEMES: VariantTable<Scheme> = {
  glorot_uniform: { gain: gain(1) },
  glorot_normal: { gain: gain(1) },
  he_uniform: { gain: gain(1) },
  he_normal: { gain: gain(1) },
  lecun_uniform: { gain: gain(1) },
  lecun_normal: { gain: gain(1) },
  uniform: { low: real(-0.05), high: real(0.05) },
  normal: { mean: real(0), stddev: size(0.05) },
  constant: { value: real(0) },
  zeros: {},
};

/**
 * Of what was written for weights or biases.
 * @throws InputError for a wrong type, an unknown name or parameter, and a wrong value
 */
export function resolveScheme(written: unknown, fallback: Scheme["name"], path: string): Scheme {
  const scheme = resolveVariant(SCHEMES, written, { name: fallback }, path);
  if (scheme.name === "uniform" && scheme.low > scheme.high) {
    throw wrongValue(`${path}.high`, `a number from ${scheme.low}, the low end`, String(scheme.high));
  }
  return scheme;
}
