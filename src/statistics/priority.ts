/**
 * A bounded sample of what streams by, for a second look at the end: each thing is kept with a probability that grows
 * with its weight, and whatever weighs much is kept for certain.
 *
 * Thing i of weight w has the priority w / u_i, u_i uniform from a fixed key of the counter-based generator: a pure
 * function of i. The things of the largest priorities stay. With t the largest priority of one that went, a sum over
 * all things is estimated, without bias, by that over the kept ones, each counted max(1, t / w) times.
 * Source: Duffield, Lund, Thorup 2007, priority sampling. Checked: tests/statistics/priority.test.ts.
 */
import { threefry } from "../reference/random.js";

/** A kept thing, and how many it stands for. */
export interface Kept<Thing> {
  index: number;
  weight: number;
  thing: Thing;
  factor: number;
}

export interface PrioritySample<Thing> {
  /**
   * What to write a thing into that is to stay (for now), or null. A weight that is not positive never stays. Indices
   * must rise.
   */
  offer(index: number, weight: number): Thing | null;
  /** By rising index. */
  kept(): Kept<Thing>[];
}

/** Keeps at most `most` things; `blank` makes room for one. */
export function prioritySample<Thing>(most: number, blank: () => Thing): PrioritySample<Thing> {
  const places: { index: number; weight: number; priority: number; thing: Thing }[] = [];
  let last = 0;
  let gone = 0;
  return {
    offer(index, weight) {
      if (!(weight > 0)) return null;
      const priority = weight / uniformAt(index);
      if (places.length < most) {
        places.push({ index, weight, priority, thing: blank() });
        if (priority < places[last]!.priority) last = places.length - 1;
        return places.at(-1)!.thing;
      }
      const place = places[last]!;
      gone = Math.max(gone, Math.min(priority, place.priority));
      if (priority <= place.priority) return null;
      Object.assign(place, { index, weight, priority });
      for (let i = 0; i < most; i++) if (places[i]!.priority < places[last]!.priority) last = i;
      return place.thing;
    },
    kept() {
      const sorted = [...places].sort((a, b) => a.index - b.index);
      return sorted.map(({ index, weight, thing }) => ({ index, weight, thing, factor: Math.max(1, gone / weight) }));
    },
  };
}

/** The last draw: two neighbours are one, and several samples ask for the same. */
let drawn = -1;
let words: [number, number] = [0, 0];

/** By index, uniform strictly between 0 and 1: the key is "prio" "rity" in ASCII. */
function uniformAt(index: number): number {
  const pair = Math.floor(index / 2);
  if (pair !== drawn) words = threefry(0x7072696f, 0x72697479, 0, (drawn = pair));
  return (words[index % 2]! + 0.5) * 2.3283064365386963e-10;
}
