/**
 * One of the two that are compared: a setting and what trains it. It can be put at any step, and tell all that a step
 * makes.
 */
import type { Kernel } from "../kernel/load.js";
import type { Snapshot } from "../reference/trainer.js";
import type { Study } from "../study/study.js";
import type { Group } from "../train/group.js";
import { keysOf } from "../train/keys.js";
import { referenceGroup } from "../train/reference-group.js";
import { lanesOf, type Setting } from "../train/setting.js";
import { wasmGroup } from "../train/wasm-group.js";
import { gradientLeft, kernelStep, listenedTo } from "./kernel-step.js";
import { changesGradient, type StepRecord } from "./record.js";
import { referenceStep } from "./reference-step.js";

export interface Replayer {
  setting: Setting;
  /** Whose steps are ordinary ones: those of four groups together leave nothing to look at. */
  group: Group;
  /**
   * Takes one step of some replicas, and records it.
   * @param replicas those of the group
   * @param lane of the replica that is recorded
   * @param t the step, counted from 0
   * @param before what the replicas are before it
   */
  record(replicas: readonly number[], lane: number, t: number, before: readonly Snapshot[]): StepRecord;
}

/** The replicas that a group trains side by side with this one, itself among them. */
export function besideOf({ group, setting }: Replayer, replica: number): number[] {
  const first = replica - (replica % group.lanes);
  return Array.from({ length: Math.min(group.lanes, setting.study.replicas - first) }, (_, lane) => first + lane);
}

/** A replayer of the reference. */
export function referenceReplayer(setting: Setting): Replayer {
  const { study, plan, train } = setting;
  return {
    setting,
    group: referenceGroup(study, plan, train),
    record: ([replica], _lane, t, [before]) => recordedStep(setting, replica!, t, before!),
  };
}

/** A step of a replica by the formulas of the reference, whatever trains the setting. */
export function recordedStep(
  { study, plan, train }: Setting,
  replica: number,
  t: number,
  before: Snapshot,
  see?: Parameters<typeof referenceStep>[4],
): StepRecord {
  const { layers, steps, stepsPerEpoch, inputs, targets } = plan;
  const spec = { study, layers, steps, stepsPerEpoch, keys: keysOf(study, replica) };
  return referenceStep(spec, { ...train, inputs, targets }, t, before, see);
}

/**
 * A replayer of a build.
 * @param open gives a new instance
 */
export async function kernelReplayer(setting: Setting, open: () => Promise<Kernel>): Promise<Replayer> {
  const { study, plan, train } = setting;
  const { kernel, last } = listenedTo(await open());
  const lanes = Math.min(lanesOf(setting, kernel.lanes > 1 ? "simd" : "scalar", 1), kernel.lanes);
  const group = wasmGroup(kernel, lanes, study, plan, train);
  // A gradient that is changed before it is used is seen where nothing changes it.
  const bare = changesGradient(study) ? listenedTo(await open()) : null;
  const bareGroup = bare && wasmGroup(bare.kernel, lanes, unchanged(study), plan, train);
  return {
    setting,
    group,
    record(replicas, lane, t, before) {
      for (const each of [group, bareGroup]) {
        each?.start(replicas);
        each?.restore(t, before);
        each?.advance(1);
      }
      const gradient = bare && gradientLeft(bare.kernel, bare.last(), lane, plan.parameterCount);
      return kernelStep(kernel, last(), lane, setting, gradient, before[lane]!, t);
    },
  };
}

function unchanged(study: Study): Study {
  const { optimizer } = study;
  return {
    ...study,
    clipNorm: null,
    optimizer: optimizer.name === "adamw" ? optimizer : { ...optimizer, weightDecay: 0 },
  };
}
