/**
 * The work of one worker, free of any thread: settings come in, jobs are trained in slices.
 */
import type { Group, Kernels } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import { openGroup } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";
import { trainReplicas } from "../train/train-group.js";

/** A setting with the group that trains it, job after job. */
export interface Bench {
  setting: Setting;
  group: Group;
  withTrail: boolean;
}

export async function openBench(setting: Setting, kernels: Kernels, withTrail: boolean): Promise<Bench> {
  return { setting, group: await openGroup(setting, kernels), withTrail };
}

/** Trains replicas at a bench. After each slice yields the replica-steps that it did. */
export function work({ setting, group, withTrail }: Bench, replicas: readonly number[]): Generator<number, Outcome[]> {
  return trainReplicas(group, replicas, setting, withTrail);
}
