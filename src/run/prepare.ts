/**
 * The one way from what a user writes to what can be trained: parse the data's spec, make the data, settle the study
 * against them, plan. All that can be wrong is said here, before any training.
 */
import type { Dataset } from "../data/dataset.js";
import { makeDataset } from "../data/dataset.js";
import { findSource } from "../data/sources.js";
import { resolveData } from "../data/spec.js";
import type { Known } from "../measure/input.js";
import type { Shape } from "../measure/predictions.js";
import { stepRates } from "../reference/rates.js";
import { shown, wrongValue } from "../study/errors.js";
import { isPlain } from "../study/fields.js";
import { seedOf } from "../study/levels.js";
import type { Plan } from "../study/plan.js";
import { checkMemory, planOf } from "../study/plan.js";
import { noiseOf, resolveSeeds, resolveStudy, writtenFields } from "../study/resolve.js";
import type { DataSpec, Study, StudyInput } from "../study/study.js";
import { settingOf } from "../train/examples.js";
import type { Setting } from "../train/setting.js";

export interface Prepared extends Setting {
  dataset: Dataset;
}

/** How the data of a study are made: `makeDataset`, or what checks their spec first, or has them already. */
export type MakeData = (data: DataSpec, seed: number, signal?: AbortSignal) => Promise<Dataset>;

/**
 * @param given the study as a user writes it
 * @param options `workers` for the memory that training takes; the signal that ends the making of the data; `make` in
 *   place of `makeDataset`
 * @throws InputError that names the field, Error for data that cannot be made; the signal's reason
 */
export async function prepare(
  given: StudyInput,
  { workers = 1, signal, make = makeDataset }: { workers?: number; signal?: AbortSignal; make?: MakeData } = {},
): Promise<Prepared> {
  const input = writtenFields(given);
  const data = await parseData(input.data, "study.data");
  const dataset = await make(data, seedOf(resolveSeeds(input), "data"), signal);
  const facts = { ...dataset, train: dataset.train.count };
  const noise = await noiseOf(input);
  const study = resolveStudy(input, data, facts, (await findSource(data.name))!.recipe, noise);
  const plan = planOf(study, facts);
  if (noise) plan.noise = (await import("../kernel/noise.js")).plannedNoise(study, plan, dataset);
  checkRate(study, plan);
  checkMemory(study, plan, { train: dataset.train.count, test: dataset.test.count }, workers);
  return { ...(await settingOf(study, plan, dataset)), dataset };
}

/** A spec with every default filled in; without a name its parameters are those of the default family. */
export async function parseData(data: StudyInput["data"] = {}, path: string): Promise<DataSpec> {
  return resolveData(isPlain(data) && !Object.hasOwn(data, "name") ? { name: "vee", ...data } : data, path);
}

/** Refuses a learning rate of which an optimizer makes a first step that float32 rounds to none, or to an endless one. */
function checkRate(study: Study, { steps, stepsPerEpoch }: Plan): void {
  const [rate] = stepRates(study, steps, stepsPerEpoch)(0, 1);
  if (rate! > 0 && rate! < Infinity) return;
  const what = "a learning rate with which float32 holds the first step of the optimizer";
  throw wrongValue(
    "study.optimizer.learningRate",
    what,
    shown(study.optimizer.learningRate),
    `Use a ${rate === 0 ? "larger" : "smaller"} one.`,
  );
}

/** The shape of a study's predictions on its test set. */
export function shapeOf({ study, plan, test }: Prepared): Shape {
  return {
    replicas: study.replicas,
    examples: test.count,
    columns: plan.outputs,
    kind: study.loss === "squared" ? "value" : "probability",
  };
}

/** What is known of the test set beside predictions. */
export function knownOf({ study, dataset: { test, task } }: Prepared): Known {
  return { labels: test.y, truth: test.truth, task, loss: study.loss };
}
