/**
 * The seeds of the claims. Every data draw is a world of its own: its data and its replicas have seeds that no other
 * draw has, so draws are independent repetitions of the experiment, and their spread holds all of the chance in it.
 * Within a draw all arms share their replica seeds.
 */
import { derivedSeed } from "../reference/derived-seed.js";

/** Data draws of every claim and control, unless more or fewer are asked for. */
export const DRAWS = 16;
/** The seeds of so many draws do not meet those of others. */
export const MOST_DRAWS = 512;
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

/**
 * First index of the seeds of each world; the first rule stays where it was, with one seed for the replicas of all its
 * draws.
 */
const WORLDS = { main: 1024, tuning: 2048, converged: 3072, first: 0 } as const;

export function worldsOf(seed: number, draws = DRAWS): Record<WorldName, World> {
  const sizes: Record<WorldName, number> = { main: draws, tuning: TUNING_DRAWS, converged: draws, first: FIRST_DRAWS };
  const worldOf = (name: WorldName): World => {
    const numbers = Array.from({ length: sizes[name] }, (_, draw) => draw);
    const data = numbers.map((draw) => derived(seed, WORLDS[name] + draw));
    return {
      data,
      replicas: numbers.map((draw) => (name === "first" ? seed : derived(seed, WORLDS[name] + MOST_DRAWS + draw))),
    };
  };
  return { main: worldOf("main"), tuning: worldOf("tuning"), converged: worldOf("converged"), first: worldOf("first") };
}

/** "seed" in ASCII. */
const MARK = 0x73656564;

function derived(seed: number, index: number): number {
  return derivedSeed(seed, MARK, index);
}
