/**
 * A bounded sample of cells, weighted by the distances in them, and what is seen along the direction in which their
 * replicas differ most.
 */

import { dominantDirection, type Fold } from "../statistics/fold.js";
import { type Kept, prioritySample } from "../statistics/priority.js";
import type { Cell } from "./cells.js";

/** A cell that was kept: predictions by replica, and the replicas in their order. */
export interface KeptCell {
  example: number;
  column: number;
  values: Float64Array;
  order: Uint32Array;
}

export interface CellSample {
  add(cell: Cell): void;
  /** Offers a cell with the sum of its distances: where it is to be written (`keep`), or null. */
  offer(example: number, column: number, sum: number): KeptCell | null;
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

/** Writes a cell where it is kept. */
export function keep(place: KeptCell, { example, column, values, order }: Cell): void {
  place.example = example;
  place.column = column;
  place.values.set(values);
  place.order.set(order);
}

/** @param columns of an example: cells are numbered example by example */
export function cellSample({ replicas, columns }: { replicas: number; columns: number }): CellSample {
  const sample = prioritySample<KeptCell>(sampleSize(replicas), () => ({
    example: 0,
    column: 0,
    values: new Float64Array(replicas),
    order: new Uint32Array(replicas),
  }));
  const once = <T>(make: () => T) => {
    let made: { of: T } | null = null;
    return () => (made ??= { of: make() }).of;
  };
  const cells = once(sample.kept);
  const direction = once(() => {
    const kept = cells();
    if (kept.length === 0) return null;
    return dominantDirection(replicas, (vector, product) => {
      for (const { thing, factor } of kept) addProduct(product, vector, thing, factor);
    });
  });
  const offer = (example: number, column: number, sum: number) => sample.offer(example * columns + column, sum);
  return {
    add(cell) {
      const place = offer(cell.example, cell.column, cell.sum);
      if (place) keep(place, cell);
    },
    offer,
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
function addProduct(product: Float64Array, vector: Float64Array, { values, order }: KeptCell, factor: number): void {
  let near = values[order[0]!]!;
  let passed = 0;
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const r = order[k]!;
    const here = values[r]!;
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
    const { values, order } = thing;
    let near = values[order[0]!]!;
    let passed = 0;
    let squares = 0;
    for (let k = 0; k < order.length; k++) {
      const here = values[order[k]!]!;
      squares += (here - near) * passed * passed;
      passed += vector[order[k]!]!;
      near = here;
    }
    bend += factor * squares;
  }
  return bend / whole;
}
