/**
 * Which rows of a file are trained on and which are test rows: a seeded shuffle, by class or not, in a share or in
 * folds. Each row is in one of the two, and no seed but that of the data moves any.
 */
import { below, word } from "../reference/random.js";
import { dataKey, STREAM_PARTS } from "./synthetic.js";

/** Places of rows. Of a table of many rows nothing is made that is larger than its columns. */
export interface RowSplit {
  train: Int32Array;
  test: Int32Array;
}

/**
 * Fisher-Yates by a part of the data stream: for i from the last row down to 1, exchange i and the integer below i + 1
 * drawn by word i.
 */
export function shuffled(count: number, seed: number, part: number = STREAM_PARTS.split): Int32Array {
  const key = dataKey(seed);
  const order = inFileOrder(count);
  for (let i = count - 1; i > 0; i--) {
    const j = below(i + 1, word(key, part, i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** 0, 1, 2, ... */
export function inFileOrder(count: number): Int32Array {
  const order = new Int32Array(count);
  for (let n = 0; n < count; n++) order[n] = n;
  return order;
}

/** The last rows of an order are test rows: a share of them, at least one, and never all. */
export function splitByShare(order: Int32Array, share: number): RowSplit {
  const test = testCount(order.length, share);
  return { train: order.slice(0, order.length - test), test: order.slice(order.length - test) };
}

function testCount(count: number, share: number): number {
  return Math.min(Math.max(Math.round(count * share), 1), count - 1);
}

/**
 * As many test rows, and of each class its share, rounded by largest remainder (ties by class index). A class keeps a
 * training row. The last rows of a class in the order are its test rows; within each split the order stays.
 */
export function splitByClass(order: Int32Array, classOf: ArrayLike<number>, share: number): RowSplit {
  const counts = countsOf(order, classOf);
  const total = testCount(order.length, share);
  const exact = counts.map((count) => (count * total) / order.length);
  const quota = exact.map((rows) => Math.floor(rows));
  const most = counts.map((count) => Math.max(count - 1, 0));
  const byRemainder = exact.map((_, c) => c).sort((a, b) => (exact[b]! % 1) - (exact[a]! % 1) || a - b);
  quota.forEach((rows, c) => {
    quota[c] = Math.min(rows, most[c]!);
  });
  let left = total - quota.reduce((sum, rows) => sum + rows, 0);
  while (left > 0 && quota.some((rows, c) => rows < most[c]!)) {
    for (const c of byRemainder) {
      if (left === 0 || quota[c]! >= most[c]!) continue;
      quota[c]!++;
      left--;
    }
  }
  const isTest = new Uint8Array(order.length);
  for (let at = order.length - 1; at >= 0; at--) isTest[at] = quota[classOf[order[at]!]!]!-- > 0 ? 1 : 0;
  return parted(order, isTest);
}

function countsOf(order: Int32Array, classOf: ArrayLike<number>): number[] {
  const counts: number[] = [];
  for (const row of order) counts[classOf[row]!] = (counts[classOf[row]!] ?? 0) + 1;
  return Array.from(counts, (count) => count ?? 0);
}

/**
 * Fold `fold` of `folds`: rows are dealt to the folds one after the other, class after class where classes are given,
 * so that the sizes of folds, and of each class in them, differ by one at most.
 */
export function splitByFold(
  order: Int32Array,
  classOf: ArrayLike<number> | null,
  folds: number,
  fold: number,
): RowSplit {
  const dealt = classOf ? placesByClass(order, classOf) : inFileOrder(order.length);
  const isTest = new Uint8Array(order.length);
  for (let at = fold; at < dealt.length; at += folds) isTest[dealt[at]!] = 1;
  return parted(order, isTest);
}

/** The places in an order, class after class; within a class the order stays. */
function placesByClass(order: Int32Array, classOf: ArrayLike<number>): Int32Array {
  const next: number[] = [];
  let rows = 0;
  for (const [c, count] of countsOf(order, classOf).entries()) {
    next[c] = rows;
    rows += count;
  }
  const places = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) places[next[classOf[order[at]!]!]!++] = at;
  return places;
}

function parted(order: Int32Array, isTest: Uint8Array): RowSplit {
  return { train: order.filter((_, at) => !isTest[at]), test: order.filter((_, at) => isTest[at]) };
}
