/**
 * The losses of each replica: its sums run over the examples in their order.
 *
 * Order:   src/measure/loss.ts and log-probabilities.ts, number by number; a class of weight 0 takes 0 away.
 * Checked: tests/measure/kernel.test.ts against them.
 */
import { lower, upper } from "../math/round";
import { expNegative, log1pSmall, logNormal } from "./float64";
import { Tile } from "./tile";

/** Where the table of log(1 + e^-t) ends, pieces a unit, bytes a piece. */
const END: f64 = 32;
const PIECES: f64 = 16;
const PIECE: usize = 64;
/** Added to an integer, it puts it into the low bits. */
const TWO_52: f64 = 4503599627370496;

/** Adds minus the log-probabilities of the classes, each times its weight, [examples][classes] f64. */
export function addCrossEntropies(tile: Tile, weights: usize, sums: usize): void {
  for (let r = 0; r < tile.replicas; r++, sums += 8) {
    const row = tile.logits + <usize>r * <usize>tile.stride;
    const sum = load<f64>(sums);
    store<f64>(sums, tile.columns == 1 ? ofOneColumn(tile, row, weights, sum) : ofColumns(tile, row, weights, sum));
  }
}

/** log sigmoid(z) and log sigmoid(-z). */
function ofOneColumn(tile: Tile, row: usize, weights: usize, sum: f64): f64 {
  for (const end = row + ((<usize>tile.examples) << 2); row < end; row += 4, weights += 16) {
    const z = <f64>load<f32>(row);
    const rest = log1pExp(tile.table, abs(z));
    sum -= load<f64>(weights) * ((z > 0 ? -z : 0) - rest);
    sum -= load<f64>(weights, 8) * ((z < 0 ? z : 0) - rest);
  }
  return sum;
}

/** log(1 + e^-t), t >= 0. The two halves of a piece's series, four terms each, stand side by side in the table. */
function log1pExp(table: usize, t: f64): f64 {
  if (!(t < END)) return f64x2.extract_lane(log1pSmall(expNegative(f64x2.splat(-t))), 0);
  const piece = floor<f64>(t * PIECES);
  const at = table + <usize>(<u32>reinterpret<u64>(piece + TWO_52)) * PIECE;
  const offset = t - (piece + 0.5) / PIECES;
  const d = f64x2.splat(offset);
  const square = offset * offset;
  const first = f64x2.add(v128.load(at), f64x2.mul(v128.load(at, 16), d));
  const second = f64x2.add(v128.load(at, 32), f64x2.mul(v128.load(at, 48), d));
  const halves = f64x2.add(first, f64x2.mul(second, f64x2.splat(square)));
  return f64x2.extract_lane(halves, 0) + f64x2.extract_lane(halves, 1) * square * square;
}

/** The log-probabilities of softmax, of four examples at a time. */
function ofColumns(tile: Tile, row: usize, weights: usize, sum: f64): f64 {
  const columns = <usize>tile.columns;
  for (let n = 0; n < tile.examples; n += 4, row += 16) {
    writeLogSoftmax(tile, row);
    const examples = min(4, tile.examples - n);
    for (let lane: usize = 0; lane < (<usize>examples) << 3; lane += 8) {
      for (let c: usize = 0; c < columns; c++, weights += 8) {
        sum -= load<f64>(weights) * load<f64>(tile.logs + (c << 5) + lane);
      }
    }
  }
  return sum;
}

function writeLogSoftmax(tile: Tile, row: usize): void {
  const plane = <usize>tile.replicas * <usize>tile.stride;
  const end = tile.logs + ((<usize>tile.columns) << 5);
  let top = v128.load(row);
  let at = row;
  for (let c = 1; c < tile.columns; c++) top = f32x4.pmax(top, v128.load((at += plane)));
  const top0 = lower(top);
  const top1 = upper(top);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  for (let to = tile.logs; to < end; to += 32, row += plane) {
    const z = v128.load(row);
    const off0 = f64x2.sub(lower(z), top0);
    const off1 = f64x2.sub(upper(z), top1);
    v128.store(to, off0);
    v128.store(to, off1, 16);
    sum0 = f64x2.add(sum0, expNegative(off0));
    sum1 = f64x2.add(sum1, expNegative(off1));
  }
  const rest0 = logNormal(sum0);
  const rest1 = logNormal(sum1);
  for (let to = tile.logs; to < end; to += 32) {
    v128.store(to, f64x2.sub(v128.load(to), rest0));
    v128.store(to, f64x2.sub(v128.load(to, 16), rest1), 16);
  }
}

/** Adds the squared distances to targets, [examples][columns] f64. */
export function addSquares(tile: Tile, targets: usize, sums: usize): void {
  const plane = <usize>tile.replicas * <usize>tile.stride;
  for (let r = 0; r < tile.replicas; r++, sums += 8) {
    const row = tile.rows + <usize>r * <usize>tile.stride;
    let sum = load<f64>(sums);
    let target = targets;
    for (let value = row, end = row + ((<usize>tile.examples) << 2); value < end; value += 4) {
      for (let c = 0, at = value; c < tile.columns; c++, at += plane, target += 8) {
        const off = <f64>load<f32>(at) - load<f64>(target);
        sum += off * off;
      }
    }
    store<f64>(sums, sum);
  }
}
