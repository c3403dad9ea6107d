/** Variance components of a crossed design by their definition: every ordered pair of cells, one by one. */
import type { Predictions } from "../../src/measure/predictions.js";

/** The level of each factor of a cell, the last factor the fastest. */
export function levelsAt(levels: readonly number[], cell: number): number[] {
  const at: number[] = [];
  for (let f = levels.length - 1; f >= 0; f--) {
    at.unshift(cell % levels[f]!);
    cell = Math.floor(cell / levels[f]!);
  }
  return at;
}

/** Squared difference of two replicas, summed over columns and over the examples that are wanted. */
function squaredDifference(p: Predictions, r: number, s: number, wanted: (n: number) => boolean): number {
  let sum = 0;
  const size = p.examples * p.columns;
  for (let i = 0; i < size; i++) {
    const off = p.values[r * size + i]! - p.values[s * size + i]!;
    if (wanted(Math.floor(i / p.columns))) sum += off * off;
  }
  return sum;
}

/**
 * By set of factors (bit f: factor f): G, half the mean squared difference over ordered pairs of cells that are equal in
 * exactly these; 0 for all of them, for a cell has one run.
 * @param kept the cells that there are, by their levels
 */
export function pairMeans(
  p: Predictions,
  levels: readonly number[],
  kept: (at: readonly number[]) => boolean = () => true,
  wanted: (n: number) => boolean = () => true,
): number[] {
  const sums = new Array<number>(1 << levels.length).fill(0);
  const pairs = sums.slice();
  for (let r = 0; r < p.replicas; r++) {
    for (let s = 0; s < p.replicas; s++) {
      const [a, b] = [levelsAt(levels, r), levelsAt(levels, s)];
      if (!kept(a) || !kept(b)) continue;
      const set = a.reduce((bits, level, f) => (level === b[f] ? bits | (1 << f) : bits), 0);
      sums[set]! += squaredDifference(p, r, s, wanted) / 2;
      pairs[set]!++;
    }
  }
  return sums.map((sum, set) => sum / pairs[set]!);
}

/** Inclusion and exclusion over the subsets of each set of V - G. */
export function componentsFromPairs(means: readonly number[]): number[] {
  return means.map((_, set) => {
    if (set === 0) return 0;
    let component = 0;
    for (let subset = set; ; subset = (subset - 1) & set) {
      const sign = bitsOf(set ^ subset) % 2 === 0 ? 1 : -1;
      component += sign * (means[0]! - means[subset]!);
      if (subset === 0) return component;
    }
  });
}

function bitsOf(set: number): number {
  return set === 0 ? 0 : (set & 1) + bitsOf(set >> 1);
}
