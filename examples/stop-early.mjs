/**
 * Watch replicas drift apart while they train, and stop when the loss has stopped falling.
 *
 *     node examples/stop-early.mjs
 *
 * Early on, replicas differ because nothing is learned yet; a loss that no longer falls does not mean that they agree.
 */
import { openTrainer } from "doppelgrad";

const trainer = await openTrainer({
  data: { name: "moons", train: 500, test: 500 },
  hidden: [8],
  batchSize: 10,
  epochs: 200,
  replicas: 16,
});
const epoch = 50; // 500 examples in batches of 10

let best = Number.POSITIVE_INFINITY;
for await (const step of trainer) {
  if (step % (5 * epoch) !== 0) continue;
  const { loss, predictionDifference } = trainer.measure(["loss", "predictionDifference"]);
  const difference = `${(100 * predictionDifference.value).toFixed(2)} percentage points`;
  console.log(`epoch ${step / epoch}: loss ${loss.value.toFixed(4)}, two replicas differ by ${difference}`);
  if (loss.value > 0.98 * best) break;
  best = loss.value;
}

console.log(`stopped after ${trainer.step} of ${trainer.steps} steps: ${trainer.fingerprint()}`);
