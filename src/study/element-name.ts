/**
 * What a parameter is called in a message.
 */
import { endOf, type Layer } from "./layers.js";

/** `layer 1, W[4,9]` for a flat position; layers are counted from 1. */
export function elementName(position: number, layers: readonly Layer[]): string {
  const index = layers.findIndex(({ parameters }) => position < endOf(parameters.at(-1)!));
  const { name, offset, shape } = layers[index]!.parameters.find((run) => position < endOf(run))!;
  return `layer ${index + 1}, ${name}[${indicesOf(shape, position - offset).join()}]`;
}

/** The indices of a position in an array of that shape, row by row. */
export function indicesOf(shape: readonly number[], position: number): number[] {
  let rest = position;
  const indices = [...shape].reverse().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return at;
  });
  return indices.reverse();
}
