/**
 * The weights of a model as arrays with names, in the layout and by the names of a PyTorch state dict: weights are
 * outputs x inputs.
 */
import type { NamedArray } from "../exchange/named-array.js";
import { viewsOf } from "../reference/layer.js";
import type { Layer } from "../study/layers.js";
import type { Model } from "./model.js";

/** `layers.0.weight`, `layers.0.bias`, ...; of several replicas each with `replicas.3.` before it. */
export function stateDict({ layers, replicas }: Model, isOne: boolean): NamedArray[] {
  return replicas.flatMap(({ index, parameters }) =>
    layers.flatMap((layer, at) => {
      const { W, b } = viewsOf(layer, parameters);
      const name = `${isOne ? "" : `replicas.${index}.`}layers.${at}`;
      return [
        { name: `${name}.weight`, shape: [layer.outputs, layer.inputs], values: transposed(W!, layer) },
        { name: `${name}.bias`, shape: [layer.outputs], values: b! },
      ];
    }),
  );
}

/** From inputs x outputs to outputs x inputs. */
function transposed(W: Float32Array, { inputs, outputs }: Layer): Float32Array {
  return Float32Array.from(W, (_, k) => W[(k % inputs) * outputs + Math.floor(k / inputs)]!);
}

/** All parameters of all replicas one below the other, with the place of each: the columns of a table. */
export interface ParameterTable {
  replica: Int32Array;
  /** From 1, as messages count layers. */
  layer: Int32Array;
  /** W or b. */
  parameter: string[];
  /** Row of W; null for biases. */
  input: (number | null)[];
  output: Int32Array;
  value: Float32Array;
}

export function parameterTable({ layers, replicas }: Model): ParameterTable {
  const places = layers.flatMap((layer, at) =>
    layer.parameters.flatMap(({ name, shape, length }) =>
      Array.from({ length }, (_, k) => {
        const [output, input] = [k % layer.outputs, shape.length === 1 ? null : Math.floor(k / layer.outputs)];
        return { layer: at + 1, parameter: name, input, output };
      }),
    ),
  );
  const each = <T>(look: (place: (typeof places)[number]) => T) => replicas.flatMap(() => places.map(look));
  return {
    replica: Int32Array.from(replicas.flatMap(({ index }) => places.map(() => index))),
    layer: Int32Array.from(each((place) => place.layer)),
    parameter: each((place) => place.parameter),
    input: each((place) => place.input),
    output: Int32Array.from(each((place) => place.output)),
    value: Float32Array.from(replicas.flatMap(({ parameters }) => [...parameters])),
  };
}
