/** How fast a training passes: by the clock, so that a fast or a slow screen changes nothing. */
import { speed } from "./state.js";

/** Milliseconds in which a training passes at speed 1, */
const DURATION = 10_000;
/** or less where it is short: so many steps a millisecond at least. */
const SLOWEST = 0.06;
/** Milliseconds that are made up for at once: a slow frame must not make the next one slower. */
const LATEST = 50;

export const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

/**
 * @param steps all steps of the training
 * @returns a function that tells how many steps are due since it was last asked, from the frame on in which there is
 * one
 */
export function startPace(steps: number): () => Promise<number> {
  const pace = Math.max(steps / DURATION, SLOWEST);
  let [due, last] = [1, performance.now()];
  return async () => {
    for (;;) {
      const now = performance.now();
      due += pace * speed.value * Math.min(now - last, LATEST);
      last = now;
      if (due >= 1) break;
      await nextFrame();
    }
    const whole = Math.floor(due);
    due -= whole;
    return whole;
  };
}
