/** The measures that are asked for by name: what each says. */

/** Replicas of a group of which ranges and capacities are told: extremes grow with their number, so it is fixed. */
export const GROUP = 16;

/** Replicas of an ensemble of which the prediction difference is told: it falls with their number, so it is fixed. */
export const ENSEMBLE = 8;

/** What each further measure says, one line each; the keys are the names in tables and JSON, in this order. */
export const FURTHER_MEASURES = {
  softChurn: "mean distance of predictions divided by their largest class (soft churn)",
  jensenShannon: "mean Jensen-Shannon divergence of two replicas, in bits",
  churnNormalised: "churn divided by the mean error",
  churnMinMax: "churn between the least and the most that two errors allow, from 0 to 1",
  kappa: "agreement of two replicas beyond chance (Cohen's kappa)",
  selfConsistency: "share of pairs of replicas that decide an example alike",
  ambiguity: `share of examples on which any two of ${GROUP} replicas decide differently`,
  discrepancy: `largest churn between two of ${GROUP} replicas`,
  viablePredictionRange: `mean range of the predictions of ${GROUP} replicas`,
  rashomonCapacity: `effective number of different predictions of ${GROUP} replicas`,
  ensembleDifference: `mean distance of the predictions of two ensembles of ${ENSEMBLE} replicas`,
  logitCorrelation: "mean correlation of the logits of two replicas (Pearson)",
  logitRankCorrelation: "mean rank correlation of the logits of two replicas (Spearman)",
  distributionWiseVariance: "variance of the error over replicas that a test set of any size would show",
  accuracyRange: `mean range of the accuracy of ${GROUP} replicas`,
  auc: "mean area under the ROC curve of a replica",
  aucStandardDeviation: "standard deviation of the area under the ROC curve over replicas",
  calibrationRatio: "sum of the predicted probabilities over the number of positive labels",
  calibrationError: "mean expected calibration error of a replica, in ten bins",
  weightDistance: "mean distance of the parameters of two replicas",
  weightCosine: "mean cosine of the parameters of two replicas",
  lossBarrier: "mean rise of the training loss on the line between two replicas",
} as const;

/** The name of a further measure: a key of `FURTHER_MEASURES`. */
export type FurtherName = keyof typeof FURTHER_MEASURES;

export const FURTHER_NAMES = Object.keys(FURTHER_MEASURES) as FurtherName[];

/** Those of the networks themselves: predictions alone do not tell them, and groups of examples have none of their own. */
export const NETWORK_NAMES = ["weightDistance", "weightCosine", "lossBarrier"] as const satisfies FurtherName[];

/** A measure of networks. */
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** A further measure of predictions. */
export type PredictionName = Exclude<FurtherName, NetworkName>;

export const PREDICTION_NAMES = FURTHER_NAMES.filter((name): name is PredictionName => !isOfNetworks(name));

export function isOfNetworks(name: string): name is NetworkName {
  return (NETWORK_NAMES as readonly string[]).includes(name);
}
