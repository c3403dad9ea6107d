/**
 * The record of a step: every array that it makes, in the order of the arithmetic, docs/arithmetic.md sections 5, 6 and 8.
 *
 *   examples, x, y, w                 the batch: which examples, their inputs, labels and weights
 *   z, a                              of each layer, upwards; a of the last one is not made
 *   loss, dz                          of the batch (f64), and of the logits, times the weights of the examples
 *   dW, db of a layer, dz below it    of each layer, downwards
 *   g                                 the gradient of all parameters, clipped and with the weight decay, where there are these
 *   rates                             learning rate, epsilon and decay of the step
 *   m, v, ...                         the state of the optimizer
 *   p                                 the new parameters
 */
import type { Snapshot } from "../reference/trainer.js";
import { elementName, indicesOf } from "../study/element-name.js";
import type { Layer } from "../study/layers.js";
import type { Study } from "../study/study.js";
import type { Optimizer } from "../study/variants/optimizers.js";
import { differing, firstDiffering, type StepNumbers } from "./bits.js";

/** One array of a step. */
export interface StepArray {
  /** What it is called in docs/arithmetic.md. */
  name: string;
  /** Counted from 1; null for what belongs to no layer, or to all of them. */
  layer: number | null;
  shape: readonly number[];
  values: StepNumbers;
}

/** A step of one replica: what it began with, and all that it made. */
export interface StepRecord {
  study: Study;
  layers: readonly Layer[];
  /** t, counted from 0. */
  t: number;
  before: Snapshot;
  arrays: StepArray[];
}

/** Takes the arrays of a step as they are made; what it changes in one is what the rest of the step goes on with. */
export type SeeArray = (array: StepArray) => void;

/** The rates of a step, in the order of `stepRates`. */
export const RATE_NAMES = ["rate", "epsilon", "decay"] as const;

/** The states of an optimizer, in the order of docs/arithmetic.md section 8. */
export function stateNames(optimizer: Optimizer): string[] {
  switch (optimizer.name) {
    case "sgd":
      return [];
    case "momentum":
    case "nesterov":
      return ["m"];
    case "adagrad":
      return ["s"];
    case "rmsprop":
      return ["s", ...(optimizer.centered ? ["mg"] : []), ...(optimizer.momentum !== 0 ? ["buf"] : [])];
    case "adam":
    case "adamw":
      return ["m", "v", ...(optimizer.amsgrad ? ["vmax"] : [])];
  }
}

/** Whether the gradient is changed before the optimizer takes it. */
export function changesGradient({ clipNorm, optimizer }: Study): boolean {
  return clipNorm !== null || (optimizer.weightDecay !== 0 && optimizer.name !== "adamw");
}

/** The values of an array of a record. */
export function arrayNamed({ arrays }: StepRecord, name: string, layer: number | null = null): StepNumbers {
  return arrays.find((array) => array.name === name && array.layer === layer)!.values;
}

/** "layer 2, z[3,1]": an element of an array as messages name it. */
export function arrayElement(
  { name, layer, shape, values }: StepArray,
  index: number,
  layers: readonly Layer[],
): string {
  if (name === "loss") return "loss of the batch";
  if (name === "rates") return RATE_NAMES[index]!;
  if (layer === null && values.length === parametersOf(layers)) {
    const element = elementName(index, layers);
    return name === "p" ? element : `${name} of ${element}`;
  }
  return `${layer === null ? "" : `layer ${layer}, `}${name}[${indicesOf(shape, index).join()}]`;
}

function parametersOf(layers: readonly Layer[]): number {
  return layers.flatMap(({ parameters }) => parameters).reduce((sum, { length }) => sum + length, 0);
}

/** Where two records part: at an element of an array that both have, or at an array that they do not share. */
export type Parting = { array: number; index: number } | { array: number; index: null };

/** The first place at which two records of one step differ; null where they are the same. */
export function partingOf(a: StepRecord, b: StepRecord): Parting | null {
  const most = Math.max(a.arrays.length, b.arrays.length);
  for (let array = 0; array < most; array++) {
    const [left, right] = [a.arrays[array], b.arrays[array]];
    if (!left || !right || !isAlike(left, right)) return { array, index: null };
    const index = firstDiffering(left.values, right.values);
    if (index >= 0) return { array, index };
  }
  return null;
}

/** Whether two arrays are the same one of two steps. */
export function isAlike(a: StepArray, b: StepArray): boolean {
  return a.name === b.name && a.layer === b.layer && a.shape.join() === b.shape.join();
}

/** How many elements of an array differ. */
export interface DifferingArray {
  /** Its name in docs/arithmetic.md: "z", "dW", "p". */
  name: string;
  /** Counted from 1; null for what belongs to no layer, or to all. */
  layer: number | null;
  /** Elements that differ. */
  differ: number;
  /** Elements that it has. */
  of: number;
}

/** The arrays of two records that differ, of those that both have. */
export function differingArrays(a: StepRecord, b: StepRecord): DifferingArray[] {
  return a.arrays.flatMap((left) => {
    const right = b.arrays.find((array) => isAlike(left, array));
    const differ = right ? [...differing(left.values, right.values)].length : 0;
    return differ === 0 ? [] : [{ name: left.name, layer: left.layer, differ, of: left.values.length }];
  });
}

/** Whether two replicas have the same bits: parameters and, where both keep as much, the state of the optimizer. */
export function areSame(a: Snapshot, b: Snapshot): boolean {
  return (
    firstDiffering(a.parameters, b.parameters) < 0 &&
    (a.state.length !== b.state.length || a.state.every((values, s) => firstDiffering(values, b.state[s]!) < 0))
  );
}
