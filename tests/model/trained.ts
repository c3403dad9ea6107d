/** Small results for the tests of exports: every activation, every loss. */
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { ACTIVATIONS, type ActivationInput } from "../../src/study/variants/activations.js";
import { variantNames } from "../../src/study/variants/names.js";

const SMALL = { data: { name: "gaussians", classes: 3, train: 60, test: 40, dimension: 3 }, replicas: 3 } as const;

/** Each activation by its name, with parameters that are not the default ones. */
const CHOSEN: Partial<Record<string, ActivationInput>> = {
  leaky_relu: { name: "leaky_relu", alpha: -0.3 },
  elu: { name: "elu", alpha: 0.7 },
  smelu: { name: "smelu", beta: 0.4 },
  gsmelu: { name: "gsmelu", gMinus: 0.1, gPlus: 0.9, alpha: 0.6, beta: 1.2, t: 0.05 },
  softplus: { name: "softplus", beta: 3 },
  swish: { name: "swish", beta: 1.7 },
};

export const STUDIES: Record<string, StudyInput> = {
  ...Object.fromEntries(
    Object.keys(ACTIVATIONS).map((name) => [
      name,
      { ...SMALL, hidden: [7, 5], activation: CHOSEN[name] ?? { name: name as "relu" } } as StudyInput,
    ]),
  ),
  "smelu, beta 0": { ...SMALL, hidden: [4], activation: { name: "smelu", beta: 0 } },
  "logistic loss": { data: { name: "vee", train: 60, test: 40 }, hidden: [4], replicas: 3 },
  "squared loss on classes": { ...SMALL, hidden: [4], loss: "squared" },
  "no hidden layer": { ...SMALL, hidden: [] },
  "several targets": {
    data: {
      name: "given",
      x: Array.from({ length: 40 }, (_, n) => [(n % 7) / 7, (n % 11) / 11]),
      y: Array.from({ length: 40 }, (_, n) => [(n % 7) / 7, (n % 5) / 5 - 0.5]),
      test: {
        x: Array.from({ length: 20 }, (_, n) => [(n % 7) / 5, (n % 11) / 9]),
        y: Array.from({ length: 20 }, () => [0, 0]),
      },
    },
    hidden: [4],
    batchSize: 4,
    replicas: 3,
  },
};

/** Nothing is left out where an activation is added. */
export const ALL_ACTIVATIONS = variantNames.activation;

/** A trained study, with the inputs of its test set as rows. */
export async function trained(study: StudyInput) {
  const result = await run(study, { workers: 0 });
  const { dataset } = await import("../../src/run/dataset.js");
  const { test, inputs } = await dataset(result.study.data, { seed: result.study.seed });
  return { result, x: test.x, inputs, outputs: result.logits!.length / test.count / result.study.replicas };
}

export const bits = (values: ArrayLike<number>): Uint32Array =>
  new Uint32Array(Float32Array.from(values as ArrayLike<number>).buffer);
