/**
 * What trained replicas leave, side by side.
 */
import type { Outcome } from "./train-group.js";

/** One part of all outcomes, one replica after the other: R x N x C. */
export function joined(
  outcomes: readonly Pick<Outcome, "logits" | "predictions">[],
  part: "logits" | "predictions",
): Float32Array {
  const all = new Float32Array(outcomes.reduce((sum, outcome) => sum + outcome[part].length, 0));
  let offset = 0;
  for (const { [part]: values } of outcomes) {
    all.set(values, offset);
    offset += values.length;
  }
  return all;
}
