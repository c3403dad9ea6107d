/** The loss of the replicas on the evaluated examples, and its excess over the loss of the truth. */
import { absent, replicaMean, type Estimate } from "./estimate.js";
import { logProbabilities, targets, truePredictions, trueProbability, type Evaluation } from "./evaluation.js";
import type { Predictions } from "./predictions.js";
import { lossOfTruth, meanEntropy } from "./truth.js";

/**
 * Mean loss over replicas and examples, with the t interval over replicas (given these examples). On synthetic classes the expectation under the
 * true probabilities, else on the labels; null without either.
 */
export function loss(e: Evaluation): Estimate {
  const form = underTruth(e) ? "expected under the true probabilities" : "on the labels";
  const losses = replicaLosses(e);
  return losses ? replicaMean(form, losses, 0, Infinity) : absent(form);
}

/** Expected loss above that of the truth: mean_n KL(q_n, p_n) for the log losses, mean (f - truth)^2 for squared. Null without the truth. */
export function excessLoss(e: Evaluation): Estimate {
  const form = "expected under the truth";
  const excess = replicaExcess(e);
  return excess ? replicaMean(form, excess, 0, Infinity) : absent(form);
}

/** The loss of each replica (length R) in the form of `loss`; null where there is neither truth nor labels. */
export function replicaLosses(e: Evaluation): Float64Array | null {
  if (underTruth(e)) {
    const floor = lossOfTruth(e.truth!, e.predictions.examples, e.loss);
    return replicaExcess(e)!.map((excess) => excess + floor);
  }
  const { predictions: p, labels } = e;
  if (!labels) return null;
  if (p.kind === "value") return squaredDistances(p, targets(labels, p));
  const logs = new Float64Array(Math.max(2, p.columns));
  return new Float64Array(p.replicas).map((_, r) => {
    let sum = 0;
    for (let n = 0; n < p.examples; n++) {
      logProbabilities(e, r, n, logs);
      sum -= logs[labels[n]!]!;
    }
    return sum / p.examples;
  });
}

/** The excess of each replica (length R); null without the truth. */
export function replicaExcess(e: Evaluation): Float64Array | null {
  const { predictions: p, truth } = e;
  if (!truth) return null;
  if (p.kind === "value") return squaredDistances(p, truePredictions(truth, p));
  const entropy = meanEntropy(truth, p.examples);
  const logs = new Float64Array(Math.max(2, p.columns));
  return new Float64Array(p.replicas).map((_, r) => {
    let cross = 0;
    for (let n = 0; n < p.examples; n++) {
      logProbabilities(e, r, n, logs);
      for (let c = 0; c < logs.length; c++) {
        const q = trueProbability(truth, p.examples, n, c);
        // A class that never occurs costs nothing, even at probability 0.
        if (q > 0) cross -= q * logs[c]!;
      }
    }
    return Math.max(0, cross / p.examples - entropy);
  });
}

function underTruth(e: Evaluation): boolean {
  return Boolean(e.truth) && e.task !== "regression";
}

/** Mean over examples and columns of (f - target)^2 for each replica; targets are N x C. */
function squaredDistances(p: Predictions, target: Float64Array): Float64Array {
  return new Float64Array(p.replicas).map((_, r) => {
    let sum = 0;
    for (let i = 0; i < target.length; i++) {
      const off = p.values[r * target.length + i]! - target[i]!;
      sum += off * off;
    }
    return sum / target.length;
  });
}
