/**
 * Which rows of a file are trained on and which are test rows: a seeded shuffle, by class or not, in a share or in
 * folds. Each row is in one of the two, and no seed but that of the data moves any.
 */
import { below, word } from "../reference/random.js";
import { dataKey, STREAM_PARTS } from "./synthetic.js";

export interface RowSplit {
  train: number[];
  test: number[];
}

/**
 * Fisher-Yates by a part of the data stream: for i from the last row down to 1, exchange i and the integer below i + 1
 * drawn by word i.
 */
export function shuffled(count: number, seed: number, part: number = STREAM_PARTS.split): number[] {
  const key = dataKey(seed);
  const order = Array.from({ length: count }, (_, n) => n);
  for (let i = count - 1; i > 0; i--) {
    const j = below(i + 1, word(key, part, i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** The last rows of an order are test rows: a share of them, at least one, and never all. */
export function splitByShare(order: readonly number[], share: number): RowSplit {
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
export function splitByClass(order: readonly number[], classOf: ArrayLike<number>, share: number): RowSplit {
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
  const isTest = new Set([...order].reverse().filter((row) => quota[classOf[row]!]!-- > 0));
  return parted(order, (row) => isTest.has(row));
}

function countsOf(order: readonly number[], classOf: ArrayLike<number>): number[] {
  const counts: number[] = [];
  for (const row of order) counts[classOf[row]!] = (counts[classOf[row]!] ?? 0) + 1;
  return Array.from(counts, (count) => count ?? 0);
}

/**
 * Fold `fold` of `folds`: rows are dealt to the folds one after the other, class after class where classes are given,
 * so that the sizes of folds, and of each class in them, differ by one at most.
 */
export function splitByFold(
  order: readonly number[],
  classOf: ArrayLike<number> | null,
  folds: number,
  fold: number,
): RowSplit {
  // The sort is stable: within a class the order stays.
  const dealt = classOf ? [...order].sort((a, b) => classOf[a]! - classOf[b]!) : order;
  const isTest = new Set(dealt.filter((_, at) => at % folds === fold));
  return parted(order, (row) => isTest.has(row));
}

function parted(order: readonly number[], isTest: (row: number) => boolean): RowSplit {
  return { train: order.filter((row) => !isTest(row)), test: order.filter(isTest) };
}
