/**
 * The Euclidean distances of all replicas to the mean, and to that without each group, where there are several columns.
 *
 * Order:   src/measure/about-mean.ts, number by number.
 */
import { accumulate } from "./sort";
import { CELL, Tile } from "./tile";

/** Adds those of some examples; values and means are those of all columns. */
export function addNorm2(tile: Tile, examples: i32): void {
  const groups = <usize>tile.groups * CELL;
  for (let g: usize = 0; g <= groups; g += CELL) {
    writeRoots(tile, g);
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    const end = tile.below + <usize>tile.replicas * CELL;
    for (let at = tile.below; at < end; at += CELL) {
      sum0 = f64x2.add(sum0, v128.load(at));
      sum1 = f64x2.add(sum1, v128.load(at, 16));
    }
    if (g < groups) {
      for (let at = tile.below + g; at < end; at += groups) {
        sum0 = f64x2.sub(sum0, v128.load(at));
        sum1 = f64x2.sub(sum1, v128.load(at, 16));
      }
    }
    v128.store(tile.apart + g, sum0);
    v128.store(tile.apart + g, sum1, 16);
  }
  accumulate(tile.norm2, tile.apart, tile.groups + 1, 1, examples);
}

/** The distances to the mean without one group, by replica, into below. */
function writeRoots(tile: Tile, g: usize): void {
  const size = <usize>tile.replicas * CELL;
  const block = <usize>(tile.groups + 1) * CELL;
  for (let r: usize = 0; r < size; r += CELL) {
    let square0 = f64x2.splat(0);
    let square1 = square0;
    let value = tile.values + r;
    let mean = tile.means + g;
    for (let c = 0; c < tile.columns; c++, value += size, mean += block) {
      const off0 = f64x2.sub(v128.load(value), v128.load(mean));
      const off1 = f64x2.sub(v128.load(value, 16), v128.load(mean, 16));
      square0 = f64x2.add(square0, f64x2.mul(off0, off0));
      square1 = f64x2.add(square1, f64x2.mul(off1, off1));
    }
    v128.store(tile.below + r, f64x2.sqrt(square0));
    v128.store(tile.below + r, f64x2.sqrt(square1), 16);
  }
}
