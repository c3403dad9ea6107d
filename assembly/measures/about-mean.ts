/**
 * Distances and squares about the mean of the replicas, of all and without each group of the jackknife.
 *
 * Order:   src/measure/about-mean.ts, number by number.
 */
import { accumulate, placeOf } from "./sort";
import { CELL, Tile } from "./tile";

/** Below this, differences and means count as 0 in the relative form. */
const NOTHING: f64 = 1e-7;

/** What one column adds to the sums of the groups, and of each replica's squares. */
export function writeAboutMean(tile: Tile, column: i32, n: i32): void {
  const groups = <usize>tile.groups;
  const part = <usize>column * (groups + 1) * CELL;
  const means = tile.means + part;
  const others = tile.others + part;
  const values = tile.values + <usize>column * <usize>tile.replicas * CELL;
  writeMeans(tile, means, values);
  writeMembers(tile, means, others, values, tile.squares + <usize>column * <usize>tile.replicas * CELL);
  if (tile.norm1 || tile.relative) writeApart(tile, means, part);
  if (tile.bias) {
    const truth = tile.truth + (<usize>column * <usize>tile.stride + ((<usize>n) << 2)) * 2;
    writeBiases(tile, means, tile.biases + part, v128.load(truth), v128.load(truth, 16));
  }
}

/** Adds it up. */
export function addAboutMean(tile: Tile, examples: i32): void {
  const size = tile.groups + 1;
  const columns = tile.columns;
  if (tile.norm1) accumulate(tile.norm1, tile.apart, size, columns, examples);
  if (tile.relative) accumulate(tile.relative, tile.shares, size, columns, examples);
  if (tile.variance) accumulate(tile.variance, tile.others, size, columns, examples);
  if (tile.bias) accumulate(tile.bias, tile.biases, size, columns, examples);
  if (tile.own) accumulate(tile.own, tile.squares, tile.replicas, columns, examples);
}

// @ts-ignore: decorator
@inline function between(least: v128, x: v128, most: v128): v128 {
  return f64x2.pmin(most, f64x2.pmax(least, x));
}

/** Means without each group and of all: those of the smallest and the largest prediction, or between them. */
function writeMeans(tile: Tile, means: usize, values: usize): void {
  const groups = <usize>tile.groups;
  const size = <usize>tile.replicas * CELL;
  const end = means + groups * CELL;
  // First the sum of each group.
  memory.fill(means, 0, (groups + 1) * CELL);
  for (let value = values, to = means; value < values + size; value += CELL, to += CELL) {
    if (to == end) to = means;
    v128.store(to, f64x2.add(v128.load(to), v128.load(value)));
    v128.store(to, f64x2.add(v128.load(to, 16), v128.load(value, 16)), 16);
  }
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  for (let at = means; at < end; at += CELL) {
    sum0 = f64x2.add(sum0, v128.load(at));
    sum1 = f64x2.add(sum1, v128.load(at, 16));
  }
  const last = tile.sorted + size - CELL;
  const least0 = v128.load(tile.sorted);
  const least1 = v128.load(tile.sorted, 16);
  const most0 = v128.load(last);
  const most1 = v128.load(last, 16);
  // The group of no replica is last, and its sum is 0.
  for (let at = means, kept = tile.kept; at <= end; at += CELL, kept += 8) {
    const replicas = v128.load64_splat(kept);
    const mean0 = f64x2.div(f64x2.sub(sum0, v128.load(at)), replicas);
    const mean1 = f64x2.div(f64x2.sub(sum1, v128.load(at, 16)), replicas);
    v128.store(at, between(least0, mean0, most0));
    v128.store(at, between(least1, mean1, most1), 16);
  }
}

/**
 * Distances of the members of each group about the mean of the others, squares of the others, and the squares of each
 * replica about the mean of all.
 */
