/** What every unit of a network gives at the points of a view: for the eye, by the reference. */
import type { Study } from "doppelgrad";
import { activation } from "../../../src/reference/activation.js";
import { forwardPass, predictionsOf } from "../../../src/reference/forward.js";
import { layersOf } from "../../../src/study/layers.js";
import type { NetworkFrame } from "./protocol.js";

/** Units of a layer that are drawn, at most: the first ones. */
const MOST_UNITS = 24;
/** Points of a side of a unit's map, at most. */
const MOST_SIDE = 24;
/** Multiplications that the maps of a network may take: some milliseconds. */
const WORK = 2_000_000;

/** Points of a side that the maps of units have, where a replica has so many parameters. */
export function unitSide(parameterCount: number): number {
  return Math.max(8, Math.min(MOST_SIDE, Math.floor(Math.sqrt(WORK / parameterCount))));
}

/**
 * @param p parameters of the replica
 * @param points their inputs, [down][across][inputs]; of cells the last row may end early
 * @param outputs of the network
 */
export function networkFrame(
  replica: number,
  study: Study,
  p: Float32Array,
  { x, across, down }: { x: Float32Array; across: number; down: number },
  inputs: number,
  outputs: number,
): NetworkFrame {
  const points = x.length / inputs;
  const layers = layersOf([inputs, ...study.hidden, outputs], study.initial);
  const { passed, logits } = forwardPass({ study, layers }, p, x, points);
  const { value } = activation(study.activation);
  const hidden = passed.slice(0, -1).map(({ z }, layer) => byUnit(z, study.hidden[layer]!));
  return {
    replica,
    layers: layers.map(({ parameters, inputs: below, outputs: above }) => {
      const [weights, biases] = parameters.map(({ offset, length }) => p.slice(offset, offset + length));
      return { inputs: below, outputs: above, weights: weights!, biases: biases! };
    }),
    across,
    down,
    points,
    before: hidden,
    values: [byUnit(x, inputs), ...hidden.map((z) => z.map(value))],
    predictions: predictionsOf(study.loss, logits, outputs),
  };
}

/** [points][width] -> [units that are drawn][points] */
function byUnit(rows: Float32Array, width: number): Float32Array {
  const points = rows.length / width;
  const units = Math.min(width, MOST_UNITS);
  return Float32Array.from(
    { length: units * points },
    (_, at) => rows[(at % points) * width + Math.floor(at / points)]!,
  );
}
