/**
 * The pool: deals the replicas of studies to workers. Who trains what, and when, changes no bit.
 *
 * Several trainings may wait at once; they keep the workers busy in the order in which they came. A worker starts when
 * there is work for it. Where no worker can start, the calling thread trains and leaves itself free in between.
 */
import * as v from "valibot";
import { processors } from "../host/machine.js";
import { inSlices } from "../host/slices.js";
import { compiled } from "../kernel/load.js";
import { shown, wrongType } from "../study/errors.js";
import { integer } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { Kernels } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import { lanesOf } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";
import type { Done, Order, ToWorker } from "./messages.js";
import { isFromWorker } from "./messages.js";
import type { Port, WorkerLike } from "./port.js";
import { isWorker, portOf } from "./port.js";
import { isAddress, ownWorkers, REFERENCE_IN_WORKERS, workersAt } from "./start.js";
import { openBench, work } from "./work.js";

/** How many workers there are, and where their script is. */
export interface PoolOptions {
  /** Number of workers; 0 trains in the calling thread. Default: the processors of the machine. */
  workers?: number;
  /**
   * Where the worker script (`doppelgrad/worker`) is, or a function that makes a worker of it. Default: the script
   * inside this package.
   */
  worker?: URL | string | (() => WorkerLike);
  /**
   * Milliseconds in which a worker must say that it has started; the time in which this thread stands still does not
   * count. Of workers of your own none that starts is an error that says so; without those of this package the calling
   * thread trains. Default: 60000.
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

/** How far a training is, in steps of single replicas. */
export interface Progress {
  /** Those that are done. */
  done: number;
  /** All of them. */
  total: number;
}

export interface TrainingOptions {
  kernels: Kernels;
  withTrail?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Called with outcomes as they come, in any order; what it takes out of them is held no longer. */
  onOutcomes?: (outcomes: Outcome[]) => void;
}

/** Workers that train the replicas of one study after the other; `run` and `verify` take it as the option `pool`. */
export interface Pool {
  /** The most that it uses. 0 where the calling thread trains: none was asked for, or none could start. */
  readonly workers: number;
  /**
   * Trains all replicas of a setting.
   * @internal the functions that take a `pool` call it
   * @param setting a study that is resolved, with its data and its plan
   * @param options kernels, trail, signal and progress
   * @returns outcomes in the order of the replicas, which end with the first that diverged
   * @throws Error where the pool is closed or a worker fails; the signal's reason
   */
  train(setting: Setting, options: TrainingOptions): Promise<Outcome[]>;
  /** Ends all workers; what still trains fails. A pool that is closed stays closed, and may be closed again. */
  close(): Promise<void>;
  /** `close`, at the end of a block: `await using pool = await openPool()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

const LATER = "each training has its own";
/** Options of what trains on a pool. */
const OF_TRAININGS = { kernels: LATER, signal: LATER, onProgress: LATER, trail: LATER };

/**
 * Milliseconds in which a worker must start: a machine that is busy with something else takes seconds, not a minute.
 */
const START = 60_000;
/** Ticks of a clock in that time. What is heard between two of them is heard, however long the thread stood still. */
const TICKS = 20;

/** Milliseconds for which the calling thread trains at a time, and the slice in which it notices that they are over. */
const TURN = 3;

/** One call of `train`, with what is left of it. */
interface Training {
  id: number;
  order: Order;
  options: TrainingOptions;
  /** Replicas of a group. */
  lanes: number;
  /**
   * The first replica that has not been dealt, and the end of those that are wanted: behind the first that diverged,
   * none.
   */
  next: number;
  end: number;
  outcomes: (Outcome | null)[];
  done: number;
  total: number;
  /** Aborted when it is settled, which ends the work of the calling thread. */
  over: AbortController;
  onAbort(): void;
  resolve(outcomes: Outcome[]): void;
  reject(reason: unknown): void;
}

/** A worker, how it was started, the trainings that it knows, and what it does now. */
interface Seat {
  way: () => WorkerLike;
  port: Port<ToWorker, unknown>;
  knows: Set<number>;
  task: "start" | Training | null;
  /** Ends the wait for its start. */
  started(): void;
}

/**
 * Opens a pool of workers, to be closed when no study needs it any more. A worker starts when there is work for it.
 *
 *     await using pool = await openPool({ workers: 4 });
 *     const results = await Promise.all(studies.map((study) => run(study, { pool })));
 *
 * @param options workers and their script; by default one worker a processor, of the script inside this package
 * @returns the pool, which has started no worker yet
 * @throws InputError for a bad option
 */
export async function openPool(options: PoolOptions = {}): Promise<Pool> {
  const {
    workers: wanted = processors(),
    worker,
    startTimeout = START,
  } = parseOptions<PoolOptions>(POOL, options, "openPool", OF_TRAININGS);
  let workers = wanted;
  let ways = wanted > 0 ? await waysOf(worker) : [];
  const queue = new Set<Training>();
  const seats = new Set<Seat>();
  let ids = 0;
  let closed = false;
  /** Whether a worker has ever started. */
  let anyStarted = false;

  /** Gives jobs to the workers that are free, and starts workers for the groups that still wait. */
  function deal(): void {
    for (const seat of seats) {
      if (seat.task) continue;
      const training = [...queue].find(({ next, end }) => next < end);
      if (!training) return;
      give(seat, training);
    }
    while (seats.size < workers && waiting() > 0) hire();
  }

  /** Groups for which no worker starts yet. */
  function waiting(): number {
    let groups = 0;
    for (const { next, end, lanes } of queue) groups += Math.max(0, Math.ceil((end - next) / lanes));
    for (const { task } of seats) if (task === "start") groups--;
    return groups;
  }

  /** Large jobs first, single groups at the end, so that all workers end together. */
  function give(seat: Seat, training: Training): void {
    const { id, order, next: first, end, lanes } = training;
    const count = Math.min(end - first, lanes * Math.max(1, Math.floor((end - first) / (lanes * 2 * workers))));
    training.next += count;
    seat.task = training;
    const known = seat.knows.has(id);
    seat.knows.add(id);
    try {
      seat.port.post({ say: "job", id, order: known ? null : order, first, count });
    } catch (error) {
      leave(seat);
      finish(training, () => training.reject(error));
    }
  }

  function hire(): void {
    const way = ways[0]!;
    let made: WorkerLike;
    try {
      made = way();
    } catch {
      return doWithout(way);
    }
    if (worker !== undefined && !isWorker(made))
      return giveUp(wrongType("worker", "a function that makes a worker", shown(made)));
    const seat: Seat = {
      way,
      port: portOf(made),
      knows: new Set(),
      task: "start",
      started: countdown(startTimeout, () => tooLate(seat)),
    };
    seats.add(seat);
    seat.port.listen(
      (message) => hear(seat, message),
      (error) => lose(seat, error),
    );
  }

  /**
   * A worker cannot start (an old browser, a strict policy): the next way is tried, or the others do its work, or the
   * calling thread does.
   */
  function doWithout(way: () => WorkerLike): void {
    if (way !== ways[0]) return;
    if (ways.length > 1) ways.shift();
    else if (--workers === 0) queue.forEach(trainHere);
  }

  /** A worker says nothing at all. Where others have started, they do its work. */
  function tooLate(seat: Seat): void {
    leave(seat);
    const silent = `no worker of the option worker said within ${startTimeout} ms that it had started. Is its script doppelgrad/worker? A slow machine may need a larger startTimeout.`;
    if (worker !== undefined && !anyStarted) giveUp(new Error(silent));
    else doWithout(seat.way);
    deal();
  }

  /** The workers are none: whatever waits for one fails. */
  function giveUp(error: Error): void {
    for (const training of queue) finish(training, () => training.reject(error));
  }

  /** Takes a worker out and ends it. */
  function leave(seat: Seat): void {
    seats.delete(seat);
    seat.started();
    void seat.port.close();
  }

  function hear(seat: Seat, message: unknown): void {
    if (!seats.has(seat)) return;
    const training = seat.task;
    if (!isFromWorker(message, training)) {
      leave(seat);
      const error = new Error(`a worker said ${shown(message)}, which the script doppelgrad/worker does not say.`);
      if (training && training !== "start") finish(training, () => training.reject(error));
      else giveUp(error);
      return deal();
    }
    if (message.say === "ready") {
      seat.started();
      anyStarted = true;
      ways = [seat.way];
    }
    if (message.say !== "progress") seat.task = null;
    if (training && training !== "start" && message.say !== "ready") {
      if (message.say === "failed")
        finish(training, () => training.reject(new Error(`a worker failed: ${message.message}`)));
      else take(training, message);
    }
    deal();
  }

  /** A worker died: what it trained fails, another takes its place when there is work. */
  function lose(seat: Seat, error: Error): void {
    if (!seats.delete(seat)) return;
    seat.started();
    const { task } = seat;
    if (task === "start") doWithout(seat.way);
    else if (task) finish(task, () => task.reject(error));
    deal();
  }

  function take(training: Training, { steps, outcomes }: Done): void {
    if (!queue.has(training)) return;
    for (const outcome of outcomes) {
      training.outcomes[outcome.index] = outcome;
      if (outcome.diverged) training.end = Math.min(training.end, outcome.index + 1);
    }
    training.done += steps;
    try {
      if (outcomes.length > 0) training.options.onOutcomes?.(outcomes);
      training.options.onProgress?.({ done: training.done, total: training.total });
    } catch (error) {
      finish(training, () => training.reject(error));
    }
    const wanted = training.outcomes.slice(0, training.end);
    if (wanted.every((outcome) => outcome !== null)) finish(training, () => training.resolve(wanted));
  }

  /**
   * Settles a training, unless that has been done. Workers that are still busy with it are ended: nothing else would
   * stop them.
   */
  function finish(training: Training, settle: () => void): void {
    if (!queue.delete(training)) return;
    training.options.signal?.removeEventListener("abort", training.onAbort);
    for (const seat of seats) {
      if (seat.task === training) leave(seat);
      else if (seat.knows.delete(training.id)) seat.port.post({ say: "forget", id: training.id });
    }
    training.over.abort();
    settle();
    deal();
  }

  async function trainHere(training: Training): Promise<void> {
    try {
      const bench = await openBench(training.order);
      const job = work(bench, training.next, training.end - training.next, TURN);
      take(training, await inSlices(job, training.over.signal, (done) => take(training, done), 0));
    } catch (error) {
      finish(training, () => training.reject(error));
    }
  }

  const pool: Pool = {
    get workers() {
      return workers;
    },
    async train(setting, trainingOptions) {
      const { kernels, withTrail = false, signal } = trainingOptions;
      const module = kernels === "reference" ? null : await compiled(kernels);
      const { study, plan, train, test, evaluated } = setting;
      return new Promise<Outcome[]>((resolve, reject) => {
        if (closed) return reject(new Error("the pool is closed. Open another with openPool()."));
        if (signal?.aborted) return reject(signal.reason);
        const training: Training = {
          id: ids++,
          options: trainingOptions,
          order: { setting: { study, plan, train, test, evaluated }, kernels, withTrail, module },
          lanes: lanesOf(study, plan, kernels),
          next: 0,
          end: study.replicas,
          outcomes: Array<null>(study.replicas).fill(null),
          done: 0,
          total: study.replicas * plan.steps,
          over: new AbortController(),
          onAbort: () => finish(training, () => reject(signal!.reason)),
          resolve,
          reject,
        };
        queue.add(training);
        signal?.addEventListener("abort", training.onAbort);
        if (workers === 0 || (kernels === "reference" && !REFERENCE_IN_WORKERS)) void trainHere(training);
        else deal();
      });
    },
    async close() {
      closed = true;
      const closing = [...seats];
      for (const seat of closing) seat.started();
      seats.clear();
      for (const training of queue)
        finish(training, () => training.reject(new Error("the pool was closed before the training ended.")));
      await Promise.all(closing.map((seat) => seat.port.close()));
    },
    // Browsers of before 2025 have no such symbol; a page that brings one is served.
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: () => pool.close() }),
  };
  return pool;
}

/** Counts down in ticks, and calls `over` at the end; what it returns stops it. */
function countdown(milliseconds: number, over: () => void): () => void {
  let ticks = 0;
  const clock = setInterval(() => {
    if (++ticks < TICKS) return;
    clearInterval(clock);
    over();
  }, milliseconds / TICKS);
  return () => clearInterval(clock);
}

/** The ways to start a worker, the best first. */
async function waysOf(worker: PoolOptions["worker"]): Promise<(() => WorkerLike)[]> {
  if (worker === undefined) return ownWorkers();
  return [typeof worker === "function" ? worker : workersAt(worker)];
}
