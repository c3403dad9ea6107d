/**
 * Deals the replicas of the trainings that wait to the workers of a pool. Who trains what, and when, changes no bit.
 *
 * A worker starts when there is work for it. Where none can start, the calling thread trains and leaves itself free in
 * between.
 */
import { inSlices } from "../host/slices.js";
import { shown, wrongType } from "../study/errors.js";
import type { Setting } from "../train/setting.js";
import type { Outcome } from "../train/train-group.js";
import type { Done, Order, ToWorker } from "./messages.js";
import { isFromWorker } from "./messages.js";
import type { TrainingOptions } from "./pool.js";
import type { Port, WorkerLike } from "./port.js";
import { isWorker, portOf } from "./port.js";
import { REFERENCE_IN_WORKERS } from "./start.js";
import { openTraining, work } from "./work.js";

/** Ticks of a clock in the time to start. What is heard between two of them is heard, however long the thread stood. */
const TICKS = 20;

/** Milliseconds for which the calling thread trains at a time. */
const TURN = 3;

/** The workers of a pool, and what waits for them. */
export interface Dispatcher {
  /** The most that are used: fewer when some cannot start, 0 where the calling thread trains. */
  workers: number;
  /** The ways to start a worker, the best first. */
  ways: (() => WorkerLike)[];
  /** Whether the workers are the user's own. */
  readonly isOwn: boolean;
  /** Milliseconds in which a worker must start. */
  readonly startTimeout: number;
  /** Trainings that are not settled, in the order in which they came. */
  readonly queue: Set<Training>;
  readonly slots: Set<Slot>;
  /** Whether a worker has ever started. */
  anyStarted: boolean;
}

/** One call of `train`, with what is left of it. */
export interface Training {
  readonly id: number;
  readonly order: Order;
  readonly options: TrainingOptions;
  /**
   * The first replica, the first that has not been dealt, and the end of those that are needed: behind the first that
   * diverged, none.
   */
  readonly first: number;
  next: number;
  end: number;
  readonly outcomes: (Outcome | null)[];
  /** Steps done, and all of them. */
  done: number;
  readonly total: number;
  /** Aborted when it is settled, which ends the work of the calling thread. */
  readonly over: AbortController;
  onAbort(): void;
  resolve(outcomes: Outcome[]): void;
  reject(reason: unknown): void;
}

/** A worker, how it was started, the trainings that it knows, and what it does now. */
export interface Slot {
  readonly way: () => WorkerLike;
  readonly port: Port<ToWorker, unknown>;
  readonly knows: Set<number>;
  task: "start" | Training | null;
  /** Ends the wait for its start. */
  started(): void;
}

/** Takes a training on; its promise is settled when it ends, however it does. */
export function enqueue(
  dispatcher: Dispatcher,
  setting: Setting,
  options: TrainingOptions,
  kernels: Pick<Order, "lanes" | "modules">,
  id: number,
): Promise<Outcome[]> {
  const { backend, withTrail, withCurves, keeping, signal } = options;
  const { study, plan, train, validation, test, evaluated } = setting;
  const { first = 0, end = study.replicas } = options;
  return new Promise<Outcome[]>((resolve, reject) => {
    const training: Training = {
      id,
      options,
      order: {
        setting: { study, plan, train, validation, test, evaluated },
        backend,
        withTrail,
        withCurves,
        keeping,
        ...kernels,
      },
      first,
      next: first,
      end,
      outcomes: Array<null>(end).fill(null),
      done: 0,
      total: (end - first) * plan.steps,
      over: new AbortController(),
      onAbort: () => settle(dispatcher, training, () => reject(signal!.reason)),
      resolve,
      reject,
    };
    dispatcher.queue.add(training);
    signal?.addEventListener("abort", training.onAbort);
    if (dispatcher.workers === 0 || (backend === "reference" && !REFERENCE_IN_WORKERS))
      void trainHere(dispatcher, training);
    else dispatch(dispatcher);
  });
}

/** Gives jobs to the workers that are free, and starts workers for the groups that still wait. */
function dispatch(dispatcher: Dispatcher): void {
  const { slots, queue } = dispatcher;
  for (const slot of slots) {
    if (slot.task) continue;
    const training = [...queue].find(({ next, end }) => next < end);
    if (!training) return;
    assign(dispatcher, slot, training);
  }
  while (slots.size < dispatcher.workers && waiting(dispatcher) > 0) spawn(dispatcher);
}

/** Groups for which no worker starts yet. */
function waiting({ queue, slots }: Dispatcher): number {
  let groups = 0;
  for (const { next, end, order } of queue) groups += Math.max(0, Math.ceil((end - next) / order.lanes));
  for (const { task } of slots) if (task === "start") groups--;
  return groups;
}

/** Large jobs first, single groups at the end, so that all workers end together. */
function assign(dispatcher: Dispatcher, slot: Slot, training: Training): void {
  const { id, order, next: first, end } = training;
  const { lanes } = order;
  const share = Math.floor((end - first) / (lanes * 2 * dispatcher.workers));
  const count = Math.min(end - first, lanes * Math.max(1, share));
  training.next += count;
  slot.task = training;
  const known = slot.knows.has(id);
  slot.knows.add(id);
  try {
    slot.port.post({ say: "job", id, order: known ? null : order, first, count });
  } catch (error) {
    dismiss(dispatcher, slot);
    settle(dispatcher, training, () => training.reject(error));
  }
}

