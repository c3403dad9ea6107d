/**
 * A stored result once more: its study, with the file that the user gives for the one that it names.
 */
import { makeDataset } from "../data/dataset.js";
import { shown } from "../study/errors.js";
import type { StudyInput } from "../study/study.js";
import { chooseBackend } from "./backend.js";
import type { CheckedClaim } from "./claimed.js";
import type { ExecutionOptions } from "./execution.js";
import { type GivenFile, makeFromGiven, studyWith } from "./given-file.js";
import { type Prepared, prepare } from "./prepare.js";
import type { RunResult } from "./result.js";
import { runPrepared } from "./run.js";

/** How a stored result is trained again. */
export interface RetrainOptions extends ExecutionOptions {
  /** The data file that the study names: its path on this machine, or its content. A path in a result is never opened. */
  data?: GivenFile;
}

/**
 * What can be trained, of a study that stands in a result.
 * @throws InputError for a study that is none, and for a data file that is missing or another; the signal's reason
 */
export async function prepareAgain(
  study: StudyInput,
  { data, pool, workers, signal }: RetrainOptions,
): Promise<Prepared> {
  return prepare(await studyWith(study, data), {
    workers: pool?.workers ?? workers,
    signal,
    make: data === undefined ? makeDataset : makeFromGiven,
  });
}

/**
 * The result trained again, to the same bits.
 * @throws Error where it has another fingerprint, and whatever `prepareAgain` and training throw
 */
export async function trainedAgain(
  { study, fingerprint }: CheckedClaim,
  options: RetrainOptions & { predictions?: boolean },
): Promise<{ prepared: Prepared; result: RunResult }> {
  const { data: _data, backend, ...execution } = options;
  const chosen = await chooseBackend(backend);
  const prepared = await prepareAgain(study, options);
  const result = await runPrepared(prepared, chosen, execution);
  if (result.fingerprint === fingerprint) return { prepared, result };
  throw new Error(
    `the result was trained again and has other bits: fingerprint ${result.fingerprint}, claimed ${shown(fingerprint)}. doppelgrad verify says where they part.`,
  );
}
