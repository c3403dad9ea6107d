/** The experiments by name, each loaded when it is named. */
import { notOneOf } from "../study/errors.js";
import type { Experiment } from "./experiment.js";

const FILES: Record<string, () => Promise<Experiment>> = {
  "snapp-2021": async () => (await import("./snapp-2021.js")).snapp2021,
  "summers-2021": async () => (await import("./summers-2021.js")).summers2021,
  "ahn-2022": async () => (await import("./ahn-2022.js")).ahn2022,
  "boubdir-2023": async () => (await import("./boubdir-2023.js")).boubdir2023,
  "nelaturu-2023": async () => (await import("./nelaturu-2023.js")).nelaturu2023,
  "jordan-2024": async () => (await import("./jordan-2024.js")).jordan2024,
  "ko-2023": async () => (await import("./ko-2023.js")).ko2023,
};

/** The names of the experiments, in the order of the papers. */
export const EXPERIMENT_NAMES: readonly string[] = Object.keys(FILES);

/** @throws InputError for a name that is none */
export async function findExperiment(name: unknown): Promise<Experiment> {
  const load = Object.entries(FILES).find(([known]) => known === name)?.[1];
  if (!load) throw notOneOf("experiment", name, EXPERIMENT_NAMES);
  return load();
}

/** All experiments. */
export async function allExperiments(): Promise<Experiment[]> {
  return Promise.all(EXPERIMENT_NAMES.map(findExperiment));
}
