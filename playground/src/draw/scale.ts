/** What the ends of the colours mean. */
import type { ActiveStudy } from "../engine/protocol.js";

/** Prediction difference that has the full colour. */
const FULL = 0.25;

const ranges = new WeakMap<ActiveStudy, readonly [number, number]>();

/** Of a regression: least and largest target of training, once a study. null for probabilities. */
export function targetRange(active: ActiveStudy): readonly [number, number] | null {
  if (active.task !== "regression") return null;
  let range = ranges.get(active);
  if (!range) {
    range = [active.train.y.reduce((a, b) => Math.min(a, b)), active.train.y.reduce((a, b) => Math.max(a, b))];
    ranges.set(active, range);
  }
  return range;
}

/** The prediction difference of the full colour: a quarter, or a quarter of the range of the targets. */
export function scaleOf(active: ActiveStudy): number {
  const range = targetRange(active);
  return range ? FULL * (range[1] - range[0] || 1) : FULL;
}
