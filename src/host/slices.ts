/**
 * Long work in slices that leave the thread free in between, so that others are heard: an abort, a page. The work is a
 * generator that yields after each piece, which it counts in its own units, some milliseconds at most. Where it rests
 * changes no bit.
 */

/** Ends what takes a signal at once where that has been aborted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}

/** Milliseconds, or always 0 in a bare shell, which has no clock and nobody who waits. */
export const now = (): number => globalThis.performance?.now() ?? 0;

/** Milliseconds of work after which others may have the thread. */
const SLICE = 30;

/**
 * Does some work in slices: works, rests, and looks at the signal.
 * @param onRest is told, before each rest, what the work has yielded last
 * @param length of a slice in milliseconds; 0 rests after every piece
 * @throws the signal's reason, at the first rest after an abort
 */
export async function inSlices<Step, Result>(
  work: Pick<Generator<Step, Result>, "next">,
  signal?: AbortSignal,
  onRest?: (step: Step) => void,
  length = SLICE,
): Promise<Result> {
  let rested = now();
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return next.value;
    if (now() - rested < length) continue;
    onRest?.(next.value);
    await rest(signal);
    rested = now();
  }
}

/** Goes through all pauses of some work, to its end. */
export function finish<Result>(work: Generator<unknown, Result>): Result {
  let next = work.next();
  while (!next.done) next = work.next();
  return next.value;
}

/**
 * Lets the other tasks of this thread run, once. (Timers would wait: 1 ms in Node, 4 ms in browsers.)
 * @throws the signal's reason after an abort
 */
export async function rest(signal?: AbortSignal): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise((resume) => {
    port1.onmessage = resume;
    port2.postMessage(null);
  });
  port1.close();
  stopIfAborted(signal);
}

/**
 * Work of many steps, in calls that take about so many milliseconds: twice as many steps while a call is short, half of
 * them when it was long. Clocks of browsers may have no more than whole milliseconds.
 * @param advance does so many steps
 * @returns does some of `left` steps, and says how many
 */
export function paced(milliseconds: number, advance: (steps: number) => void): (left: number) => number {
  let most = 1;
  return (left) => {
    const [steps, started] = [Math.min(most, left), now()];
    advance(steps);
    const took = now() - started;
    if (took < milliseconds / 2 && steps === most) most *= 2;
    else if (took > 2 * milliseconds) most = Math.ceil(most / 2);
    return steps;
  };
}
