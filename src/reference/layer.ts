/**
 * A layer by its kind: the one place that knows which formulas a kind has.
 *
 * Shapes: x, dX: B x inputs; z, dz: B x outputs; parameters and their gradient by name, as views of the flat list.
 */
import type { Layer, LayerKind } from "../study/layers.js";
import { dense } from "./dense.js";

/** The parameters of a layer, or their gradient, by name. */
export type Views = Record<string, Float32Array>;

export interface LayerFormulas {
  /** From x to z. */
  forward(z: Float32Array, x: Float32Array, p: Views, B: number, layer: Layer): void;
  /** From dz to the gradient of the parameters. */
  backwardParameters(dp: Views, x: Float32Array, dz: Float32Array, B: number, layer: Layer): void;
  /** From dz to the gradient of x. */
  backwardInputs(dX: Float32Array, dz: Float32Array, p: Views, B: number, layer: Layer): void;
}

export const FORMULAS: Record<LayerKind, LayerFormulas> = { dense };

/** The parameters of a layer in a flat list. */
export function viewsOf({ parameters }: Layer, flat: Float32Array): Views {
  return Object.fromEntries(
    parameters.map(({ name, offset, length }) => [name, flat.subarray(offset, offset + length)]),
  );
}
