/**
 * The work of one worker, free of any thread: settings come in, jobs are trained in slices.
 */
import type { Group, Kernels } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import { openGroup } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";
import { trainGroup } from "../train/train-group.js";

/** A setting with the group that trains it, job after job. */
export interface Bench {
  setting: Setting;
  group: Group;
  withTrail: boolean;
}

export async function openBench(setting: Setting, kernels: Kernels, withTrail: boolean): Promise<Bench> {
  return { setting, group: await openGroup(setting, kernels), withTrail };
}

/** Trains replicas group by group. After each slice yields the replica-steps that it did. */
export function* work({ setting, group, withTrail }: Bench, replicas: readonly number[]): Generator<number, Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let first = 0; first < replicas.length; first += group.lanes) {
    const members = replicas.slice(first, first + group.lanes);
    const training = trainGroup(group, members, setting, withTrail);
    let before = 0;
    let slice = training.next();
    for (; !slice.done; slice = training.next()) {
      yield (slice.value - before) * members.length;
      before = slice.value;
    }
    outcomes.push(...slice.value);
  }
  return outcomes;
}
