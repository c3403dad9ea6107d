/**
 * The seeds of the claims. Replicas use the seed of the claims itself, in every arm and every draw; data draws, and everything that tunes
 * a learning rate, have seeds of their own, so that claims with another seed share no data with these and no choice rests on reported replicas.
 */
import { threefry } from "../reference/random.js";

/** Data draws of every arm: the smallest number in which 2 that disagree are still a clear minority. */
export const DRAWS = 8;
/** Data draws on which learning rates are tuned. */
export const TUNING_DRAWS = 2;

/** Seeds of the data streams of the reported draws. */
export function drawSeeds(seed: number): number[] {
  return Array.from({ length: DRAWS }, (_, draw) => derived(seed, draw));
}

/** Seeds for tuning: of the replicas, and of the data draws. */
export function tuningSeeds(seed: number): { replicas: number; draws: number[] } {
  const draws = Array.from({ length: TUNING_DRAWS }, (_, draw) => derived(seed, DRAWS + draw));
  return { replicas: derived(seed, DRAWS + TUNING_DRAWS), draws };
}

/** An integer below 2^53 out of the first 53 bits of a Threefry block with the seed as key; "seed" in ASCII marks the use. */
function derived(seed: number, index: number): number {
  const [high, low] = threefry(seed % 4294967296, Math.floor(seed / 4294967296), 0x73656564, index);
  return high * 2097152 + (low >>> 11);
}
