/**
 * The loss of the best constant prediction: what a model scores that has learned the shares of the classes, or the mean
 * of the targets, and nothing of the inputs.
 */
import { targets } from "../measure/input.js";
import { replicaLosses } from "../measure/loss.js";
import type { Prepared } from "./prepare.js";
import { knownOf, shapeOf } from "./prepare.js";

/**
 * Fitted on the training labels, each counting alike, and measured on the test set as the replicas are; null where a
 * test label never occurs in training, which a constant gives no chance.
 */
export function constantLoss(prepared: Prepared): number | null {
  const shape = { ...shapeOf(prepared), replicas: 1 };
  const constant = columnMeans(prepared, shape.columns);
  const values = new Float64Array(shape.examples * shape.columns).map((_, i) => constant[i % shape.columns]!);
  const [loss] = replicaLosses({ ...knownOf(prepared), predictions: { ...shape, values } })!;
  return Number.isFinite(loss) ? loss! : null;
}

/** Means over the training examples, in their order, of what each output is to be. */
function columnMeans({ study, dataset: { train } }: Prepared, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  const isValue = study.loss === "squared";
  const y = isValue ? targets(train.y, { replicas: 1, examples: train.count, columns, kind: "value" }) : train.y;
  // A class is one of several columns, or the only one is the probability of class 1.
  const isAmount = isValue || columns === 1;
  for (let i = 0; i < y.length; i++) sums[isAmount ? i % columns : y[i]!]! += isAmount ? y[i]! : 1;
  return sums.map((sum) => sum / train.count);
}
