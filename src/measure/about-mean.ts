/**
 * The forms of the prediction difference about the mean of the replicas, and the standard deviation.
 *
 * Those about the mean grow with R (at R = 2, 4, 16 they are about .62-.70, .80-.86 and .96 of their limit): never compare them across R.
 * Their intervals, by delete-a-group jackknife on the log scale, are for the same R.
 * Source: Klabunde et al., arXiv 2305.06329.
 */
import { absent, bare, interval, LOG, type Estimate } from "./estimate.js";
import { jackknifeGroups } from "./jackknife.js";
import { distanceWeight, labelProbability, type Predictions } from "./predictions.js";

/**
 * (1/N) sum_n (1/R) sum_r norm_p(P[r,n] - Pbar[n]), a single probability column expanded to (1-p, p). Norm 1 carries 1/2, so it is abs(p - pbar) for
 * two classes; norm 2 does not, so it is sqrt(2) abs(p - pbar). Values: mean, or root of the mean square, over columns.
 */
export function aboutMean(p: Predictions, norm: 1 | 2): Estimate {
  return estimated(`about the mean, norm ${norm}`, p, norm === 1 ? meanNorm1 : meanNorm2);
}

/** Mean over r and n of abs(P - Pbar) / Pbar for the positive label (one column) or the true label; probabilities only. */
export function relativeAboutMean(p: Predictions, labels?: ArrayLike<number> | null): Estimate {
  const form = "relative, about the mean";
  const column = labelProbability(p, labels);
  return column ? estimated(form, column, meanRelative) : absent(form);
}

/** sqrt(mean_n Var_r), divisor R-1; Var_r is half the sum over classes (p itself for two), or the mean over columns of values. */
export function standardDeviation(p: Predictions): Estimate {
  return estimated("standard deviation", p, (some) => Math.sqrt((meanVariance(some) * some.replicas) / (some.replicas - 1)));
}

/** abs(difference) / mean, or 0 where both are below 1e-7. */
export function relativeTerm(difference: number, mean: number): number {
  return difference < 1e-7 && mean < 1e-7 ? 0 : difference / mean;
}

/** Mean over the replicas (length N x C), summed in their order. */
export function replicaAverage(p: Predictions): Float64Array {
  const size = p.examples * p.columns;
  const average = new Float64Array(size);
  for (let r = 0; r < p.replicas; r++) {
    for (let i = 0; i < size; i++) average[i] = average[i]! + p.values[r * size + i]!;
  }
  return average.map((sum) => sum / p.replicas);
}

/** mean_n Var_r with divisor R, weighted over columns as the distances are. */
export function meanVariance(p: Predictions): number {
  const average = replicaAverage(p);
  let sum = 0;
  for (let at = 0; at < p.values.length; at += average.length) {
    for (let i = 0; i < average.length; i++) {
      const off = p.values[at + i]! - average[i]!;
      sum += off * off;
    }
  }
  return (distanceWeight(p) * sum) / (p.replicas * p.examples);
}

function meanNorm1(p: Predictions): number {
  const average = replicaAverage(p);
  let sum = 0;
  for (let at = 0; at < p.values.length; at += average.length) {
    for (let i = 0; i < average.length; i++) sum += Math.abs(p.values[at + i]! - average[i]!);
  }
  return (distanceWeight(p) * sum) / (p.replicas * p.examples);
}

function meanNorm2(p: Predictions): number {
  const average = replicaAverage(p);
  let sum = 0;
  for (let at = 0; at < p.values.length; at += average.length) {
    for (let i = 0; i < average.length; ) {
      let squares = 0;
      for (const end = i + p.columns; i < end; i++) {
        const off = p.values[at + i]! - average[i]!;
        squares += off * off;
      }
      sum += Math.sqrt(squares);
    }
  }
  const expansion = p.kind === "value" ? 1 / p.columns : p.columns === 1 ? 2 : 1;
  return (Math.sqrt(expansion) * sum) / (p.replicas * p.examples);
}

function meanRelative(p: Predictions): number {
  const average = replicaAverage(p);
  let sum = 0;
  for (let at = 0; at < p.values.length; at += average.length) {
    for (let i = 0; i < average.length; i++) sum += relativeTerm(Math.abs(p.values[at + i]! - average[i]!), average[i]!);
  }
  return sum / (p.replicas * p.examples);
}

function estimated(form: string, p: Predictions, statistic: (p: Predictions) => number): Estimate {
  if (p.replicas < 2) return absent(form);
  const value = statistic(p);
  if (value === 0 || p.replicas < 3) return bare(form, value);
  const { error, freedom } = jackknifeGroups(p, (some) => LOG.to(statistic(some)));
  return interval(form, value, LOG, error, freedom);
}
