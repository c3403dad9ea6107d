/**
 * The losses: which labels each is for, and what the kernels call it. Their formulas are in reference/loss.ts and
 * assembly/loss.ts.
 */
import { shown, wrongValue } from "../errors.js";
import type { Task } from "../study.js";

/** What is minimised: the log loss of two classes, of several, or the squared distance to the target. */
export type LossName = "logistic" | "softmax" | "squared";

/** What assembly/loss.ts calls them. */
export const LOSS_KINDS: Readonly<Record<LossName, number>> = { logistic: 0, softmax: 2, squared: 1 };

/** The losses for each task, its default first. */
export const taskLosses: Readonly<Record<Task, readonly LossName[]>> = {
  binary: ["logistic", "softmax", "squared"],
  classes: ["softmax", "squared"],
  regression: ["squared"],
};

/**
 * Of what was written for the loss; without it the default of the task.
 * @throws InputError for one that does not fit the labels
 */
export function resolveLoss(written: LossName | undefined, task: Task, classes: number): LossName {
  const fitting = taskLosses[task];
  const loss = written ?? fitting[0]!;
  if (fitting.includes(loss)) return loss;
  const labels = task === "regression" ? "real targets" : `${classes} classes`;
  throw wrongValue("study.loss", `a loss for ${labels}`, shown(loss), `Leave it out for ${fitting[0]!}.`);
}
