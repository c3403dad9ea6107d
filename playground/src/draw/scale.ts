/** What the ends of the colours mean. */
import type { Opened } from "../engine/protocol.js";

/** Prediction difference that has the full colour. */
const FULL = 0.25;

const ranges = new WeakMap<Opened, readonly [number, number]>();

/** Of a regression: least and largest target of training, once a study. null for probabilities. */
export function targetRange(opened: Opened): readonly [number, number] | null {
  if (opened.task !== "regression") return null;
  let range = ranges.get(opened);
  if (!range) {
    range = [opened.train.y.reduce((a, b) => Math.min(a, b)), opened.train.y.reduce((a, b) => Math.max(a, b))];
    ranges.set(opened, range);
  }
  return range;
}

/** The prediction difference of the full colour: a quarter, or a quarter of the range of the targets. */
export function scaleOf(opened: Opened): number {
  const range = targetRange(opened);
  return range ? FULL * (range[1] - range[0] || 1) : FULL;
}