function spawn(dispatcher: Dispatcher): void {
  const way = dispatcher.ways[0]!;
  let worker: WorkerLike;
  try {
    worker = way();
  } catch {
    return doWithout(dispatcher, way);
  }
  if (dispatcher.isOwn && !isWorker(worker))
    return rejectAll(dispatcher, wrongType("worker", "a function that makes a worker", shown(worker)));
  const slot: Slot = {
    way,
    port: portOf(worker),
    knows: new Set(),
    task: "start",
    started: countdown(dispatcher.startTimeout, () => onSilence(dispatcher, slot)),
  };
  dispatcher.slots.add(slot);
  slot.port.listen(
    (message) => onMessage(dispatcher, slot, message),
    (error) => onExit(dispatcher, slot, error),
  );
}

/**
 * A worker cannot start (an old browser, a strict policy): the next way is tried, or the others do its work, or the
 * calling thread does.
 */
function doWithout(dispatcher: Dispatcher, way: () => WorkerLike): void {
  const { ways, queue } = dispatcher;
  if (way !== ways[0]) return;
  if (ways.length > 1) ways.shift();
  else if (--dispatcher.workers === 0) for (const training of queue) void trainHere(dispatcher, training);
}

/** A worker says nothing at all. Where others have started, they do its work. */
function onSilence(dispatcher: Dispatcher, slot: Slot): void {
  const { isOwn, anyStarted, startTimeout } = dispatcher;
  dismiss(dispatcher, slot);
  const silent = `no worker of the option worker said within ${startTimeout} ms that it had started. Is its script doppelgrad/worker? A slow machine may need a larger startTimeout.`;
  if (isOwn && !anyStarted) rejectAll(dispatcher, new Error(silent));
  else doWithout(dispatcher, slot.way);
  dispatch(dispatcher);
}

function onMessage(dispatcher: Dispatcher, slot: Slot, message: unknown): void {
  if (!dispatcher.slots.has(slot)) return;
  const training = slot.task;
  if (!isFromWorker(message, training)) {
    dismiss(dispatcher, slot);
    const error = new Error(`a worker said ${shown(message)}, which the script doppelgrad/worker never says.`);
    if (training && training !== "start") settle(dispatcher, training, () => training.reject(error));
    else rejectAll(dispatcher, error);
    return dispatch(dispatcher);
  }
  if (message.say === "ready") {
    slot.started();
    dispatcher.anyStarted = true;
    dispatcher.ways = [slot.way];
  }
  if (message.say !== "progress") slot.task = null;
  if (training && training !== "start" && message.say !== "ready") {
    if (message.say === "failed")
      settle(dispatcher, training, () => training.reject(new Error(`a worker failed: ${message.message}`)));
    else collect(dispatcher, training, message);
  }
  dispatch(dispatcher);
}

/** A worker died: what it trained fails, another takes its place when there is work. */
function onExit(dispatcher: Dispatcher, slot: Slot, error: Error): void {
  if (!dispatcher.slots.delete(slot)) return;
  slot.started();
  const { task } = slot;
  if (task === "start") doWithout(dispatcher, slot.way);
  else if (task) settle(dispatcher, task, () => task.reject(error));
  dispatch(dispatcher);
}

/** Takes what has been done of a training, tells of it, and settles it when it is whole. */
function collect(dispatcher: Dispatcher, training: Training, { steps, outcomes, kept }: Done): void {
  if (!dispatcher.queue.has(training)) return;
  for (const outcome of outcomes) {
    training.outcomes[outcome.index] = outcome;
    if (outcome.diverged) training.end = Math.min(training.end, outcome.index + 1);
  }
  training.done += steps;
  try {
    if (outcomes.length > 0) training.options.onOutcomes?.(outcomes);
    training.options.onKept?.(kept);
    training.options.onProgress?.({ done: training.done, total: training.total });
  } catch (error) {
    settle(dispatcher, training, () => training.reject(error));
  }
  const needed = training.outcomes.slice(training.first, training.end);
  if (needed.every((outcome) => outcome !== null)) settle(dispatcher, training, () => training.resolve(needed));
}

/**
 * Settles a training, unless that has been done. Workers that are still busy with it are ended: nothing else would stop
 * them.
 */
function settle(dispatcher: Dispatcher, training: Training, tell: () => void): void {
  if (!dispatcher.queue.delete(training)) return;
  training.options.signal?.removeEventListener("abort", training.onAbort);
  for (const slot of dispatcher.slots) {
    if (slot.task === training) dismiss(dispatcher, slot);
    else if (slot.knows.delete(training.id)) slot.port.post({ say: "forget", id: training.id });
  }
  training.over.abort();
  tell();
  dispatch(dispatcher);
}

/** Whatever waits fails. */
function rejectAll(dispatcher: Dispatcher, error: Error): void {
  for (const training of dispatcher.queue) settle(dispatcher, training, () => training.reject(error));
}

/** Takes a worker out and ends it. */
function dismiss({ slots }: Dispatcher, slot: Slot): void {
  slots.delete(slot);
  slot.started();
  void slot.port.close();
}

/** Trains what is left of a training in the calling thread. */
async function trainHere(dispatcher: Dispatcher, training: Training): Promise<void> {
  try {
    const opened = await openTraining(training.order);
    const job = work(opened, training.next, training.end - training.next, TURN, training.options.keeper);
    const take = (done: Done) => collect(dispatcher, training, done);
    take(await inSlices(job, training.over.signal, take, 0));
  } catch (error) {
    settle(dispatcher, training, () => training.reject(error));
  }
}

/** Ends all workers; whatever waits fails. */
export async function shutDown(dispatcher: Dispatcher): Promise<void> {
  const closing = [...dispatcher.slots];
  for (const slot of closing) slot.started();
  dispatcher.slots.clear();
  rejectAll(dispatcher, new Error("the pool was closed before the training ended."));
  await Promise.all(closing.map(({ port }) => port.close()));
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
