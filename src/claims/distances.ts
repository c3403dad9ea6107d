/**
 * Distances and churn among replicas that are added up by the fastest way of the host, a tile of predictions at a time:
 * the bits of src/measure/pairwise.ts and decisions.ts.
 *
 * Checked: tests/claims/distances.test.ts.
 */
import { type CellSample, cellSample } from "../measure/cell-sample.js";
import { churnCounts } from "../measure/decisions.js";
import { type FoldedPairs, type OverPairs, overPairs } from "../measure/pairwise.js";
import { distanceWeight, type Predictions, tilesOf, wholeBlock } from "../measure/predictions.js";
import type { Adding, Sums } from "../measure/sums.js";

const NONE: Sums = { ofCells: null, losses: [], churn: null, accuracy: null };
const NOTHING_KNOWN = { labels: null, truth: null, label: null };

/** The mean distance over pairs, and each replica's to the others, R >= 2. Of one column. */
export function distancesAmong(p: Predictions, adding: Adding, sample?: CellSample): OverPairs {
  const distances = new Float64Array(p.replicas);
  const add = adding(p, { ...NONE, ofCells: { distances, about: null, ratio: null, pairs: null } }, NOTHING_KNOWN);
  for (const tile of tilesOf(wholeBlock(p), p)) {
    const seen = add(tile);
    for (let n = 0; sample && n < tile.examples; n++) sample.offer(tile, n, 0, seen.distances(n, 0));
  }
  return overPairs(distances, distanceWeight(p) / p.examples);
}

/** The same, with the fold. */
export function foldedDistances(p: Predictions, adding: Adding): FoldedPairs {
  const sample = cellSample(p);
  return { ...distancesAmong(p, adding, sample), fold: sample.distance() };
}

/** Mean churn over pairs, R >= 2, of probabilities. */
export function meanChurn(p: Predictions, logits: Float32Array, adding: Adding): number {
  const churn = churnCounts(p);
  const add = adding(p, { ...NONE, churn }, NOTHING_KNOWN);
  for (const tile of tilesOf(wholeBlock(p, logits), p)) add(tile);
  return churn.pairs().value;
}
