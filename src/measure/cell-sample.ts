/**
 * A bounded sample of cells, weighted by the distances in them, and what is seen along the direction in which their
 * replicas differ most.
 */

import { dominantDirection, type Fold } from "../statistics/fold.js";
import { type Kept, prioritySample } from "../statistics/priority.js";
import type { Cell } from "./cells.js";
import { type Block, type Floats, floatsLike } from "./predictions.js";
import { sort, sorterOf } from "./sort.js";

/** A cell that was kept: predictions by replica, and the replicas in their order. */
export interface KeptCell {
  example: number;
  column: number;
  values: Floats;
  /** Known when all are kept that stay: the replicas in their order, and their predictions. */
  order: Uint32Array;
  sorted: Float64Array;
}

export interface CellSample {
  add(cell: Cell): void;
  /** The same of the n-th example of a tile, with the sum of the distances in the cell. */
  offer(tile: Block, n: number, column: number, sum: number): void;
  /** The kept cells; their weights are the sums of the distances of all pairs. */
  cells(): Kept<KeptCell>[];
  /** The dominant direction of the distances; null where the kept cells do not differ. */
  direction(): Float64Array | null;
  /** The fold of the mean distance. */
  distance(): Fold | null;
}

/** Numbers that are kept, at most; but cells enough for a sample. */
const NUMBERS = 262144;
const [FEWEST, MOST] = [16, 32];

/** How many cells or examples of R numbers are kept: 32, fewer above 8,192 replicas, never below 16. */
export function sampleSize(replicas: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.floor(NUMBERS / replicas)));
}

/** @param columns of an example: cells are numbered example by example */
export function cellSample({ replicas, columns }: { replicas: number; columns: number }): CellSample {
  const sample = prioritySample<KeptCell>(sampleSize(replicas), () => ({
    example: 0,
    column: 0,
    values: new Float32Array(0),
    order: new Uint32Array(replicas),
    sorted: new Float64Array(replicas),
  }));
  const once = <T>(make: () => T) => {
    let made: { of: T } | null = null;
    return () => (made ??= { of: make() }).of;
  };
  const cells = once(() => {
    const kept = sample.kept();
    const sorter = sorterOf(replicas);
    for (const { thing } of kept) sort(thing.values, Object.assign(sorter, thing));
    return kept;
  });
  const direction = once(() => {
    const kept = cells();
    if (kept.length === 0) return null;
    return dominantDirection(replicas, (vector, product) => {
      for (const { thing, factor } of kept) addProduct(product, vector, thing, factor);
    });
  });
  /** Keeps a cell, if it is to be kept: prediction r is at r * step + at. */
  function offer(example: number, column: number, sum: number, values: Floats, at: number, step: number): void {
    const place = sample.offer(example * columns + column, sum);
    if (!place) return;
    place.example = example;
    place.column = column;
    if (place.values.constructor !== values.constructor || place.values.length === 0)
      place.values = floatsLike(values, replicas);
    for (let r = 0; r < replicas; r++) place.values[r] = values[r * step + at]!;
  }
  return {
    add: ({ example, column, sum, values }) => offer(example, column, sum, values, 0, 1),
    offer: ({ first, values, stride, offset }, n, column, sum) =>
      offer(first + n, column, sum, values, offset + n * columns + column, stride),
    cells,
    direction,
    distance: once(() => {
      const along = direction();
      return along && { direction: along, curvature: distanceCurvature(cells(), along) };
    }),
  };
}

/**
 * Adds -D v for the distances D of a cell, up to a constant: with v adding up to 0, the k-th smallest prediction has
 * the product 2 sum over j < k of (p_k - p_j) v_j plus a constant.
 */
function addProduct(product: Float64Array, vector: Float64Array, { order, sorted }: KeptCell, factor: number): void {
  let near = sorted[0]!;
  let passed = 0;
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const r = order[k]!;
    const here = sorted[k]!;
    sum += (here - near) * passed;
    passed += vector[r]!;
    near = here;
    product[r] = product[r]! - factor * sum;
  }
}

/**
 * -v'Dv / 1'D1 (every pair twice in both), D the sum of the distances of the cells: a sum of squares, for -v'Dv is
 * twice the integral of (sum of v below p)^2 over p.
 */
function distanceCurvature(cells: readonly Kept<KeptCell>[], vector: Float64Array): number {
  let [bend, whole] = [0, 0];
  for (const { thing, factor, weight } of cells) {
    whole += factor * weight;
    const { order, sorted } = thing;
    let near = sorted[0]!;
    let passed = 0;
    let squares = 0;
    for (let k = 0; k < order.length; k++) {
      const here = sorted[k]!;
      squares += (here - near) * passed * passed;
      passed += vector[order[k]!]!;
      near = here;
    }
    bend += factor * squares;
  }
  return bend / whole;
}
