/**
 * A network that sorts any numbers: comparators, each of which puts the smaller of two first, in a fixed order.
 * Source: Batcher's odd-even merge sort, Knuth TAOCP 3, 5.2.2 M.
 * Checked: tests/measure/kernel.test.ts (it sorts all zeros and ones).
 */

/** The places of each comparator for `size` numbers, the first before the second: [comparators][2]. */
export function oddEvenMerge(size: number): Int32Array {
  const places: number[] = [];
  for (let sorted = 1; sorted < size; sorted *= 2) {
    for (let apart = sorted; apart >= 1; apart /= 2) {
      for (let first = apart % sorted; first + apart < size; first += 2 * apart) {
        for (let i = first; i < Math.min(first + apart, size - apart); i++) {
          const isMerged = Math.floor(i / (2 * sorted)) === Math.floor((i + apart) / (2 * sorted));
          if (isMerged) places.push(i, i + apart);
        }
      }
    }
  }
  return Int32Array.from(places);
}
