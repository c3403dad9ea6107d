/** Predictions as other examples: each label apart, or some of the examples in another order. */
import { rowsAt } from "../measure/by-group.js";
import type { MeasureInput } from "../measure/input.js";
import type { Floats } from "../measure/predictions.js";
import type { Predicted } from "./input.js";

/** Of several labels, each label of an example is measured as an example of one column. */
export function decisionsApart({ task, predictions: p, labels, truth, loss, logits }: Predicted): MeasureInput {
  return task === "multilabel"
    ? { predictions: { ...p, examples: p.examples * p.columns, columns: 1 }, labels, truth, task: "binary", loss }
    : { predictions: p, labels, truth, task, loss, logits };
}

/** The same replicas on some of the examples, in the order given; without names of the examples. */
export function onExamples(predicted: Predicted, examples: readonly number[]): Predicted {
  const { predictions: p, labels, truth, baseline, logits } = predicted;
  const every = { replicas: p.replicas, stride: p.examples * p.columns };
  const rows = <Values extends Floats>(values: Values, width = p.columns): Values => rowsAt(values, examples, width);
  return {
    ...predicted,
    predictions: { ...p, values: rowsAt(p.values, examples, p.columns, every), examples: examples.length },
    logits: logits && rowsAt(logits, examples, p.columns, every),
    labels: labels && rows(Float64Array.from(labels), labels.length / p.examples),
    truth: truth && rows(truth),
    baseline: baseline && rows(baseline),
  };
}
