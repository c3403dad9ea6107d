/**
 * What a pool and its workers say to each other. Plain data: it passes structured cloning in Node and in browsers.
 */
import type { Kernels } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";

export type ToWorker =
  /** Comes before the first job of its setting. */
  | { say: "setting"; id: number; setting: Setting; kernels: Kernels; withTrail: boolean }
  | { say: "job"; id: number; replicas: number[] }
  | { say: "forget"; id: number };

export type FromWorker =
  /** The script has started and listens. */
  | { say: "ready" }
  /** Steps done since the last message, over all replicas of the job. */
  | { say: "progress"; steps: number }
  | { say: "done"; outcomes: Outcome[] }
  | { say: "failed"; message: string };
