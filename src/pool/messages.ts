/**
 * What a pool and its workers say to each other. Plain data: it passes structured cloning in Node and in browsers.
 */
import type { Kernels } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";

/** What a worker must know of a training, once. */
export interface Order {
  setting: Setting;
  kernels: Kernels;
  withTrail: boolean;
  /** The kernels, compiled; null for the reference. */
  module: WebAssembly.Module | null;
}

/** What has been done since the last time: steps over all replicas, and the replicas that are finished. */
export interface Done {
  steps: number;
  outcomes: Outcome[];
}

export type ToWorker =
  /** Train so many replicas from the first one on. The order comes with the first job of a training. */
  | { say: "job"; id: number; order: Order | null; first: number; count: number }
  | { say: "forget"; id: number };

export type FromWorker =
  /** The script has started and listens. */
  | { say: "ready" }
  | ({ say: "progress" } & Done)
  /** The end of the job. */
  | ({ say: "done" } & Done)
  | { say: "failed"; message: string };
