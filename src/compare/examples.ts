/** Predictions as other examples: each label apart, or some of the examples in another order. */
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
  const { columns } = p;
  const rows = <Values extends Floats>(values: Values, blocks = 1, width = columns): Values => {
    const some = new (values.constructor as new (length: number) => Values)(blocks * examples.length * width);
    for (let r = 0; r < blocks; r++) {
      examples.forEach((n, to) => {
        const from = (r * p.examples + n) * width;
        some.set(values.subarray(from, from + width), (r * examples.length + to) * width);
      });
    }
    return some;
  };
  return {
    ...predicted,
    predictions: { ...p, values: rows(p.values, p.replicas), examples: examples.length },
    logits: logits && rows(logits, p.replicas),
    labels: labels && rows(Float64Array.from(labels), 1, labels.length / p.examples),
    truth: truth && rows(truth),
    baseline: baseline && rows(baseline),
  };
}
