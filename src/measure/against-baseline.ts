/**
 * Replicas against one model that is in use: what would change for its users if one of them took its place. Of what
 * turns from right to wrong nobody is told by an accuracy that has risen.
 * Source: negative and positive flips by Yan et al. 2021, "Positive-Congruent Training"; churn against a deployed model
 * by Milani Fard et al. 2016.
 * Checked: tests/measure/against-baseline.test.ts (one by one), tests/compare/python.test.ts (NumPy).
 */
import { type Estimate, notApplicable, replicaMean } from "../statistics/estimate.js";
import { decide } from "./decisions.js";
import type { MeasureInput } from "./input.js";
import { replicaLosses } from "./loss.js";
import { distanceWeight, type Floats, type Predictions } from "./predictions.js";

/** How replicas differ from the baseline, each the mean over replicas; null where it does not apply. */
export interface BaselineMeasures {
  /** Mean distance of the predictions of a replica to those of the baseline. */
  difference: Estimate;
  /** Share of the examples that a replica decides differently. */
  churn: Estimate;
  /** Share of the examples that the baseline decides as labelled, and a replica does not (negative flips). */
  rightToWrong: Estimate;
  /** Share of the examples that a replica decides as labelled, and the baseline does not (positive flips). */
  wrongToRight: Estimate;
  /** Share of the examples that both decide otherwise than labelled, and differently. */
  wrongToWrong: Estimate;
  /** Loss of a replica minus that of the baseline, on the same examples. */
  lossChange: Estimate;
}

const FORM = "against the baseline";

/**
 * @param e the replicas, and what is known of the examples
 * @param baseline predictions of one model, N x C
 */
export function againstBaseline(e: MeasureInput, baseline: Floats): BaselineMeasures {
  const { predictions: p, labels } = e;
  const one: Predictions = { ...p, replicas: 1, values: baseline };
  const share = (counts: Float64Array | null) =>
    counts
      ? replicaMean(
          FORM,
          counts.map((count) => count / p.examples),
          0,
          1,
        )
      : notApplicable(FORM);
  const changes = changesFrom(p, one, labels ?? null);
  const losses = replicaLosses(e);
  const itsLoss = replicaLosses({ ...e, predictions: one, logits: null });
  return {
    difference: replicaMean(FORM, distancesTo(p, baseline), 0, Infinity),
    churn: share(changes?.churn ?? null),
    rightToWrong: share(changes?.rightToWrong ?? null),
    wrongToRight: share(changes?.wrongToRight ?? null),
    wrongToWrong: share(changes?.wrongToWrong ?? null),
    lossChange:
      losses && itsLoss
        ? replicaMean(
            FORM,
            losses.map((loss) => loss - itsLoss[0]!),
            -Infinity,
            Infinity,
          )
        : notApplicable(FORM),
  };
}

/** Mean distance of each replica (length R). */
function distancesTo(p: Predictions, baseline: Floats): Float64Array {
  const size = p.examples * p.columns;
  return Float64Array.from({ length: p.replicas }, (_, r) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += Math.abs(p.values[r * size + i]! - baseline[i]!);
    return (distanceWeight(p) * sum) / p.examples;
  });
}

/** Of each replica (length R); those that need labels are null without. */
interface Changes {
  churn: Float64Array;
  rightToWrong: Float64Array | null;
  wrongToRight: Float64Array | null;
  wrongToWrong: Float64Array | null;
}

/** How many decisions change, by what they were and what they become; null for values, which decide nothing. */
function changesFrom(p: Predictions, one: Predictions, labels: ArrayLike<number> | null): Changes | null {
  const [decided, its] = [decide(p)?.classes, decide(one)?.classes];
  if (!decided || !its) return null;
  const [churn, rightToWrong, wrongToRight, wrongToWrong] = Array.from(
    { length: 4 },
    () => new Float64Array(p.replicas),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let r = 0; r < p.replicas; r++) {
    for (let n = 0; n < p.examples; n++) {
      const [before, after] = [its[n]!, decided[r * p.examples + n]!];
      if (after === before) continue;
      churn[r] = churn[r]! + 1;
      if (!labels) continue;
      const counts = before === labels[n] ? rightToWrong : after === labels[n] ? wrongToRight : wrongToWrong;
      counts[r] = counts[r]! + 1;
    }
  }
  return labels
    ? { churn, rightToWrong, wrongToRight, wrongToWrong }
    : { churn, rightToWrong: null, wrongToRight: null, wrongToWrong: null };
}
