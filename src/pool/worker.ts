/**
 * The script that a worker runs, in Node and in browsers.
 */
import { adopt } from "../kernel/load.js";
import { keeperOf } from "../train/keeper.js";
import type { FromWorker, Order, ToWorker } from "./messages.js";
import type { OpenTraining } from "./work.js";
import { openTraining, work } from "./work.js";
import { workerSide } from "./worker-side.js";

/** Milliseconds between two messages of a job. */
const QUIET = 50;

const trainings = new Map<number, Promise<OpenTraining>>();
const { listen, post } = workerSide<ToWorker, FromWorker>();

listen(async (message) => {
  try {
    if (message.say === "forget") trainings.delete(message.id);
    else {
      if (message.order) trainings.set(message.id, open(message.order));
      train(await trainings.get(message.id)!, message.first, message.count);
    }
  } catch (error) {
    post({ say: "failed", message: String(error) });
  }
});
post({ say: "ready" });

function open(order: Order): Promise<OpenTraining> {
  for (const [name, module] of order.modules) adopt(name, module);
  return openTraining(order);
}

function train(training: OpenTraining, first: number, count: number): void {
  const keeper = keeperOf?.(training.keeping, (kept) => post({ say: "progress", steps: 0, outcomes: [], kept }));
  const job = work(training, first, count, QUIET, keeper);
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
