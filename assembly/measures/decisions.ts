/**
 * What the replicas decide, four examples at a time: classes, ties, how often they are those of the labels, and how many
 * replicas decide alike. All are counts, exact in any order.
 *
 * Checked: tests/measure/kernel.test.ts against src/measure/decisions.ts.
 */
import { Tile } from "./tile";

/** The lanes of the examples from n on that are in the tile. */
// @ts-ignore: decorator
@inline function lanesFrom(tile: Tile, n: i32): v128 {
  return i32x4.gt_s(i32x4.splat(tile.examples - n), i32x4(0, 1, 2, 3));
}

/** Fills classes and counts, adds to right, and returns how many decisions broke a tie. */
export function addDecisions(tile: Tile, scores: usize, threshold: f32): i32 {
  const stride = <usize>tile.stride;
  let ties = 0;
  memory.fill(tile.counts, 0, <usize>max(2, tile.columns) * stride);
  for (let r = 0; r < tile.replicas; r++) {
    const row = scores + <usize>r * stride;
    const classes = tile.classes + <usize>r * stride;
    let right = 0;
    for (let n = 0, at: usize = 0; n < tile.examples; n += 4, at += 16) {
      const lanes = lanesFrom(tile, n);
      ties += decideFour(tile, row + at, classes + at, threshold, lanes);
      const decided = v128.load(classes + at);
      if (tile.right) right += count(i32x4.eq(decided, v128.load(tile.labels + at)), lanes);
      if (tile.agreements) countClasses(tile, decided, tile.counts + at);
    }
    if (tile.right) {
      const to = tile.right + ((<usize>r) << 3);
      store<f64>(to, load<f64>(to) + <f64>right);
    }
  }
  if (tile.agreements) addAgreements(tile);
  return ties;
}

// @ts-ignore: decorator
@inline function count(mask: v128, lanes: v128): i32 {
  return popcnt(i32x4.bitmask(v128.and(mask, lanes)));
}

/** The classes of one replica; the number of ties. One column: 1 above the threshold; several: the first of the largest. */
function decideFour(tile: Tile, row: usize, to: usize, threshold: f32, lanes: v128): i32 {
  let best = v128.load(row);
  let ties: v128;
  let classes = i32x4.splat(0);
  if (tile.columns == 1) {
    const at = f32x4.splat(threshold);
    classes = i32x4.neg(f32x4.gt(best, at));
    ties = f32x4.eq(best, at);
  } else {
    const plane = <usize>tile.replicas * <usize>tile.stride;
    ties = classes;
    for (let c = 1; c < tile.columns; c++) {
      const score = v128.load((row += plane));
      const isLarger = f32x4.gt(score, best);
      classes = v128.bitselect(i32x4.splat(c), classes, isLarger);
      ties = v128.andnot(v128.or(ties, f32x4.eq(score, best)), isLarger);
      best = v128.bitselect(score, best, isLarger);
    }
  }
  v128.store(to, classes);
  return count(ties, lanes);
}

function countClasses(tile: Tile, classes: v128, counts: usize): void {
  for (let c = 0; c < max(2, tile.columns); c++, counts += <usize>tile.stride) {
    v128.store(counts, i32x4.sub(v128.load(counts), i32x4.eq(classes, i32x4.splat(c))));
  }
}

/** Adds how many replicas decide as each does, itself too; writes the sum over all replicas of each example. */
function addAgreements(tile: Tile): void {
  const stride = <usize>tile.stride;
  const classCount = max(2, tile.columns);
  for (let r = 0; r < tile.replicas; r++) {
    const row = tile.classes + <usize>r * stride;
    let sum = i32x4.splat(0);
    for (let n = 0, at: usize = 0; n < tile.examples; n += 4, at += 16) {
      const classes = v128.load(row + at);
      let alike = i32x4.splat(0);
      for (let c = 0, counts = tile.counts + at; c < classCount; c++, counts += stride) {
        alike = v128.or(alike, v128.and(i32x4.eq(classes, i32x4.splat(c)), v128.load(counts)));
      }
      sum = i32x4.add(sum, v128.and(alike, lanesFrom(tile, n)));
    }
    const to = tile.agreements + ((<usize>r) << 3);
    store<f64>(to, load<f64>(to) + <f64>sumOf(sum));
  }
  for (let n: usize = 0; n < <usize>tile.examples; n++) {
    let agreeing: f64 = 0;
    for (let c = 0, counts = tile.counts + (n << 2); c < classCount; c++, counts += stride) {
      const replicas = <f64>load<i32>(counts);
      agreeing += replicas * replicas;
    }
    store<f64>(tile.agreeing + (n << 3), agreeing);
  }
}

function sumOf(four: v128): i32 {
  return (
    i32x4.extract_lane(four, 0) +
    i32x4.extract_lane(four, 1) +
    i32x4.extract_lane(four, 2) +
    i32x4.extract_lane(four, 3)
  );
}
