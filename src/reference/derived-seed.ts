/** Seeds that follow from a seed, for what must not share its streams. */
import { threefry } from "./random.js";

/**
 * An integer below 2^53 out of the first 53 bits of a Threefry block with the seed as key.
 * @param mark says what the derived seeds are for: four letters of ASCII, as a number
 */
export function derivedSeed(seed: number, mark: number, index: number): number {
  const [high, low] = threefry(seed % 4294967296, Math.floor(seed / 4294967296), mark, index);
  return high * 2097152 + (low >>> 11);
}
