/**
 * Telling classes from real targets where the user has not said it.
 */
import type { Task } from "../study/study.js";

export const TASKS: readonly Task[] = ["binary", "classes", "regression"];

/** Integer labels with more distinct values than this are real targets. */
const FEW = 20;

/** Whether numeric labels are classes: all integers, with at most 20 distinct values. */
export function looksLikeClasses(labels: readonly number[]): boolean {
  const distinct = new Set<number>();
  return labels.every((label) => Number.isInteger(label) && distinct.add(label).size <= FEW);
}
