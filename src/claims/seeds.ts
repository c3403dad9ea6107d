/**
 * The seeds of the claims. Every data draw is a world of its own: its data and its replicas have seeds that no other draw has, so draws are
 * independent repetitions of the experiment, and their spread holds all of the chance in it. Within a draw all arms share their replica seeds.
 */
import { threefry } from "../reference/random.js";

/** Data draws of every claim and control. */
export const DRAWS = 16;
/** Data draws of the first rule of C1. */
export const FIRST_DRAWS = 8;
/** Data draws on which learning rates are tuned. */
export const TUNING_DRAWS = 8;

/** Seeds of the draws of an experiment, one entry a draw: of the data stream, and of the streams of the replicas. */
export interface World {
  data: readonly number[];
  replicas: readonly number[];
}

/** Which draws an experiment is made on: no two share a seed. */
export type WorldName = "main" | "tuning" | "converged" | "first";

/** First index of the seeds of each world; the first rule stays where it was, with one seed for the replicas of all its draws. */
const WORLDS = { main: 1024, tuning: 2048, converged: 3072, first: 0 } as const;
const SIZES: Record<WorldName, number> = { main: DRAWS, tuning: TUNING_DRAWS, converged: DRAWS, first: FIRST_DRAWS };

export function worldsOf(seed: number): Record<WorldName, World> {
  const worldOf = (name: WorldName): World => {
    const draws = Array.from({ length: SIZES[name] }, (_, draw) => draw);
    const data = draws.map((draw) => derived(seed, WORLDS[name] + draw));
    return { data, replicas: name === "first" ? draws.map(() => seed) : draws.map((draw) => derived(seed, WORLDS[name] + 512 + draw)) };
  };
  return { main: worldOf("main"), tuning: worldOf("tuning"), converged: worldOf("converged"), first: worldOf("first") };
}

/** An integer below 2^53 out of the first 53 bits of a Threefry block with the seed as key; "seed" in ASCII marks the use. */
function derived(seed: number, index: number): number {
  const [high, low] = threefry(seed % 4294967296, Math.floor(seed / 4294967296), 0x73656564, index);
  return high * 2097152 + (low >>> 11);
}
