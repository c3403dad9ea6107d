/**
 * A setting: what a group needs to train and evaluate replicas of a study. Plain data, so that it can be sent to a
 * worker.
 */
import { loadKernel } from "../kernel/load.js";
import type { LabelledExamples } from "../reference/trainer.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import type { Backend, Group } from "./group.js";
import { wasmGroup } from "./wasm-group.js";

export interface Setting {
  study: Study;
  plan: Plan;
  train: LabelledExamples;
  /** What is kept of the training set for early stopping, or null. */
  validation: LabelledExamples | null;
  test: LabelledExamples;
  /** Where the expected loss under a known truth is wanted too. */
  evaluated?: Evaluated;
}

/** Inputs with known probabilities of two classes, on which the expected logistic loss of some replicas is wanted. */
export interface Evaluated extends Pick<LabelledExamples, "count" | "x"> {
  /** P(y = 1) of each. */
  truth: Float64Array;
  /** Only of replicas whose index it divides. */
  every: number;
}

/**
 * A new group with a kernel of its own.
 * @param lanes replicas of the group, 1 or 4; by default what is fastest (`lanesOf`). The bits are the same.
 */
export async function openGroup(
  { study, plan, train }: Setting,
  backend: Backend,
  lanes = lanesOf(study, plan, backend),
): Promise<Group> {
  if (backend === "reference") return (await import("./reference-group.js")).referenceGroup(study, plan, train);
  return wasmGroup(await loadKernel(backend), lanes, study, plan, train);
}

/** Weights of a layer from which on four replicas side by side no longer fit into a cache of 1 MB. */
const WIDE_LAYER = 65536;

/** Replicas of a group of this study: one alone, or one of wide layers, has the four floats of a register to itself. */
export function lanesOf(study: Study, { layers }: Plan, backend: Backend): number {
  if (backend !== "simd" || study.replicas === 1) return 1;
  return layers.some(({ parameters: [weights] }) => weights!.length >= WIDE_LAYER) ? 1 : 4;
}
