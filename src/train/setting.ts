/**
 * A setting: what a group needs to train and evaluate replicas of a study. Plain data, so that it can be sent to a
 * worker.
 */
import { TOGETHER } from "../kernel/layout.js";
import { type Build, compiled, loadKernel, type ModuleName, modulesOf, type Needs } from "../kernel/load.js";
import { stateCount } from "../reference/optimizer.js";
import type { LabelledExamples } from "../reference/trainer.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import type { Backend, Group } from "./group.js";
import { isFused, wasmGroup } from "./wasm-group.js";

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
 * @param lanes replicas of the group; by default what is fastest (`lanesOf`). The bits are the same.
 */
export async function openGroup(
  setting: Setting,
  backend: Backend,
  lanes = lanesOf(setting, backend, 1),
): Promise<Group> {
  const { study, plan, train } = setting;
  if (backend === "reference") return (await import("./reference-group.js")).referenceGroup(study, plan, train);
  return wasmGroup(await loadKernel(backend, needsOf(plan, backend, lanes)), lanes, study, plan, train);
}

/** Whether a group of so many replicas takes steps together. */
export function isTogether(backend: Build, lanes: number): boolean {
  return lanes > WIDTHS[backend];
}

/** What groups of so many replicas need of a kernel. */
export function needsOf({ noise }: Plan, backend: Build, lanes: number): Needs {
  return { fused: isTogether(backend, lanes), noise: noise?.build };
}

/** The compiled modules that groups of so many replicas need; the reference needs none. */
export async function modulesFor(
  { plan }: Setting,
  backend: Backend,
  lanes: number,
): Promise<[ModuleName, WebAssembly.Module][]> {
  if (backend === "reference") return [];
  const names = modulesOf(backend, needsOf(plan, backend, lanes));
  return Promise.all(names.map(async (name) => [name, await compiled(name)] as [ModuleName, WebAssembly.Module]));
}

/** Floats in a register of a build. */
const WIDTHS: Record<Build, number> = { simd: 4, scalar: 1 };

/** Weights of a layer from which on four replicas side by side no longer fit into a cache of 1 MB. */
const WIDE_LAYER = 65536;
/** Bytes of parameters and states that are read in every step, up to which steps of four groups gain by being one. */
const FUSED_BYTES = 131_072;

/**
 * Replicas of a group of this setting. One replica alone, or one of wide layers, has the four floats of a register to
 * itself; small networks that learn from one example at a time are trained sixteen (scalar: four) together, where that
 * leaves no worker without work.
 */
export function lanesOf({ study, plan, train }: Setting, backend: Backend, workers: number): number {
  const { replicas, optimizer } = study;
  if (backend === "reference" || replicas === 1) return 1;
  const isWide = plan.layers.some(({ parameters: [weights] }) => weights!.length >= WIDE_LAYER);
  if (backend === "simd" && isWide) return 1;
  const lanes = WIDTHS[backend];
  const bytes = 4 * lanes * TOGETHER * plan.parameterCount * (1 + stateCount(optimizer));
  // Four groups together take two fifths to nine tenths of the time that they take one after the other: 3/4 as a rule.
  const turns = (members: number) => Math.ceil(Math.ceil(replicas / members) / workers);
  const isFaster = bytes <= FUSED_BYTES && 3 * turns(lanes * TOGETHER) <= turns(lanes);
  return !plan.noise && isFused(study, train) && isFaster ? lanes * TOGETHER : lanes;
}
