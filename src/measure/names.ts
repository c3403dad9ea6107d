/** The measures by name: what each says, and since when there is one. */

/** What each measure says, one line each; the keys are the names in tables and JSON, in this order. */
export const MEASURES = {
  predictionDifference: "mean distance between the predictions of two replicas",
  predictionDifferenceAboutMean1: "mean distance to the mean replica; depends on the number of replicas",
  predictionDifferenceAboutMean2: "mean Euclidean distance to the mean replica; depends on the number of replicas",
  predictionDifferenceRelative:
    "mean distance to the mean replica, relative to its prediction; depends on the number of replicas",
  predictionDifferenceSymmetric: "mean distance between two replicas relative to their own mean",
  predictionDifferenceSymmetricRatio: "mean distance between two replicas relative to the mean prediction",
  predictionDifferenceStandardDeviation: "root of the mean variance over replicas",
  churn: "share of examples on which two replicas decide differently (prediction churn)",
  loss: "mean loss of a replica",
  excessLoss: "mean loss of a replica above the loss of the truth",
  irreproducibleShare: "share of the squared error against the truth that replicas do not have in common",
  accuracy: "share of examples that a replica decides as labelled",
  accuracyStandardDeviation: "standard deviation of the accuracy over replicas",
} as const;

/** The name of a measure: a key of `MEASURES`. */
export type MeasureName = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

/** The statistics with which a measure came, where version 1 had it not: results of earlier ones are without it. */
export const MEASURE_SINCE: Partial<Record<MeasureName, number>> = { accuracyStandardDeviation: 2 };
