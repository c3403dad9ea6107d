/**
 * The effects of a crossed design on predictions, and the sums over them from which variance components follow
 * (src/statistics/components.ts).
 *
 * Replicas fill a grid with an axis a factor, the last one the fastest. For one column of one example: along each axis
 * in turn a line of numbers becomes its mean and what each differs from it by. Then the numbers at which some axes stand
 * on a level, and all others on their mean, are the effects of those factors: O(R 2^k) steps for k factors, and no
 * difference of large sums. Means are taken about the first number of a line, so equal numbers leave exactly 0: a factor
 * that changes no prediction has no effect at all.
 *
 * Sums are over the columns of an example, then over examples in their order: the same bits for any blocks.
 * Checked: tests/measure/effects.test.ts (all pairs of cells one by one; any split).
 */
import type { EffectSums } from "../statistics/components.js";
import { combinations } from "../statistics/components.js";
import { turn } from "./cells.js";
import { type Block, type Floats, floatsLike, type Shape } from "./predictions.js";

/** Gathers the effects of predictions, tile by tile in the order of the examples. */
export interface Effects {
  add(tile: Block): void;
  /** Of all examples together. */
  sums: EffectSums;
  /** N x 2^k: of each example, the squares of the effects of each set of factors. */
  byExample: Float64Array;
}

/** @param levels of each factor, at least 2; their product is the number of replicas */
export function openEffects({ replicas, examples, columns }: Shape, levels: readonly number[]): Effects {
  const grid = gridOf(levels);
  const sets = 1 << levels.length;
  const sums: EffectSums = {
    levels,
    squares: new Float64Array(sets),
    atLevel: perSetAndFactor(levels),
    withRest: perSetAndFactor(levels),
  };
  const byExample = new Float64Array(examples * sets);
  const numbers = new Float64Array(grid.size);
  let turned: Floats = new Float32Array(0);
  return {
    sums,
    byExample,
    add(tile) {
      const size = tile.examples * columns;
      if (turned.length < size * replicas) turned = floatsLike(tile.values, size * replicas);
      turn(tile, size, replicas, turned);
      for (let n = 0; n < tile.examples; n++) {
        const own = byExample.subarray((tile.first + n) * sets, (tile.first + n + 1) * sets);
        for (let c = 0; c < columns; c++) {
          const first = (n * columns + c) * replicas;
          for (let r = 0; r < replicas; r++) numbers[grid.cells[r]!] = turned[first + r]!;
          takeApart(numbers, grid);
          addEffects(numbers, grid, sums, own);
        }
        for (let set = 1; set < sets; set++) sums.squares[set]! += own[set]!;
      }
    },
  };
}

/** Where numbers are: an axis of L + 1 places a factor, the last of which is of the mean. */
interface EffectGrid {
  levels: readonly number[];
  strides: readonly number[];
  size: number;
  /** The place of each replica. */
  cells: Uint32Array;
  /** By set: the places of its effects, and at which level of each factor they are. */
  sets: { set: number; places: Uint32Array; levelAt: { factor: number; level: Uint32Array; stride: number }[] }[];
}

function gridOf(levels: readonly number[]): EffectGrid {
  const strides: number[] = new Array(levels.length);
  let size = 1;
  for (let f = levels.length - 1; f >= 0; f--) {
    strides[f] = size;
    size *= levels[f]! + 1;
  }
  const all = (1 << levels.length) - 1;
  const placesOf = (set: number) => {
    const count = combinations(levels, set);
    const places = new Uint32Array(count);
    const levelAt = levels.flatMap((_, factor) =>
      set & (1 << factor) ? [{ factor, level: new Uint32Array(count), stride: strides[factor]! }] : [],
    );
    for (let i = 0; i < count; i++) {
      let rest = i;
      let place = levels.reduce((sum, each, f) => (set & (1 << f) ? sum : sum + each * strides[f]!), 0);
      for (const { factor, level, stride } of [...levelAt].reverse()) {
        level[i] = rest % levels[factor]!;
        rest = Math.floor(rest / levels[factor]!);
        place += level[i]! * stride;
      }
      places[i] = place;
    }
    return { set, places, levelAt };
  };
  return {
    levels,
    strides,
    size,
    cells: placesOf(all).places,
    sets: Array.from({ length: all }, (_, i) => placesOf(i + 1)),
  };
}

function perSetAndFactor(levels: readonly number[]): (Float64Array | null)[][] {
  return Array.from({ length: 1 << levels.length }, (_, set) =>
    levels.map((count, f) => (set & (1 << f) ? new Float64Array(count) : null)),
  );
}

/** Along each axis, every line becomes deviations and their mean; lines of means are taken apart, too. */
function takeApart(numbers: Float64Array, { levels, strides, size }: EffectGrid): void {
  for (let f = levels.length - 1; f >= 0; f--) {
    const [count, stride] = [levels[f]!, strides[f]!];
    const block = stride * (count + 1);
    for (let start = 0; start < size; start += block) {
      for (let at = start; at < start + stride; at++) {
        const near = numbers[at]!;
        let sum = 0;
        for (let l = 1; l < count; l++) sum += numbers[at + l * stride]! - near;
        const mean = near + sum / count;
        for (let l = 0; l < count; l++) numbers[at + l * stride]! -= mean;
        numbers[at + count * stride] = mean;
      }
    }
  }
}

function addEffects(numbers: Float64Array, { levels, sets }: EffectGrid, sums: EffectSums, own: Float64Array): void {
  for (const { set, places, levelAt } of sets) {
    let squares = 0;
    for (let i = 0; i < places.length; i++) squares += numbers[places[i]!]! * numbers[places[i]!]!;
    own[set]! += squares;
    for (const { factor, level, stride } of levelAt) {
      const [atLevel, withRest] = [sums.atLevel[set]![factor]!, sums.withRest[set]![factor]!];
      const count = levels[factor]!;
      for (let i = 0; i < places.length; i++) {
        const [place, l] = [places[i]!, level[i]!];
        const effect = numbers[place]!;
        atLevel[l]! += effect * effect;
        withRest[l]! += effect * numbers[place + (count - l) * stride]!;
      }
    }
  }
}
