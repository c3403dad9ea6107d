/**
 * Initial parameters that a user names by a file. Only what a user calls opens one: `prepare` never does, for a study may
 * come from a stranger.
 */
import { isInitialFile } from "../study/initial.js";
import { writtenFields } from "../study/resolve.js";
import type { StudyInput } from "../study/study.js";

/** The study with the numbers of its file of initial parameters, if it names one. */
export async function withInitial(written: StudyInput, signal?: AbortSignal): Promise<StudyInput> {
  const input = writtenFields(written);
  const { initial } = input;
  return isInitialFile(initial) ? (await import("./initial-file.js")).withInitialFile(input, initial, signal) : input;
}
