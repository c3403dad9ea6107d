/**
 * What is measured: the predictions of R replicas on N examples, and how columns count in a distance.
 */
import { notOneOf, shown, wrongType, wrongValue } from "../study/errors.js";
import { isNumbers } from "../study/fields.js";
import { isList } from "../study/numbers.js";

/** What the predictions are and how many. C = 1: P(y = 1) for kind "probability", the value for kind "value". */
export interface Shape {
  /** R, the number of replicas. */
  replicas: number;
  /** N, the number of examples. */
  examples: number;
  /** C, the number of columns of an example: 1 for two classes, one a class for more, one a target for values. */
  columns: number;
  /** What the numbers are. */
  kind: "probability" | "value";
}

/**
 * The nets predict in single precision, others also in double. Which it is changes no measure of the same numbers: all
 * arithmetic is f64.
 */
export type Floats = Float32Array | Float64Array;

/** Predictions of all replicas. */
export interface Predictions extends Shape {
  /** R x N x C, row-major. */
  values: Floats;
}

/**
 * Some examples of all replicas, in whatever array they lie: number c of example `first` + n of replica r is at r *
 * stride + offset + n * columns + c of `values` and of `logits`.
 */
export interface Block {
  first: number;
  examples: number;
  values: Floats;
  logits: Float32Array | null;
  stride: number;
  offset: number;
}

/** Numbers in a tile: they and what is computed from them stay in the nearest caches. */
const TILE = 16384;
/** Floats of a cache line: a tile takes no fewer of a replica, or lines would be read more than once. */
const LINE = 16;

/** The block in tiles of a few examples, one after the other. */
export function* tilesOf(block: Block, { replicas, columns }: Shape): Generator<Block> {
  const numbers = Math.max(LINE, TILE / replicas);
  // Four at a time, as the kernels take them, where there are as many.
  const most = Math.max(1, 4 * Math.floor(numbers / (4 * columns)), Math.floor(LINE / columns));
  for (let n = 0; n < block.examples; n += most) {
    const examples = Math.min(most, block.examples - n);
    yield { ...block, first: block.first + n, examples, offset: block.offset + n * columns };
  }
}

/** All examples as one block. */
export function wholeBlock({ values, examples, columns }: Predictions, logits: Float32Array | null = null): Block {
  return { first: 0, examples, values, logits, stride: examples * columns, offset: 0 };
}

/** So many zeros in the precision of others. */
export function floatsLike(others: Floats, length: number): Floats {
  return others instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/** The predictions of the named replicas only, in the order given. */
export function selectReplicas(p: Predictions, indices: ArrayLike<number>): Predictions {
  const size = p.examples * p.columns;
  const values = floatsLike(p.values, indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    values.set(p.values.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  }
  return { ...p, values, replicas: indices.length };
}

/**
 * The column of each example that the relative measures look at: the positive label for a single column, the true label
 * otherwise. null for values, and for several columns without labels.
 */
export function labelColumn(
  { kind, columns }: Shape,
  labels: ArrayLike<number> | null | undefined,
): ((example: number) => number) | null {
  if (kind === "value" || (columns > 1 && !labels)) return null;
  return columns === 1 ? () => 0 : (example) => labels![example]!;
}

/**
 * Factor of the sum over columns in an L1 distance. Probabilities: 1/2, so that a single column p, expanded to (1-p,
 * p), gives abs(p - p').
 * Values: the mean over columns, so that the distance is in units of the target.
 */
export function distanceWeight({ kind, columns }: Shape): number {
  if (kind === "value") return 1 / columns;
  return columns === 1 ? 1 : 0.5;
}

/** Refuses predictions whose size is not R x N x C or that hold a number that is not finite: InputError. */
export function checkPredictions(p: Predictions, path: string): void {
  for (const name of ["replicas", "examples", "columns"] as const) {
    if (!Number.isInteger(p[name]) || p[name] < 1) {
      throw wrongValue(`${path}.${name}`, "a positive integer", shown(p[name]));
    }
  }
  if (p.kind !== "probability" && p.kind !== "value") throw notOneOf(`${path}.kind`, p.kind, ["probability", "value"]);
  const size = p.replicas * p.examples * p.columns;
  if (!isNumbers(p.values)) throw wrongType(`${path}.values`, "a Float32Array or a Float64Array", shown(p.values));
  if (p.values.length !== size) {
    const shape = `${p.replicas} replicas x ${p.examples} examples x ${p.columns} columns`;
    throw wrongValue(`${path}.values`, `${size} numbers (${shape})`, String(p.values.length));
  }
  const [least, most, what] =
    p.kind === "probability"
      ? ([0, 1, "probabilities from 0 to 1"] as const)
      : ([-Number.MAX_VALUE, Number.MAX_VALUE, "finite numbers"] as const);
  const bad = firstOutside(p.values, least, most);
  if (bad >= 0) throw wrongValue(`${path}.values[${bad}]`, what, String(p.values[bad]));
}

/** Refuses what is no class of each example. */
export function checkClasses(
  labels: unknown,
  { examples, columns }: Pick<Shape, "examples" | "columns">,
  path: string,
): asserts labels is ArrayLike<number> {
  const many = `${examples} ${examples === 1 ? "label" : "labels"}, one an example`;
  if (!isList(labels)) throw wrongType(path, many, shown(labels));
  if (labels.length !== examples) throw wrongValue(path, many, String(labels.length));
  const last = Math.max(1, columns - 1);
  for (let n = 0; n < examples; n++) {
    const label = labels[n];
    if (Number.isInteger(label) && (label as number) >= 0 && (label as number) <= last) continue;
    const what = last === 1 ? "0 or 1" : `a class index, an integer from 0 to ${last}`;
    throw (typeof label === "number" ? wrongValue : wrongType)(`${path}[${n}]`, what, shown(label));
  }
}

/** Where the first number stands that is not from least to most, or -1. */
function firstOutside(values: Floats, least: number, most: number): number {
  for (let i = 0; i < values.length; i++) if (!(values[i]! >= least && values[i]! <= most)) return i;
  return -1;
}
