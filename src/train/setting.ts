/**
 * A setting: what a group needs to train and evaluate replicas of a study. Plain data, so that it can be sent to a worker.
 */
import type { Dataset, Split } from "../data/dataset.js";
import { loadKernel } from "../kernel/load.js";
import type { Plan } from "../study/plan.js";
import type { LossName, Study } from "../study/study.js";
import type { Examples, Group, Kernels } from "./group.js";
import { referenceGroup } from "./reference-group.js";
import { wasmGroup } from "./wasm-group.js";

export interface Setting {
  study: Study;
  plan: Plan;
  train: Examples;
  test: Examples;
}

export function settingOf(study: Study, plan: Plan, dataset: Dataset): Setting {
  const outputs = plan.sizes.at(-1)!;
  return { study, plan, train: examplesOf(dataset.train, study.loss, outputs), test: examplesOf(dataset.test, study.loss, outputs) };
}

/** The labels in the form that the loss wants: squared takes class labels as one column of 0 and 1, or one-hot for more than two classes. */
function examplesOf({ count, x, y }: Split, loss: LossName, outputs: number): Examples {
  if (loss !== "squared" || y.length === count * outputs) return { count, x, y };
  const oneHot = new Float32Array(count * outputs);
  for (let n = 0; n < count; n++) oneHot[n * outputs + y[n]!] = 1;
  return { count, x, y: oneHot };
}

/** A new group with a kernel of its own. */
export async function openGroup({ study, plan, train }: Setting, kernels: Kernels): Promise<Group> {
  if (kernels === "reference") return referenceGroup(study, plan, train);
  return wasmGroup(await loadKernel(kernels), study, plan, train);
}