function writeMembers(tile: Tile, means: usize, others: usize, values: usize, squares: usize): void {
  const groups = <usize>tile.groups * CELL;
  const members = tile.members;
  memory.fill(members, 0, groups + CELL);
  memory.fill(others, 0, groups);
  const centre0 = v128.load(means + groups);
  const centre1 = v128.load(means + groups, 16);
  let all0 = f64x2.splat(0);
  let all1 = all0;
  const end = values + <usize>tile.replicas * CELL;
  for (let g: usize = 0; values < end; values += CELL, squares += CELL, g += CELL) {
    if (g == groups) g = 0;
    const value0 = v128.load(values);
    const value1 = v128.load(values, 16);
    const off0 = f64x2.sub(value0, v128.load(means + g));
    const off1 = f64x2.sub(value1, v128.load(means + g, 16));
    v128.store(members + g, f64x2.add(v128.load(members + g), f64x2.abs(off0)));
    v128.store(members + g, f64x2.add(v128.load(members + g, 16), f64x2.abs(off1)), 16);
    v128.store(others + g, f64x2.add(v128.load(others + g), f64x2.mul(off0, off0)));
    v128.store(others + g, f64x2.add(v128.load(others + g, 16), f64x2.mul(off1, off1)), 16);
    const apart0 = f64x2.sub(value0, centre0);
    const apart1 = f64x2.sub(value1, centre1);
    const square0 = f64x2.mul(apart0, apart0);
    const square1 = f64x2.mul(apart1, apart1);
    v128.store(squares, square0);
    v128.store(squares, square1, 16);
    all0 = f64x2.add(all0, square0);
    all1 = f64x2.add(all1, square1);
  }
  const replicas = f64x2.splat(<f64>tile.replicas);
  const zero = f64x2.splat(0);
  for (let g: usize = 0; g < groups; g += CELL) {
    const moved0 = f64x2.sub(v128.load(means + g), centre0);
    const moved1 = f64x2.sub(v128.load(means + g, 16), centre1);
    const about0 = f64x2.add(all0, f64x2.mul(f64x2.mul(replicas, moved0), moved0));
    const about1 = f64x2.add(all1, f64x2.mul(f64x2.mul(replicas, moved1), moved1));
    v128.store(others + g, f64x2.pmax(zero, f64x2.sub(about0, v128.load(others + g))));
    v128.store(others + g, f64x2.pmax(zero, f64x2.sub(about1, v128.load(others + g, 16))), 16);
  }
  v128.store(others + groups, all0);
  v128.store(others + groups, all1, 16);
}

/** Squares of the means about the truth. */
function writeBiases(tile: Tile, means: usize, biases: usize, truth0: v128, truth1: v128): void {
  for (const end = means + <usize>(tile.groups + 1) * CELL; means < end; means += CELL, biases += CELL) {
    const off0 = f64x2.sub(v128.load(means), truth0);
    const off1 = f64x2.sub(v128.load(means, 16), truth1);
    v128.store(biases, f64x2.mul(off0, off0));
    v128.store(biases, f64x2.mul(off1, off1), 16);
  }
}

/** Distances of the others to their mean, and as shares of the mean. Examples go each their way here. */
function writeApart(tile: Tile, means: usize, part: usize): void {
  const replicas = tile.replicas;
  const groups = tile.groups;
  const shares = tile.relative ? tile.shares + part : 0;
  for (let lane: usize = 0; lane < CELL; lane += 8) {
    const sorted = tile.sorted + lane;
    const below = tile.below + lane;
    const above = tile.above + lane;
    // How many predictions are at most the mean: all means of a cell are near each other.
    let k = position(sorted, replicas, load<f64>(means + lane + <usize>groups * CELL));
    for (let g = 0; g <= groups; g++) {
      const to = part + <usize>g * CELL + lane;
      const centre = load<f64>(means + <usize>g * CELL + lane);
      while (k < replicas && load<f64>(sorted + <usize>k * CELL) <= centre) k++;
      while (k > 0 && load<f64>(sorted + <usize>(k - 1) * CELL) > centre) k--;
      const here = <usize>k * CELL;
      const left = k == 0 ? 0 : load<f64>(below + here - CELL) + <f64>k * (centre - load<f64>(sorted + here - CELL));
      const right =
        k == replicas ? 0 : load<f64>(above + here) + <f64>(replicas - k) * (load<f64>(sorted + here) - centre);
      const sum = left + right - load<f64>(tile.members + <usize>g * CELL + lane);
      const apart = sum > 0 ? sum : 0;
      store<f64>(tile.apart + to, apart);
      if (shares) {
        const share = centre < NOTHING ? relativeSum(tile, lane, centre, g) : apart / centre;
        store<f64>(shares + <usize>g * CELL + lane, share);
      }
    }
  }
}

/** abs(p - mean) / mean over the replicas outside of the group for a mean below NOTHING. */
function relativeSum(tile: Tile, lane: usize, centre: f64, group: i32): f64 {
  let sum: f64 = 0;
  for (let k = tile.replicas - 1; k >= 0; k--) {
    const off = load<f64>(tile.sorted + <usize>k * CELL + lane) - centre;
    if (!(off >= NOTHING)) break;
    const replica = <i32>(placeOf(tile.keys + <usize>k * CELL + lane) / CELL);
    if (replica % tile.groups != group) sum += off / centre;
  }
  return sum;
}

/** How many of the sorted numbers are at most x. */
function position(sorted: usize, count: i32, x: f64): i32 {
  let low = 0;
  for (let high = count; low < high; ) {
    const middle = (low + high) >>> 1;
    if (load<f64>(sorted + <usize>middle * CELL) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
