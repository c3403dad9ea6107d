/**
 * The predictions of a cell in their order, four examples side by side: a network of comparators, whose steps are the
 * same for all.
 *
 * An f32 leaves 29 bits of an f64 free, which take the place of the replica: so minimum and maximum move both at once.
 */
import { lower, upper } from "../math/round";
import { CELL, Tile } from "./tile";

/** The bits of a key that are not of the prediction. */
export const PLACE: i64 = 0x1fffffff;

/** Keys of the predictions whose first row begins at `row`: place r of a key is the offset of cell r. */
function writeKeys(tile: Tile, row: usize): void {
  const stride = <usize>tile.stride;
  let place = i64x2.splat(0);
  for (let key = tile.keys, end = key + <usize>tile.replicas * CELL; key < end; key += CELL, row += stride) {
    const four = v128.load(row);
    v128.store(key, v128.or(lower(four), place));
    v128.store(key, v128.or(upper(four), place), 16);
    place = i64x2.add(place, i64x2.splat(<i64>CELL));
  }
}

/** Fills keys, by rising prediction, and sorted. */
export function sort(tile: Tile, row: usize): void {
  writeKeys(tile, row);
  const keys = tile.keys;
  for (let at = tile.network, end = at + ((<usize>tile.comparators) << 3); at < end; at += 8) {
    const a = keys + <usize>load<u32>(at);
    const b = keys + <usize>load<u32>(at, 4);
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    v128.store(a, f64x2.pmin(a0, b0));
    v128.store(a, f64x2.pmin(a1, b1), 16);
    v128.store(b, f64x2.pmax(a0, b0));
    v128.store(b, f64x2.pmax(a1, b1), 16);
  }
}

/** The predictions of a key. */
// @ts-ignore: decorator
@inline export function valueOf(key: v128): v128 {
  return v128.andnot(key, i64x2.splat(PLACE));
}

/** Writes a number for each of the sorted predictions, [replicas] cells, where those of its replica belong. */
export function scatter(tile: Tile, to: usize, from: usize): void {
  const end = from + <usize>tile.replicas * CELL;
  for (let key = tile.keys; from < end; from += CELL, key += CELL)
    scatterOne(to, key, v128.load(from), v128.load(from, 16));
}

// @ts-ignore: decorator
@inline export function scatterOne(to: usize, key: usize, low: v128, high: v128): void {
  v128.store64_lane(to + placeOf(key), low, 0);
  v128.store64_lane(to + placeOf(key + 8), low, 1, 8);
  v128.store64_lane(to + placeOf(key + 16), high, 0, 16);
  v128.store64_lane(to + placeOf(key + 24), high, 1, 24);
}

/** The offset of the cell of the replica whose key is at an address. */
// @ts-ignore: decorator
@inline export function placeOf(key: usize): usize {
  return <usize>(load<u32>(key) & <u32>PLACE);
}

/**
 * Adds cells of so many columns to sums: [columns][size] cells to [size] f64, example by example, column by column.
 * @param examples of each cell that count
 */
export function accumulate(sums: usize, cells: usize, size: i32, columns: i32, examples: i32): void {
  const column = <usize>size * CELL;
  for (let end = sums + ((<usize>size) << 3); sums < end; sums += 8, cells += CELL) {
    let sum = load<f64>(sums);
    for (let lane: usize = 0; lane < (<usize>examples) << 3; lane += 8) {
      for (let c = 0, at = cells + lane; c < columns; c++, at += column) sum += load<f64>(at);
    }
    store<f64>(sums, sum);
  }
}
