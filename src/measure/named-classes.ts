/**
 * The classes that one replica decides, as the data file names them.
 *
 * Checked: tests/model/preprocessing.test.ts.
 */
import { decide } from "./decisions.js";
import type { Predictions } from "./predictions.js";

/**
 * Of each example the name of its class, or its index where classes have none; null where nothing is decided.
 * @param p of one replica
 */
export function namedClasses(
  p: Predictions,
  logits: Float32Array | null,
  classNames: readonly string[] | null,
): (string | number)[] | null {
  const decisions = decide(p, logits);
  return decisions && Array.from(decisions.classes, (c) => classNames?.[c] ?? c);
}
