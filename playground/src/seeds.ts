/** Seeds of a study, as the dice show and change them. */
import type { Factor, StudyInput } from "doppelgrad";

/** What has a seed of its own. */
export type Stream = Factor | "data";

/** The seed of a stream: its own, or that of the study. */
export function seedOf({ seed = 0, seeds }: StudyInput, stream: Stream): number {
  return seeds?.[stream] ?? seed;
}

/** The seeds after a throw: chance in a page is a choice of the visitor, so seeds count up and can be found again. */
export function thrown(study: StudyInput, stream: Stream): NonNullable<StudyInput["seeds"]> {
  return { ...study.seeds, [stream]: seedOf(study, stream) + 1 };
}
