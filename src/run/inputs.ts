/**
 * Inputs of a network as programs hold them.
 */
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { isArray } from "../study/fields.js";
import { isList, type NumberRange } from "../study/numbers.js";
import { readNumber, readRows } from "../study/rows.js";

/** A number that is finite in the precision of the net. */
export const FLOAT32: NumberRange = {
  least: -3.4028234663852886e38,
  most: 3.4028234663852886e38,
  what: "a number finite in float32",
};

/**
 * Inputs as rows or flat, in the precision of the net: [count][inputs].
 * @throws InputError with the path of what does not fit
 */
export function inputsIn(x: unknown, inputs: number, path: string): Float32Array {
  const what = `rows of ${inputs} ${inputs === 1 ? "input" : "inputs"}`;
  if (!isList(x)) throw wrongType(path, what, shown(x));
  if (isArray(x)) {
    if (x.length === 0) throw wrongValue(path, what, "none");
    const rows = new Float32Array(x.length * inputs);
    readRows(x, inputs, path, FLOAT32, rows, 0);
    return rows;
  }
  if (x.length === 0 || x.length % inputs !== 0) throw wrongValue(path, what, `${x.length} numbers`);
  return Float32Array.from({ length: x.length }, (_, i) =>
    readNumber(x[i], `${path}[${Math.floor(i / inputs)}][${i % inputs}]`, FLOAT32),
  );
}
