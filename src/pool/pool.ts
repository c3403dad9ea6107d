/**
 * The pool: deals the replicas of studies to workers. Who trains what, and when, changes no bit.
 *
 * Jobs of all trainings wait in one queue, so that several studies keep the workers busy. Where no worker can start, the jobs are trained
 * in the calling thread, in slices that leave it free in between.
 */
import type { Kernels } from "../train/group.js";
import type { Setting } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";
import type { FromWorker, ToWorker } from "./messages.js";
import type { Port, WorkerLike } from "./port.js";
import { openPort } from "./port.js";
import { openBench, work } from "./work.js";

export interface PoolOptions {
  /** Number of workers; 0 trains in the calling thread. Default: the processors of the machine. */
  workers?: number;
  /** Where the worker script is, or a function that makes a worker. Default: beside this module. */
  worker?: URL | string | (() => WorkerLike);
}

/** How far a training is, in steps of single replicas. */
export interface Progress {
  done: number;
  total: number;
}

export interface TrainingOptions {
  kernels: Kernels;
  withTrail?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface Pool {
  /** 0 where the calling thread trains. */
  readonly workers: number;
  /** Trains all replicas of a setting; the outcomes come in the order of the replicas. */
  train(setting: Setting, options: TrainingOptions): Promise<Outcome[]>;
  close(): Promise<void>;
}

/** Replicas of a job: whole vectors, several of them where there are many, so that the last jobs still balance. */
function jobsOf(replicas: number, workers: number): number[][] {
  const size = 4 * Math.min(16, Math.max(1, Math.floor(replicas / (4 * 8 * Math.max(1, workers)))));
  const jobs: number[][] = [];
  for (let first = 0; first < replicas; first += size) {
    jobs.push(Array.from({ length: Math.min(size, replicas - first) }, (_, index) => first + index));
  }
  return jobs;
}

/** One call of `train`, with what is left of it. */
interface Training {
  id: number;
  setting: Setting;
  options: TrainingOptions;
  waiting: number[][];
  running: number;
  outcomes: Outcome[];
  done: number;
  total: number;
  /** Lowest replica that is known to have diverged; jobs behind it are not started. */
  lowestDiverged: number;
  onAbort(): void;
  resolve(outcomes: Outcome[]): void;
  reject(reason: unknown): void;
}

/** A worker, the settings that it has, and what it does now. */
interface Seat {
  port: Port<ToWorker, FromWorker>;
  knows: Set<number>;
  training: Training | null;
}

export async function openPool(options: PoolOptions = {}): Promise<Pool> {
  const wanted = options.workers ?? (await processors());
  const source = options.worker ?? new URL("./worker.js", import.meta.url);
  const queue: Training[] = [];
  let seats: Seat[] = [];
  let ids = 0;
  let closed = false;

  async function sit(): Promise<Seat> {
    const seat: Seat = { port: await openPort<ToWorker, FromWorker>(source), knows: new Set(), training: null };
    await new Promise<void>((ready, fail) => {
      seat.port.listen(
        (message) => (message.say === "ready" ? ready() : hear(seat, message)),
        (error) => {
          fail(error);
          lose(seat, error);
        },
      );
    });
    return seat;
  }

  // Where no worker can start (an old browser, a strict policy) the calling thread trains.
  const started = await Promise.allSettled(Array.from({ length: wanted }, sit));
  seats = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const workers = seats.length;

  function deal(): void {
    for (const seat of seats) {
      if (seat.training) continue;
      const training = queue.find(({ waiting }) => waiting.length > 0);
      if (!training) return;
      if (!seat.knows.has(training.id)) {
        const { id, setting, options: { kernels, withTrail = false } } = training;
        seat.port.post({ say: "setting", id, setting, kernels, withTrail });
        seat.knows.add(id);
      }
      seat.training = training;
      training.running++;
      seat.port.post({ say: "job", id: training.id, replicas: training.waiting.shift()! });
    }
  }

  function hear(seat: Seat, message: FromWorker): void {
    const training = seat.training;
    if (!training || message.say === "ready") return;
    if (message.say === "progress") return tell(training, message.steps);
    seat.training = null;
    training.running--;
    if (message.say === "failed") end(training, () => training.reject(new Error(message.message)));
    else take(training, message.outcomes);
    deal();
  }

  /** A worker died: what it trained fails, another takes its place. */
  function lose(seat: Seat, error: Error): void {
    if (!seats.includes(seat)) return;
    seats = seats.filter((other) => other !== seat);
    if (seat.training) end(seat.training, () => seat.training!.reject(error));
    refill();
  }

  /** Where no worker can be seated any more, all that waits fails. */
  function refill(): void {
    fill().catch((error: unknown) => refuse(error));
  }

  function refuse(reason: unknown): void {
    for (const training of [...queue]) end(training, () => training.reject(reason));
  }

  /** Seats workers in the places of those that are gone, unless the pool has been closed meanwhile. */
  async function fill(): Promise<void> {
    while (!closed && seats.length < workers) {
      const fresh = await sit();
      if (closed || seats.length >= workers) await fresh.port.close();
      else seats.push(fresh);
    }
    deal();
  }

  function tell(training: Training, steps: number): void {
    if (!queue.includes(training)) return;
    training.done += steps;
    try {
      training.options.onProgress?.({ done: training.done, total: training.total });
    } catch (error) {
      end(training, () => training.reject(error));
    }
  }

  function take(training: Training, outcomes: Outcome[]): void {
    training.outcomes.push(...outcomes);
    for (const { diverged, index } of outcomes) {
      if (diverged) training.lowestDiverged = Math.min(training.lowestDiverged, index);
    }
    training.waiting = training.waiting.filter(([first]) => first! < training.lowestDiverged);
    if (training.waiting.length > 0 || training.running > 0) return;
    end(training, () => training.resolve(training.outcomes.sort((a, b) => a.index - b.index)));
  }

  function end(training: Training, settle: () => void): void {
    const place = queue.indexOf(training);
    if (place < 0) return;
    queue.splice(place, 1);
    training.waiting = [];
    training.options.signal?.removeEventListener("abort", training.onAbort);
    for (const seat of seats) {
      if (seat.knows.delete(training.id)) seat.port.post({ say: "forget", id: training.id });
    }
    settle();
  }

  /** Ends the workers that are busy with a training and seats new ones. */
  function interrupt(training: Training, reason: unknown): void {
    const busy = seats.filter((seat) => seat.training === training);
    seats = seats.filter((seat) => seat.training !== training);
    end(training, () => training.reject(reason));
    for (const seat of busy) void seat.port.close();
    refill();
  }

  async function trainHere(training: Training): Promise<void> {
    const { setting, options: { kernels, withTrail = false, signal } } = training;
    const bench = await openBench(setting, kernels, withTrail);
    while (training.waiting.length > 0) {
      const job = work(bench, training.waiting.shift()!);
      let slice = job.next();
      for (; !slice.done; slice = job.next()) {
        tell(training, slice.value);
        await new Promise((resume) => setTimeout(resume));
        if (signal?.aborted) end(training, () => training.reject(signal.reason));
        if (!queue.includes(training)) return;
      }
      take(training, slice.value);
    }
  }

  return {
    workers,
    train(setting, trainingOptions) {
      const { replicas } = setting.study;
      const { signal } = trainingOptions;
      return new Promise<Outcome[]>((resolve, reject) => {
        if (closed) return reject(new Error("the pool is closed. Open another with openPool()."));
        if (signal?.aborted) return reject(signal.reason);
        const training: Training = {
          id: ids++, setting, options: trainingOptions, waiting: jobsOf(replicas, workers), running: 0, outcomes: [], done: 0,
          total: replicas * setting.plan.steps, lowestDiverged: Infinity, onAbort: () => interrupt(training, signal!.reason), resolve, reject,
        };
        queue.push(training);
        if (workers === 0) {
          trainHere(training).catch((error: unknown) => end(training, () => reject(error)));
          return;
        }
        signal?.addEventListener("abort", training.onAbort);
        deal();
      });
    },
    async close() {
      closed = true;
      refuse(new Error("the pool was closed before the training ended."));
      const closing = seats;
      seats = [];
      await Promise.all(closing.map((seat) => seat.port.close()));
    },
  };
}

async function processors(): Promise<number> {
  if (typeof navigator !== "undefined" && navigator.hardwareConcurrency) return navigator.hardwareConcurrency;
  const { availableParallelism } = await import("node:os");
  return availableParallelism();
}
