/**
 * The quotients of each prediction with all others, abs(p - p') / (p + p'), for the symmetric relative prediction
 * difference.
 *
 * Order:   src/measure/symmetric-relative.ts, number by number: where a pair counts as 0, 0 is added.
 */
import { CELL, Tile } from "./tile";

/** Sums of two predictions below this count as 0, and their quotient too. */
const NOTHING: f64 = 2e-7;

// @ts-ignore: decorator
@inline function quotient(smaller: v128, larger: v128): v128 {
  const sum = f64x2.add(larger, smaller);
  return v128.and(f64x2.div(f64x2.sub(larger, smaller), sum), f64x2.ge(sum, f64x2.splat(NOTHING)));
}

/** From sorted into below, in the order of their size. */
export function writeQuotients(tile: Tile): void {
  const sorted = tile.sorted;
  const quotients = tile.below;
  const size = <usize>tile.replicas * CELL;
  memory.fill(quotients, 0, size);
  for (let k: usize = CELL; k < size; k += CELL) {
    const larger0 = v128.load(sorted + k);
    const larger1 = v128.load(sorted + k, 16);
    let own0 = f64x2.splat(0);
    let own1 = own0;
    for (let j: usize = 0; j < k; j += CELL) {
      const each0 = quotient(v128.load(sorted + j), larger0);
      const each1 = quotient(v128.load(sorted + j, 16), larger1);
      own0 = f64x2.add(own0, each0);
      own1 = f64x2.add(own1, each1);
      v128.store(quotients + j, f64x2.add(v128.load(quotients + j), each0));
      v128.store(quotients + j, f64x2.add(v128.load(quotients + j, 16), each1), 16);
    }
    v128.store(quotients + k, own0);
    v128.store(quotients + k, own1, 16);
  }
}
