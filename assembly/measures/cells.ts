/**
 * Distances between all replicas from their sorted predictions, and with these the forms about the mean (about-mean.ts)
 * and the quotients (quotients.ts).
 *
 * Order:   src/measure/cells.ts and pairwise.ts, number by number.
 * Checked: tests/measure/kernel.test.ts against them.
 */
import { lower, upper } from "../math/round";
import { addAboutMean, writeAboutMean } from "./about-mean";
import { addNorm2 } from "./norm2";
import { writeQuotients } from "./quotients";
import { accumulate, scatter, scatterOne, sort, valueOf } from "./sort";
import { CELL, Tile } from "./tile";

/** Adds the predictions of a tile to the sums of all measures that look at cells. */
export function addCells(tile: Tile): void {
  const replicas = tile.replicas;
  const columns = tile.columns;
  const stride = <usize>tile.stride;
  const block = <usize>replicas * CELL;
  for (let n = 0; n < tile.examples; n += 4) {
    const examples = min(4, tile.examples - n);
    for (let c = 0; c < columns; c++) {
      const row = tile.rows + <usize>c * <usize>replicas * stride + ((<usize>n) << 2);
      sort(tile, row);
      addUp(tile, tile.byReplica + <usize>c * block, tile.weights + (<usize>c * stride + ((<usize>n) << 2)) * 2);
      writeValues(tile, row, tile.values + <usize>c * block);
      if (tile.groups) writeAboutMean(tile, c, n);
    }
    if (tile.distances) accumulate(tile.distances, tile.byReplica, replicas, columns, examples);
    if (tile.totals) accumulate(tile.totals, tile.values, replicas, columns, examples);
    if (tile.groups) addAboutMean(tile, examples);
    if (tile.norm2) addNorm2(tile, examples);
    if (tile.quotients) {
      writeQuotients(tile);
      scatter(tile, tile.byReplica, tile.below);
      accumulate(tile.quotients, tile.byReplica, replicas, 1, examples);
    }
  }
}

/** Predictions by replica. */
function writeValues(tile: Tile, row: usize, to: usize): void {
  for (const end = to + <usize>tile.replicas * CELL; to < end; to += CELL, row += <usize>tile.stride) {
    const four = v128.load(row);
    v128.store(to, lower(four));
    v128.store(to, upper(four), 16);
  }
}

/**
 * Fills sorted, below and above, writes the distances of each replica to all others, and those of all pairs into
 * `weight`.
 */
function addUp(tile: Tile, distances: usize, weight: usize): void {
  const size = <usize>tile.replicas * CELL;
  let key = tile.keys;
  let sorted = tile.sorted;
  let below = tile.below;
  const end = key + size;
  const one = f64x2.splat(1);
  let near0 = valueOf(v128.load(key));
  let near1 = valueOf(v128.load(key, 16));
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let all0 = sum0;
  let all1 = sum0;
  // Of the k-th smallest there are k below.
  let others = sum0;
  for (; key < end; key += CELL, sorted += CELL, below += CELL) {
    const here0 = valueOf(v128.load(key));
    const here1 = valueOf(v128.load(key, 16));
    sum0 = f64x2.add(sum0, f64x2.mul(others, f64x2.sub(here0, near0)));
    sum1 = f64x2.add(sum1, f64x2.mul(others, f64x2.sub(here1, near1)));
    all0 = f64x2.add(all0, sum0);
    all1 = f64x2.add(all1, sum1);
    v128.store(sorted, here0);
    v128.store(sorted, here1, 16);
    v128.store(below, sum0);
    v128.store(below, sum1, 16);
    near0 = here0;
    near1 = here1;
    others = f64x2.add(others, one);
  }
  v128.store(weight, all0);
  v128.store(weight, all1, 16);
  let above = tile.above + size;
  sum0 = f64x2.splat(0);
  sum1 = sum0;
  others = sum0;
  for (const first = tile.keys; key > first; ) {
    key -= CELL;
    sorted -= CELL;
    below -= CELL;
    above -= CELL;
    const here0 = v128.load(sorted);
    const here1 = v128.load(sorted, 16);
    sum0 = f64x2.add(sum0, f64x2.mul(others, f64x2.sub(near0, here0)));
    sum1 = f64x2.add(sum1, f64x2.mul(others, f64x2.sub(near1, here1)));
    v128.store(above, sum0);
    v128.store(above, sum1, 16);
    scatterOne(distances, key, f64x2.add(v128.load(below), sum0), f64x2.add(v128.load(below, 16), sum1));
    near0 = here0;
    near1 = here1;
    others = f64x2.add(others, one);
  }
}
