/**
 * Weights of the training examples: those of the data times those of the classes, of mean 1. docs/arithmetic.md section
 * 11.
 *
 * Order: in f64, the sum in the order of the examples from +0; rounded once at the end.
 * Checked: tests/train/weights.test.ts.
 */
import type { Split } from "../data/dataset.js";
import { wrongValue } from "../study/errors.js";
import type { Study } from "../study/study.js";

/**
 * One an example; null where neither the data nor the study weigh.
 * @throws InputError where all are 0
 */
export function weightsOf(
  { count, y, weights }: Pick<Split, "count" | "y" | "weights">,
  classWeights: Study["classWeights"],
  classes: number,
): Float32Array | null {
  if (!weights && !classWeights) return null;
  const ofClass = classWeights === "balanced" ? balanced(y, classes) : classWeights;
  const products = Float64Array.from({ length: count }, (_, n) => (weights?.[n] ?? 1) * (ofClass?.[y[n]!] ?? 1));
  const sum = products.reduce((before, product) => before + product, 0);
  if (sum === 0)
    throw wrongValue(
      classWeights ? "study.classWeights" : "study.data.weights",
      "a weight above 0 of a training example",
      "0 of all",
    );
  return Float32Array.from(products, (product) => (product * count) / sum);
}

/** N / (C N_c) of each class c. One without examples weighs none. */
function balanced(y: Float32Array, classes: number): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const label of y) counts[label]!++;
  return counts.map((examples) => y.length / (classes * examples));
}
