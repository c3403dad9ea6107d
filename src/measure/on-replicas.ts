/**
 * How a measure varies over replicas, as it is and on the log scale: what differences and ratios of two are made of
 * (statistics/paired-difference.ts).
 */
import { jackknifeLog, leaveOneOut } from "../statistics/jackknife.js";
import { withoutEach } from "../statistics/over-draws.js";
import type { OnReplicas } from "../statistics/paired-difference.js";
import { meanOf } from "../statistics/sample.js";
import type { FoldedPairs } from "./pairwise.js";

/** One measure on both scales; null where it has no value there. Fewer than three replicas have no pseudo-values. */
export interface OnBothScales {
  plain: OnReplicas | null;
  log: OnReplicas | null;
}

const NOTHING: OnBothScales = { plain: null, log: null };

/** Of a mean over pairs: U bends as its log does, times U. */
export function pairsOnReplicas(pairs: FoldedPairs | null): OnBothScales {
  if (!pairs) return NOTHING;
  const { value, toOthers, fold } = pairs;
  const replicas = toOthers.length;
  if (replicas < 3) return alone(value);
  const without = leaveOneOut(value, toOthers);
  const plain = {
    estimate: value,
    pseudoValues: without.map((u) => replicas * value - (replicas - 1) * u),
    fold: fold && { ...fold, curvature: fold.curvature * value },
  };
  const jackknife = jackknifeLog(value, without);
  return { plain, log: jackknife && { ...jackknife, fold } };
}

/** Of the mean of a number a replica. */
export function meanOnReplicas(values: Float64Array): OnBothScales {
  const value = meanOf(values);
  if (!Number.isFinite(value)) return NOTHING;
  if (values.length < 3) return alone(value);
  const jackknife = jackknifeLog(...withoutEach([...values]));
  return {
    plain: { estimate: value, pseudoValues: values, fold: null },
    log: jackknife && { ...jackknife, fold: null },
  };
}

/** Too few replicas for a jackknife. */
function alone(value: number): OnBothScales {
  const of = (estimate: number): OnReplicas => ({ estimate, pseudoValues: new Float64Array(0), fold: null });
  return { plain: of(value), log: value > 0 ? of(jackknifeLog(value, new Float64Array(0))!.estimate) : null };
}
