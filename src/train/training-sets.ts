/**
 * The training set of a study that weighs its examples, or keeps some for validation; loaded where one does.
 */
import type { Dataset, Split } from "../data/dataset.js";
import { splitOff } from "../data/validation.js";
import { seedOf } from "../study/levels.js";
import type { Plan } from "../study/plan.js";
import type { Study } from "../study/study.js";
import { weightsOf } from "./weights.js";

/**
 * @returns what is trained on, what is kept for validation, and the weights of the former
 * @throws InputError where all weights are 0
 */
export function trainingSets(
  study: Study,
  { validation: kept }: Plan,
  dataset: Dataset,
): { train: Split; validation: Split | null; weights: Float32Array | null } {
  const { train, validation } = kept
    ? splitOff(dataset.train, kept, seedOf(study, "data"))
    : { train: dataset.train, validation: null };
  return { train, validation, weights: weightsOf(train, study.classWeights, dataset.classes) };
}
