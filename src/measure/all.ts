/** Every measure of one evaluation, in the order of the tables. */
import { aboutMean, relativeAboutMean, standardDeviation } from "./about-mean.js";
import { accuracy } from "./accuracy.js";
import { churn } from "./churn.js";
import { decide } from "./decisions.js";
import { absent, type Estimate } from "./estimate.js";
import { checkEvaluation, type Evaluation } from "./evaluation.js";
import { irreproducibleShare } from "./irreproducible-share.js";
import { excessLoss, loss } from "./loss.js";
import { predictionDifference } from "./prediction-difference.js";
import { symmetricRatio, symmetricRelative } from "./symmetric-relative.js";

/** What each measure says, one line each; the keys are the names in tables and JSON, in this order. */
export const MEASURES = {
  predictionDifference: "mean distance between the predictions of two replicas",
  predictionDifferenceAboutMean1: "mean distance to the mean replica; depends on the number of replicas",
  predictionDifferenceAboutMean2: "mean Euclidean distance to the mean replica; depends on the number of replicas",
  predictionDifferenceRelative: "mean distance to the mean replica, relative to its prediction; depends on the number of replicas",
  predictionDifferenceSymmetric: "mean distance between two replicas relative to their own mean",
  predictionDifferenceSymmetricRatio: "mean distance between two replicas relative to the mean prediction",
  predictionDifferenceStandardDeviation: "root of the mean variance over replicas",
  churn: "share of examples on which two replicas decide differently (prediction churn)",
  loss: "mean loss of a replica",
  excessLoss: "mean loss of a replica above the loss of the truth",
  irreproducibleShare: "share of the squared error against the truth that replicas do not have in common",
  accuracy: "share of examples that a replica decides as labelled",
} as const;

export type MeasureName = keyof typeof MEASURES;

/** Most replicas for which the one measure with O(N R^2) steps is among all of them: about a second at 1,000 examples. */
const MOST_FOR_ALL_PAIRS = 512;

/**
 * All measures; those that do not apply have the value null (with more than 512 replicas also predictionDifferenceSymmetric, which
 * `symmetricRelative` computes on request). `ties`: the decisions that broke a tie, null where nothing is decided. Parts that do not fit each other: RangeError.
 */
export function measureAll(e: Evaluation): { measures: Record<MeasureName, Estimate>; ties: number | null } {
  checkEvaluation(e, "measure");
  const { predictions: p, logits, labels } = e;
  const measures = {
    predictionDifference: predictionDifference(p),
    predictionDifferenceAboutMean1: aboutMean(p, 1),
    predictionDifferenceAboutMean2: aboutMean(p, 2),
    predictionDifferenceRelative: relativeAboutMean(p, labels),
    predictionDifferenceSymmetric: p.replicas > MOST_FOR_ALL_PAIRS ? absent("symmetric relative, pairwise") : symmetricRelative(p, labels),
    predictionDifferenceSymmetricRatio: symmetricRatio(p, labels),
    predictionDifferenceStandardDeviation: standardDeviation(p),
    churn: churn(p, logits),
    loss: loss(e),
    excessLoss: excessLoss(e),
    irreproducibleShare: irreproducibleShare(e),
    accuracy: accuracy(e),
  };
  return { measures, ties: decide(p, logits)?.ties ?? null };
}
