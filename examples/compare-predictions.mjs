/**
 * How reproducible is a model that was trained elsewhere? This reads the predictions of its replicas and measures them.
 *
 *     python3 examples/predictions.py | node examples/compare-predictions.mjs
 *
 * On stdin: JSON { predictions, labels }; predictions[r][n] is the probability of class 1 that replica r gives to
 * example n, labels[n] is 0 or 1. Only predictions are looked at, so any library will do, and any model.
 */
import { text } from "node:stream/consumers";
import { compare, MEASURES } from "doppelgrad";

const { predictions, labels } = JSON.parse(await text(process.stdin));
const { replicas, examples, measures } = await compare({ predictions, labels });

console.log(`${replicas} replicas on ${examples} examples`);
for (const name of ["predictionDifference", "churn", "loss", "accuracy", "accuracyStandardDeviation"]) {
  const { value, low, high } = measures[name];
  const interval = low === null ? "" : `[${low.toFixed(4)}, ${high.toFixed(4)}]`;
  console.log(`${name.padEnd(26)} ${value.toFixed(4)} ${interval.padEnd(17)} ${MEASURES[name]}`);
}
