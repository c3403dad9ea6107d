/**
 * Predictions turned round: for one column of one example (a cell), those of all replicas, sorted, with the distances
 * between them.
 *
 * All pairwise and about-the-mean measures are sums over cells; each cell is gathered and sorted once for all of them.
 */

import {
  type Block,
  type Floats,
  floatsLike,
  type Predictions,
  type Shape,
  tilesOf,
  wholeBlock,
} from "./predictions.js";
import { type Sorted, type Sorter, sort, sorterOf } from "./sort.js";

/** Arrays of length R, overwritten by the next cell; `values` lives as long as the other columns of its example. */
export interface Cell extends Sorted {
  example: number;
  column: number;
  /** By replica. */
  values: Floats;
  /** Sums of the distances of the k-th smallest prediction to those before it and to those after it. */
  below: Float64Array;
  above: Float64Array;
  /** Of the distances of all pairs. */
  sum: number;
}

/** Hands on the cells of a tile, example by example. */
export type CellReader = (tile: Block, use: (cell: Cell) => void) => void;

export function openCellReader({ replicas, columns }: Shape): CellReader {
  let turned: Floats = new Float32Array(0);
  let rows: Floats[] = [];
  const cell: Cell & Sorter = {
    ...sorterOf(replicas),
    example: 0,
    column: 0,
    values: new Float32Array(0),
    below: new Float64Array(replicas),
    above: new Float64Array(replicas),
    sum: 0,
  };
  return (tile, use) => {
    const size = tile.examples * columns;
    if (turned.length < size * replicas) {
      const all = (turned = floatsLike(tile.values, size * replicas));
      rows = Array.from({ length: size }, (_, i) => all.subarray(i * replicas, (i + 1) * replicas));
    }
    turn(tile, size, replicas, turned);
    for (let i = 0; i < size; i++) {
      cell.column = i % columns;
      cell.example = tile.first + (i - cell.column) / columns;
      cell.values = rows[i]!;
      sort(cell.values, cell);
      addUp(cell);
      use(cell);
    }
  };
}

/** From one row of `size` numbers for each replica to one row of replicas for each number. */
export function turn({ values, stride, offset }: Block, size: number, replicas: number, turned: Floats): void {
  for (let r = 0; r < replicas; r++, offset += stride) {
    for (let i = 0; i < size; i++) turned[i * replicas + r] = values[offset + i]!;
  }
}

/** All cells of predictions in memory. */
export function eachCell(p: Predictions, use: (cell: Cell) => void): void {
  const cells = openCellReader(p);
  for (const tile of tilesOf(wholeBlock(p), p)) cells(tile, use);
}

/**
 * below[k] = below[k-1] + k (sorted[k] - sorted[k-1]), and the same from above. Only non-negative numbers are added, so
 * nothing cancels, and replicas that agree have distance exactly 0.
 */
function addUp(cell: Cell): void {
  const { sorted, below, above } = cell;
  const last = sorted.length - 1;
  let sum = 0;
  let all = 0;
  let near = sorted[0]!;
  below[0] = 0;
  for (let k = 1; k <= last; k++) {
    const here = sorted[k]!;
    below[k] = sum += k * (here - near);
    all += sum;
    near = here;
  }
  cell.sum = all;
  sum = 0;
  above[last] = 0;
  for (let k = last - 1; k >= 0; k--) {
    const here = sorted[k]!;
    above[k] = sum += (last - k) * (near - here);
    near = here;
  }
}
