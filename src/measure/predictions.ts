/**
 * What is measured: the predictions of R replicas on N examples, and how columns count in a distance.
 */
import { expected } from "../study/errors.js";

/** R x N x C, row-major. C = 1: P(y = 1) for kind "probability", the value for kind "value". */
export interface Predictions {
  values: Float32Array;
  replicas: number;
  examples: number;
  columns: number;
  kind: "probability" | "value";
}

/** The predictions of the named replicas only, in the order given. */
export function selectReplicas(p: Predictions, indices: ArrayLike<number>): Predictions {
  const size = p.examples * p.columns;
  const values = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    values.set(p.values.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  }
  return { ...p, values, replicas: indices.length };
}

/**
 * The one probability per replica and example that the relative measures look at: of the positive label for a single column,
 * of the true label otherwise. null for values, and for several columns without labels.
 */
export function labelProbability(p: Predictions, labels: ArrayLike<number> | null | undefined): Predictions | null {
  if (p.kind === "value") return null;
  if (p.columns === 1) return p;
  if (!labels) return null;
  const values = new Float32Array(p.replicas * p.examples);
  for (let i = 0; i < values.length; i++) values[i] = p.values[i * p.columns + labels[i % p.examples]!]!;
  return { ...p, values, columns: 1 };
}

/**
 * Factor of the sum over columns in an L1 distance. Probabilities: 1/2, so that a single column p, expanded to (1-p, p), gives abs(p - p').
 * Values: the mean over columns, so that the distance is in units of the target.
 */
export function distanceWeight(p: Predictions): number {
  if (p.kind === "value") return 1 / p.columns;
  return p.columns === 1 ? 1 : 0.5;
}

/** Refuses predictions whose size is not R x N x C or that hold a number that is not finite: RangeError. */
export function checkPredictions(p: Predictions, path: string): void {
  for (const name of ["replicas", "examples", "columns"] as const) {
    if (!Number.isInteger(p[name]) || p[name] < 1) {
      throw new RangeError(expected(`${path}.${name}`, "a positive integer", String(p[name])));
    }
  }
  const size = p.replicas * p.examples * p.columns;
  if (p.values.length !== size) {
    const shape = `${p.replicas} replicas x ${p.examples} examples x ${p.columns} columns`;
    throw new RangeError(expected(`${path}.values`, `${size} numbers (${shape})`, String(p.values.length)));
  }
  const bad = p.values.findIndex((value) => !Number.isFinite(value) || (p.kind === "probability" && (value < 0 || value > 1)));
  if (bad >= 0) {
    const what = p.kind === "probability" ? "probabilities from 0 to 1" : "finite numbers";
    throw new RangeError(expected(`${path}.values[${bad}]`, what, String(p.values[bad])));
  }
}
