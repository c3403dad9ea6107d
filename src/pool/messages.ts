/**
 * What a pool and its workers say to each other. Plain data: it passes structured cloning in Node and in browsers.
 */
import type { ModuleName } from "../kernel/load.js";
import type { Backend } from "../train/group.js";
import type { Keeping, KeptGroup } from "../train/keeper.js";
import type { Setting } from "../train/setting.js";
import type { Outcome, Recorded } from "../train/train-group.js";

/** What a worker must know of a training, once. */
export interface Order extends Recorded {
  setting: Setting;
  backend: Backend;
  /** Replicas of a group. */
  lanes: number;
  /** The kernels, compiled; none for the reference. */
  modules: [ModuleName, WebAssembly.Module][];
  /** Where states of its groups are saved. */
  keeping?: Keeping;
}

/** What has been done since the last time: steps over all replicas, and the replicas that are finished. */
export interface Done {
  steps: number;
  outcomes: Outcome[];
  /** Where a group is, now and then, in a host with files. */
  kept?: KeptGroup;
}

export type ToWorker =
  /** Train so many replicas from the first one on. The order comes with the first job of a training. */
  { say: "job"; id: number; order: Order | null; first: number; count: number } | { say: "forget"; id: number };

export type FromWorker =
  /** The script has started and listens. */
  | { say: "ready" }
  | ({ say: "progress" } & Done)
  /** The end of the job. */
  | ({ say: "done" } & Done)
  | { say: "failed"; message: string };

/**
 * Whether something that a worker said is a message of the script at its time: a worker of the user's own may run
 * another.
 * @param task what the worker does, as far as the pool knows; null for nothing
 */
export function isFromWorker(said: unknown, task: "start" | { order: Order } | null): said is FromWorker {
  if (typeof said !== "object" || said === null) return false;
  const { say, steps, outcomes, message } = said as Record<string, unknown>;
  if (say === "ready") return task === "start";
  if (task === "start" || task === null) return false;
  if (say === "failed") return typeof message === "string";
  return (
    (say === "progress" || say === "done") &&
    Number.isInteger(steps) &&
    Array.isArray(outcomes) &&
    outcomes.every((outcome) => isOutcome(outcome, task.order))
  );
}

function isOutcome(said: unknown, { setting: { study, plan, test } }: Order): boolean {
  if (typeof said !== "object" || said === null) return false;
  const { index, digest, parameters, logits, predictions, loss } = said as Partial<Outcome>;
  const outputs = test.count * plan.outputs;
  const holds = (values: unknown, length: number) => values instanceof Float32Array && values.length === length;
  return (
    Number.isInteger(index) &&
    index! >= 0 &&
    index! < study.replicas &&
    digest instanceof Uint8Array &&
    typeof loss === "number" &&
    holds(parameters, plan.parameterCount) &&
    holds(logits, outputs) &&
    holds(predictions, outputs)
  );
}
