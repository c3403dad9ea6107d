/**
 * The kinds of layer, and the layers of a study: what everything that walks over parameters walks over.
 *
 * A new kind is a row here, its formulas in reference/, its kernels in assembly/.
 */
import type { Initial } from "./study.js";
import type { Scheme } from "./variants/schemes.js";

/** Parameters of one name in one layer: a run of the flat list, row by row. */
export interface Parameters {
  name: string;
  /** Position of the first one. */
  offset: number;
  shape: number[];
  length: number;
  /** Inputs and outputs that the scheme takes for its scale. */
  fanIn: number;
  fanOut: number;
  /** What draws them; null where the study gives them. */
  scheme: Scheme | null;
}

export interface Layer {
  kind: LayerKind;
  /** The number that names its kind in the kernels. */
  code: number;
  inputs: number;
  outputs: number;
  /** In their order in the flat list. */
  parameters: Parameters[];
  /** Multiplications of one example, forward. */
  work: number;
}

/** What a kind says of a layer of so many inputs and outputs. */
interface KindRow {
  /** The number that names it in the kernels: assembly/layer.ts. */
  code: number;
  parameters(
    inputs: number,
    outputs: number,
  ): (Pick<Parameters, "name" | "shape" | "fanIn" | "fanOut"> & {
    /** Which scheme of `study.initial` draws them. */
    drawnAs: "weights" | "biases";
  })[];
  work(inputs: number, outputs: number): number;
}

export const LAYER_KINDS = {
  dense: {
    code: 0,
    parameters: (inputs, outputs) => [
      { name: "W", shape: [inputs, outputs], fanIn: inputs, fanOut: outputs, drawnAs: "weights" },
      { name: "b", shape: [outputs], fanIn: inputs, fanOut: outputs, drawnAs: "biases" },
    ],
    work: (inputs, outputs) => inputs * outputs,
  },
} satisfies Record<string, KindRow>;

export type LayerKind = keyof typeof LAYER_KINDS;

/**
 * The layers of a network, from its inputs on.
 * @param widths [inputs, ...hidden, outputs]
 */
export function layersOf(widths: readonly number[], initial: Initial): Layer[] {
  let offset = 0;
  return widths.slice(1).map((outputs, below): Layer => {
    const inputs = widths[below]!;
    const kind = "dense";
    const row: KindRow = LAYER_KINDS[kind];
    const parameters = row.parameters(inputs, outputs).map(({ drawnAs, ...parameter }) => {
      const length = parameter.shape.reduce((product, size) => product * size, 1);
      const scheme = Array.isArray(initial) ? null : initial[drawnAs];
      return { ...parameter, offset: (offset += length) - length, length, scheme };
    });
    return { kind, code: row.code, inputs, outputs, parameters, work: row.work(inputs, outputs) };
  });
}

/** The position behind the last one. */
export function endOf({ offset, length }: Pick<Parameters, "offset" | "length">): number {
  return offset + length;
}
