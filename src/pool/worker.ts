/**
 * The script that a worker runs, in Node and in browsers.
 */
import type { FromWorker, ToWorker } from "./messages.js";
import { workerSide } from "./port.js";
import type { Bench } from "./work.js";
import { openBench, work } from "./work.js";

/** Milliseconds between two messages of progress. */
const QUIET = 50;

const benches = new Map<number, Promise<Bench>>();
const { listen, post } = await workerSide<ToWorker, FromWorker>();

listen(async (message) => {
  try {
    if (message.say === "setting") benches.set(message.id, openBench(message.setting, message.kernels, message.withTrail));
    else if (message.say === "forget") benches.delete(message.id);
    else train(await benches.get(message.id)!, message.replicas);
  } catch (error) {
    post({ say: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
post({ say: "ready" });

function train(bench: Bench, replicas: number[]): void {
  let steps = 0;
  let told = performance.now();
  const training = work(bench, replicas);
  let slice = training.next();
  for (; !slice.done; slice = training.next()) {
    steps += slice.value;
    if (performance.now() - told < QUIET) continue;
    post({ say: "progress", steps });
    steps = 0;
    told = performance.now();
  }
  post({ say: "progress", steps });
  post({ say: "done", outcomes: slice.value }, slice.value.flatMap(({ logits, predictions, parameters }) => [logits.buffer, predictions.buffer, parameters.buffer]));
}
