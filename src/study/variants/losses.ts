/**
 * The losses: which labels each is for, and what the kernels call it. Their formulas are in reference/loss.ts and
 * assembly/loss.ts.
 */
import { shown, wrongValue } from "../errors.js";
import type { Task } from "../study.js";
import { namesOf } from "./table.js";

export type LossName = "logistic" | "softmax" | "squared";

/** Of those that fit a task the first is its default. `kind` is that of assembly/loss.ts. */
export const LOSSES: Readonly<Record<LossName, { kind: number; tasks: readonly Task[] }>> = {
  logistic: { kind: 0, tasks: ["binary"] },
  softmax: { kind: 2, tasks: ["binary", "classes"] },
  squared: { kind: 1, tasks: ["binary", "classes", "regression"] },
};

/** The losses for a task, its default first. */
export function lossesFor(task: Task): readonly LossName[] {
  return namesOf(LOSSES).filter((name) => LOSSES[name].tasks.includes(task));
}

/**
 * Of what was written for the loss; without it the default of the task.
 * @throws InputError for one that does not fit the labels
 */
export function resolveLoss(written: LossName | undefined, task: Task, classes: number): LossName {
  const fitting = lossesFor(task);
  const loss = written ?? fitting[0]!;
  if (fitting.includes(loss)) return loss;
  const labels = task === "regression" ? "real targets" : `${classes} classes`;
  throw wrongValue("study.loss", `a loss for ${labels}`, shown(loss), `Leave it out for ${fitting[0]!}.`);
}
