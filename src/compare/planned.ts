/** Measures of which a ratio can be planned. */
export const PLANNED = ["predictionDifference", "churn", "loss"] as const;
