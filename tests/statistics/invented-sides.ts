/** Sides of contrasts with predictions that a test makes up. */
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { type Predictions, selectReplicas } from "../../src/measure/predictions.js";
import type { Distances, Side } from "../../src/statistics/contrasts.js";

/** Of the intervals that are tested. */
export const LEVEL = 0.99;

export const setting = (seeds: number) => ({ seeds, level: LEVEL, margin: Math.log(1.1) });

/** The values that one replica predicts. */
export type Row = readonly number[];

export function predictionsOf(rows: readonly Row[]): Predictions {
  const examples = rows[0]!.length;
  return { values: Float32Array.from(rows.flat()), replicas: rows.length, examples, columns: 1, kind: "value" };
}

/** The side of an arm whose draws hold predictions for the seeds `members`. */
export function sideOf(
  name: string,
  draws: readonly (readonly Row[])[],
  members: readonly (readonly number[])[],
): Side {
  const distances = draws.map((rows, d): Distances => {
    const some = members[d]!;
    return { members: some, ...pairwiseDistances(selectReplicas(predictionsOf(rows), some)) };
  });
  return { name, draws: distances, trained: Math.max(...draws.map((rows) => rows.length)), failed: null };
}

/** log of the mean distance over pairs, one pair after the other. */
export function logDifference(rows: readonly Row[]): number {
  let sum = 0;
  let pairs = 0;
  rows.forEach((p, r) =>
    rows.slice(r + 1).forEach((q) => {
      sum += p.reduce((total, value, n) => total + Math.abs(Math.fround(value) - Math.fround(q[n]!)), 0) / p.length;
      pairs++;
    }),
  );
  return Math.log(sum / pairs);
}
