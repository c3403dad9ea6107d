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
 * Does some work in slices. `onRest` is told what the work has yielded last. Throws the signal's reason at the first
 * rest after an abort.
 */
export async function inSlices<Step, Result>(
  work: Pick<Generator<Step, Result>, "next">,
  signal?: AbortSignal,
  onRest?: (step: Step) => void,
): Promise<Result> {
  let rested = now();
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return next.value;
    if (now() - rested < SLICE) continue;
    onRest?.(next.value);
    await new Promise((resume) => setTimeout(resume));
    stopIfAborted(signal);
    rested = now();
  }
}

/** Goes through all pauses of some work, to its end. */
export function finish<Result>(work: Generator<unknown, Result>): Result {
  let next = work.next();
  while (!next.done) next = work.next();
  return next.value;
}

/** Leaves the thread free once. Throws the signal's reason after an abort. */
export async function rest(signal?: AbortSignal): Promise<void> {
  await new Promise((resume) => setTimeout(resume));
  stopIfAborted(signal);
}
