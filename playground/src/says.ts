/** What the page says of a step: what the number is, and why a map is empty. */
import { PROMISED_REPLICAS } from "../../src/statistics/estimate.js";
import { scaleOf } from "./draw/scale.js";
import type { ActiveStudy, Diverged, Frame, PlaneView, View } from "./engine/protocol.js";
import { apart, counted, shortList, shortNumber, shortPercent } from "./format.js";

export interface Says {
  /** A word or two that stand out. */
  title: string;
  text: string;
  /** Stands back: the interval. */
  aside?: string;
  /** What makes the number say little. */
  warning?: string;
}

/** What the number in the headline is. */
export function headline(
  active: ActiveStudy,
  { diverged, identical, predictionDifference, churn, interval, nothingLearned }: Frame,
): Says {
  const { replicas, study, task, testCount } = active;
  const all = `all ${counted(replicas, "replica")}`;
  const warned = nothingLearned ? { warning: `${nothingLearned}.` } : {};
  if (diverged.length > 0) {
    const [{ replica, step, quantity }] = diverged as [Diverged];
    const others = diverged.slice(1).map((each) => String(each.replica));
    const also =
      others.length > 0 ? ` So did replica${others.length > 1 ? "s" : ""} ${shortList(others)} by this step.` : "";
    return {
      title: `Replica ${replica} diverged at step ${step.toLocaleString("en")}.`,
      text: `Its ${quantity} is no longer a finite number.${also} There is nothing to compare. Try a smaller learning rate, or go back before that step.`,
    };
  }
  if (replicas < 2) return { title: "One replica.", text: "There is no second one to compare it with." };
  if (identical) {
    const same = `${all} have the same ${counted(active.parameterCount, "parameter")}, bit for bit, and so the same predictions`;
    return study.vary.length === 0
      ? { title: "Exactly.", text: `Every source of chance is off: ${same}, at every step.`, ...warned }
      : { title: "Identical in every bit.", text: `At this step ${same}.`, ...warned };
  }
  if (predictionDifference === 0)
    return {
      title: "Exactly, on the test set.",
      text: `The parameters differ, but the predictions of ${all} for the ${counted(testCount, "test example")} are the same.`,
      ...warned,
    };
  const decisions = churn === null ? "" : `; on ${shortPercent(churn)} of the examples they decide differently (churn)`;
  const points = `${shortNumber(100 * predictionDifference!, 0.01)} percentage points apart`;
  return {
    title: "Prediction difference.",
    ...warned,
    text: `On average over the test set, two replicas predict ${task === "regression" ? unitsOf(active) : `probabilities ${points}${decisions}`}.`,
    ...(interval && {
      aside: `95% interval over replicas: ${apart(interval[0], active)} to ${apart(interval[1], active)}${replicas < PROMISED_REPLICAS ? `, rough with fewer than ${PROMISED_REPLICAS} replicas` : ""}.`,
    }),
  };
}

/** What a difference of values means. */
function unitsOf({ preprocessing }: ActiveStudy): string {
  const target = preprocessing?.target;
  return `values this far apart, in ${target ? `standard deviations of the target, each ${shortNumber(target.sd)}` : "units of the target"}`;
}

/** Whether the map of disagreement has the lines at which the two large replicas decide otherwise. */
export function hasBoundaries(active: ActiveStudy, frame: Frame, view: View): view is PlaneView {
  const isPlane = view.of === "plane" && view.axes[0] !== view.axes[1];
  return isPlane && active.task !== "regression" && active.replicas > 1 && emptyBecause(active, frame) === null;
}

/** The largest difference on the map. */
export function largestOf({ disagreement }: Frame): number {
  return disagreement.reduce((most, value) => Math.max(most, value), 0);
}

/** Why the map of disagreement has no colour, or null where it has. */
export function emptyBecause(active: ActiveStudy, frame: Frame): string | null {
  if (frame.diverged.length > 0) return "nothing to compare";
  if (active.replicas < 2) return "one replica: nothing to compare";
  if (frame.identical) return "identical in every bit";
  const largest = largestOf(frame);
  if (largest === 0) return "no difference here";
  return largest < scaleOf(active) / 50 ? `too little for this scale: at most ${apart(largest, active)}` : null;
}
