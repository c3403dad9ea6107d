/**
 * The examples of a data set in the form that training takes.
 */
import type { Dataset, Split } from "../data/dataset.js";
import type { LabelledExamples } from "../reference/trainer.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import type { LossName } from "../study/variants/losses.js";
import type { Setting } from "./setting.js";

/** @throws InputError where all weights are 0 */
export async function settingOf(study: Study, plan: Plan, dataset: Dataset): Promise<Setting> {
  const { outputs } = plan;
  const whole = dataset.train;
  const isWhole = !plan.validation && !study.classWeights && !whole.weights;
  const { train, validation, weights } = isWhole
    ? { train: whole, validation: null, weights: null }
    : (await import("./training-sets.js")).trainingSets(study, plan, dataset);
  return {
    study,
    plan,
    train: { ...examplesOf(train, study.loss, outputs), weights },
    validation: validation && examplesOf(validation, study.loss, outputs),
    test: { ...examplesOf(dataset.test, study.loss, outputs), withPasses: study.mcPasses !== undefined },
  };
}

/**
 * The labels in the form that the loss wants: squared takes class labels as one column of 0 and 1, or one-hot for more
 * than two classes.
 */
function examplesOf({ count, x, y }: Split, loss: LossName, outputs: number): LabelledExamples {
  if (loss !== "squared" || y.length === count * outputs) return { count, x, y };
  const oneHot = new Float32Array(count * outputs);
  for (let n = 0; n < count; n++) oneHot[n * outputs + y[n]!] = 1;
  return { count, x, y: oneHot };
}
