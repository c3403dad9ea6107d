/** Trains the arms of an experiment on its pool. */
import { sha256, toHex } from "../host/sha256.js";
import type { MakeData, Prepared } from "../run/prepare.js";
import { prepare } from "../run/prepare.js";
import { refuseDivergence } from "../run/run.js";
import type { StudyInput } from "../study/study.js";
import { studyFingerprint } from "../train/fingerprint.js";
import type { Outcome } from "../train/train-group.js";
import type { Context, TrainedArm } from "./experiment.js";

/** A study that was trained. */
export interface ArmTraining {
  prepared: Prepared;
  /** Of each replica. */
  outcomes: readonly Outcome[];
  fingerprint: string;
}

/**
 * @param make makes the data, where several studies share them
 * @throws DivergedError where a replica leaves the finite numbers; the signal's reason
 */
export async function trainArm(
  { pool, backend, signal }: Context,
  study: StudyInput,
  make?: MakeData,
): Promise<ArmTraining> {
  const prepared = await prepare(study, { workers: pool.workers, signal, ...(make && { make }) });
  const outcomes = await pool.train(prepared, { backend, signal });
  await refuseDivergence(outcomes, prepared, backend, signal);
  return { prepared, outcomes, fingerprint: studyFingerprint(outcomes) };
}

/** Trainings that wait at once beyond those that the workers do, and the most: each listens to the signal. */
const [WAITING, MOST] = [2, 10];

/** Trains several studies, a few at a time so that no worker waits; as `trainArm`. */
export async function trainArms(
  context: Context,
  studies: readonly StudyInput[],
  make?: MakeData,
): Promise<ArmTraining[]> {
  const found: ArmTraining[] = [];
  let next = 0;
  const lane = async () => {
    while (next < studies.length) {
      const at = next++;
      found[at] = await trainArm(context, studies[at]!, make);
    }
  };
  await Promise.all(Array.from({ length: Math.min(MOST, context.pool.workers + WAITING) }, lane));
  return found;
}

/** An arm that was trained once for each repetition: its fingerprint is SHA-256 of theirs, one after the other. */
export function armOver(name: string, repetitions: readonly { fingerprint: string; replicas: number }[]): TrainedArm {
  const all = repetitions.map(({ fingerprint }) => fingerprint).join("");
  return {
    name,
    fingerprint: toHex(sha256(new TextEncoder().encode(all))),
    replicas: repetitions.reduce((sum, { replicas }) => sum + replicas, 0),
  };
}
