/**
 * Initial parameters: a scheme for the weights and one for the biases, or the numbers themselves.
 */
import * as v from "valibot";
import { shown, wrongType, wrongValue } from "./errors.js";
import { anything, isPlain, listOf, numberThat, parseField, parseFields, record } from "./fields.js";
import { type Layer, layersOf } from "./layers.js";
import type { GivenLayer, Initial } from "./study.js";
import { type InitialFile, resolveScheme } from "./variants/schemes.js";

const field = v.optional(anything());

/** Whether initial parameters are to be read from a file. */
export function isInitialFile(initial: unknown): initial is InitialFile {
  return isPlain(initial) && ("file" in initial || "bytes" in initial);
}

/**
 * @param written what the user wrote
 * @param sizes widths of the network, from its inputs to its outputs
 * @throws InputError
 */
export function resolveInitial(written: unknown, sizes: number[]): Initial {
  if (Array.isArray(written)) return givenLayers(written, layersOf(sizes, []));
  if (written !== undefined && written !== null && !isPlain(written) && typeof written !== "string") {
    throw wrongType(
      "study.initial",
      "{ weights, biases }, a scheme for the weights, or an array of { W, b }",
      shown(written),
    );
  }
  const object = typeof written === "string" ? { weights: written } : (written ?? {});
  const parts = parseFields({ weights: field, biases: field }, object, "study.initial");
  return {
    weights: resolveScheme(parts.weights, "glorot_uniform", "study.initial.weights"),
    biases: resolveScheme(parts.biases, "zeros", "study.initial.biases"),
  };
}

function givenLayers(written: unknown[], layers: readonly Layer[]): GivenLayer[] {
  if (written.length !== layers.length)
    throw wrongValue("study.initial", `${layers.length} layers { W, b }`, `${written.length}`);
  return written.map((layer, index) => {
    const { parameters } = layers[index]!;
    const fields = Object.fromEntries(parameters.map(({ name, shape }) => [name, numbersOf(shape)]));
    const what = `an object { ${Object.keys(fields).join(", ")} }`;
    return parseField(record(fields, what), layer, `study.initial[${index}]`) as unknown as GivenLayer;
  });
}

/** Numbers of a shape: a row, or rows. */
function numbersOf(shape: readonly number[]): v.GenericSchema {
  const [length, ...row] = shape;
  const what = row.length ? `${length} rows of ${row} numbers` : `${length} numbers`;
  const number = numberThat((value) => Number.isFinite(Math.fround(value)), "a number finite in float32");
  // What is wrong with a row is said of all rows.
  const exactly = (element: v.GenericSchema, size: number) =>
    v.pipe(
      listOf(element, what),
      v.check((elements) => elements.length === size, what),
    );
  return shape.reduceRight<v.GenericSchema>(exactly, number);
}
