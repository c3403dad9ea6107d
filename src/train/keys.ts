import { type StreamKey, streamKey } from "../reference/random.js";
import type { Factor } from "../study/factors.js";
import { levelsOf, perFactor, seedOf } from "../study/levels.js";
import type { Study } from "../study/study.js";

/** The keys of the factors' streams for one replica. */
export function keysOf(study: Study, replica: number): Record<Factor, StreamKey> {
  const levels = levelsOf(study, replica);
  return perFactor((factor) => streamKey(seedOf(study, factor), factor, levels[factor]));
}
