/**
 * The script that a worker runs, in Node and in browsers.
 */
import { adopt } from "../kernel/load.js";
import type { FromWorker, Order, ToWorker } from "./messages.js";
import { workerSide } from "./port.js";
import type { Bench } from "./work.js";
import { openBench, work } from "./work.js";

/** Milliseconds between two messages of a job. */
const QUIET = 50;

const benches = new Map<number, Promise<Bench>>();
const { listen, post } = workerSide<ToWorker, FromWorker>();

listen(async (message) => {
  try {
    if (message.say === "forget") benches.delete(message.id);
    else {
      if (message.order) benches.set(message.id, opened(message.order));
      train(await benches.get(message.id)!, message.first, message.count);
    }
  } catch (error) {
    post({ say: "failed", message: String(error) });
  }
});
post({ say: "ready" });

function opened(order: Order): Promise<Bench> {
  const { backend, module } = order;
  if (backend !== "reference" && module) adopt(backend, module);
  return openBench(order);
}

function train(bench: Bench, first: number, count: number): void {
  const job = work(bench, first, count, QUIET);
  for (let next = job.next(); ; next = job.next()) {
    const buffers = next.value.outcomes.flatMap(({ logits, predictions, parameters }) => [
      logits.buffer,
      predictions.buffer,
      parameters.buffer,
    ]);
    post({ say: next.done ? "done" : "progress", ...next.value }, buffers);
    if (next.done) return;
  }
}
