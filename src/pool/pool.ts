/**
 * The pool: workers that train the replicas of one study after another. Several trainings may wait at once; they keep
 * the workers busy in the order in which they came.
 */
import * as v from "valibot";
import { processors } from "../host/machine.js";
import { stopIfAborted } from "../host/slices.js";
import { integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { Backend } from "../train/group.js";
import type { Keeping, KeptGroup } from "../train/keeper.js";
import { probedLanes } from "../train/probed-lanes.js";
import { modulesFor, type Setting } from "../train/setting.js";
import type { Keeper, Outcome, Recorded } from "../train/train-group.js";
import { type Dispatcher, enqueue, shutDown } from "./dispatcher.js";
import type { WorkerLike } from "./port.js";
import { isAddress, ownWorkers, workersAt } from "./start.js";

/** How many workers a pool has, and where their script is. */
export interface PoolOptions {
  /** Number of workers; 0 trains in the calling thread. Default: one per processor. */
  workers?: number;
  /**
   * The address of the worker script (`doppelgrad/worker`), or a function that makes a worker from it. Default: the
   * script inside this package.
   */
  worker?: URL | string | (() => WorkerLike);
  /**
   * Milliseconds within which a worker must start; time in which this thread is blocked does not count. If no worker of
   * your own starts, training fails with an error that says so; if none of this package's starts, the calling thread
   * trains. Default: 60000.
   */
  startTimeout?: number;
}

/** The options of `PoolOptions`. */
export const POOL = {
  workers: integer(0, 1024),
  worker: v.custom<URL | string | (() => WorkerLike)>(
    (input) => typeof input === "function" || isAddress(input),
    "the address of the script doppelgrad/worker, or a function that makes a worker of it",
  ),
  startTimeout: integer(1, 2147483647),
};

/** Progress of a training, in steps of single replicas. */
export interface Progress {
  /** Steps done. */
  done: number;
  /** All steps. */
  total: number;
}

export interface TrainingOptions extends Recorded {
  backend: Backend;
  /** The replicas to train: from this one on, up to `end`. Default: all. */
  first?: number;
  end?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Called with outcomes as they come, in any order. It may empty their arrays to free memory. */
  onOutcomes?: (outcomes: Outcome[]) => void;
  /** Where the replicas go on, and how often the state of each group is saved. */
  keeping?: Keeping;
  /** Takes a state that a worker saves, or undefined between; the keeper does so in the calling thread. */
  onKept?: (kept: KeptGroup | undefined) => void;
  keeper?: Keeper;
}

/** Workers that train the replicas of one study after the other; `run` and `verify` take it as the option `pool`. */
export interface Pool {
  /** The most workers it uses; 0 where the calling thread trains, by request or because none could start. */
  readonly workers: number;
  /**
   * Trains the replicas of a setting, or a range of them.
   * @internal the functions that take a `pool` call it
   * @param setting a study that is resolved, with its data and its plan
   * @param options backend, what is recorded, signal and progress
   * @returns outcomes in the order of the replicas, which end with the first that diverged
   * @throws Error where the pool is closed or a worker fails; the signal's reason
   */
  train(setting: Setting, options: TrainingOptions): Promise<Outcome[]>;
  /** Ends all workers; any training still going on fails. A closed pool stays closed; closing it again does nothing. */
  close(): Promise<void>;
  /** `close`, at the end of a block: `await using pool = await openPool()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

const LATER = "each training has its own";
/** Options of what trains on a pool. */
const OF_TRAININGS = { backend: LATER, signal: LATER, onProgress: LATER, trail: LATER, curves: LATER };

/**
 * Milliseconds in which a worker must start: a machine that is busy with something else takes seconds, not a minute.
 */
const START = 60_000;

/**
 * Opens a pool of workers; close it when no study needs it any more. A worker starts when there is work for it.
 *
 *     await using pool = await openPool({ workers: 4 });
 *     const results = await Promise.all(studies.map((study) => run(study, { pool })));
 *
 * @param options workers and their script; by default one worker per processor, with the script inside this package
 * @returns the pool, which has started no worker yet
 * @throws InputError for a bad option
 */
export async function openPool(options: PoolOptions = {}): Promise<Pool> {
  const {
    workers = processors(),
    worker,
    startTimeout = START,
  } = parseOptions<PoolOptions>(POOL, options, OF_TRAININGS);
  const dispatcher: Dispatcher = {
    workers,
    ways: workers > 0 ? waysOf(worker) : [],
    isOwn: worker !== undefined,
    startTimeout,
    queue: new Set(),
    slots: new Set(),
    anyStarted: false,
  };
  let ids = 0;
  let closed = false;
  const pool: Pool = {
    get workers() {
      return dispatcher.workers;
    },
    async train(setting, training) {
      const { backend, signal } = training;
      const lanes = await probedLanes(setting, backend, Math.max(1, dispatcher.workers));
      const modules = await modulesFor(setting, backend, lanes);
      if (closed) throw new Error("the pool is closed. Open another with openPool().");
      stopIfAborted(signal);
      return enqueue(dispatcher, setting, training, { lanes, modules }, ids++);
    },
    async close() {
      closed = true;
      await shutDown(dispatcher);
    },
    // Browsers of before 2025 have no such symbol; a page that brings one is served.
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: () => pool.close() }),
  };
  return pool;
}

/** The ways to start a worker, the best first. */
function waysOf(worker: PoolOptions["worker"]): (() => WorkerLike)[] {
  if (worker === undefined) return ownWorkers();
  return [typeof worker === "function" ? worker : workersAt(worker)];
}
