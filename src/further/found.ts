/**
 * What a further measure says: its value, what its interval is made of, or why it has none.
 *
 * A measure is told by its values without each unit (a replica, or a group of them) and its fold; from these follow the
 * interval and, of two recipes, ratio and difference.
 */

import type { FoldedPairs } from "../measure/pairwise.js";
import {
  type Estimate,
  foldedInterval,
  LOGIT,
  notApplicable,
  pairwiseEstimate,
  pointEstimate,
} from "../statistics/estimate.js";
import { type Fold, spreadOf } from "../statistics/fold.js";
import { deviationsOf, jackknifeLog, leaveOneOut, logWithout } from "../statistics/jackknife.js";
import type { OnReplicas } from "../statistics/paired-difference.js";
import { meanOf } from "../statistics/sample.js";

/** A further measure: an estimate, and where a part of it is null, why. */
export interface FurtherEstimate extends Estimate {
  /** Why there is no value or no interval; null where both are there. */
  reason: string | null;
}

/** How a statistic varies over its units. */
export interface OnUnits {
  value: number;
  /** The statistic without each unit. */
  without: Float64Array;
  /** Where its log bends; null where it does not. */
  fold: Fold | null;
  /** On which scale its interval is symmetric, and the ends of its range. */
  scale: "log" | "logit" | "plain";
  least: number;
  largest: number;
  /** What the units are: "replicas", or groups of so many. */
  units: string;
  /** The square root is told: of a variance the standard deviation. */
  isSquare?: boolean;
  /** One minus the statistic is told: of a distance a likeness. */
  isComplement?: boolean;
}

/** What is found of a measure. */
export type FoundMeasure = { form: string } & ({ none: string } | OnUnits);

const FEWEST = 3;

/** As in statistics/estimate.ts: what is narrower is made by rounding. */
const ROUNDING = 1e-12;

export const nothing = (form: string, none: string): FoundMeasure => ({ form, none });

/** Of a mean over pairs of replicas. */
export function ofPairs(form: string, { value, toOthers, fold }: FoldedPairs, largest: number): FoundMeasure & OnUnits {
  return {
    form,
    value,
    without: withoutOne(value, toOthers),
    fold,
    scale: "log",
    least: 0,
    largest,
    units: "replicas",
  };
}

/** A mean over pairs without each replica; of two replicas there is nothing to be left out. */
export function withoutOne(value: number, toOthers: Float64Array): Float64Array {
  return toOthers.length < FEWEST ? new Float64Array(toOthers.length) : leaveOneOut(value, toOthers);
}

/** Of the mean of a number a unit, which lies between two ends. */
export function ofMean(
  form: string,
  values: Float64Array,
  [least, largest]: readonly [number, number],
  units = "replicas",
): FoundMeasure & OnUnits {
  const value = meanOf(values);
  const count = values.length;
  const without = values.map((each) => (count * value - each) / (count - 1));
  return { form, value, without, fold: null, scale: "plain", least, largest, units };
}

/** The estimate with its interval, or why there is none. */
export function estimateOf(found: FoundMeasure): FurtherEstimate {
  if ("none" in found) return { ...notApplicable(found.form), reason: found.none };
  const { form, units, without, isSquare, isComplement } = found;
  const plain = intervalOf(found);
  const to = (x: number | null): number | null => {
    if (x === null) return null;
    const told = isSquare ? Math.sqrt(Math.max(0, x)) : x;
    return isComplement ? 1 - told : told;
  };
  const [a, b] = [to(plain.low), to(plain.high)];
  const value = to(plain.value);
  if (value === null) return { ...notApplicable(form), reason: "it is not finite" };
  const isWide = a !== null && b !== null && Math.abs(b - a) > ROUNDING * Math.abs(value);
  if (!isWide) {
    const alike =
      found.scale !== "plain" && (plain.value === 0 || plain.value === 1)
        ? `it is exactly ${value}`
        : `all ${units} are alike`;
    return { ...pointEstimate(form, value), reason: without.length < FEWEST ? `fewer than three ${units}` : alike };
  }
  return { form, value, low: Math.min(a, b), high: Math.max(a, b), reason: null };
}

function intervalOf({ form, value, without, fold, scale, least, largest }: { form: string } & OnUnits): Estimate {
  if (without.length < FEWEST || !Number.isFinite(value)) return pointEstimate(form, value);
  if (scale === "log") return pairwiseEstimate(form, value, without, fold, largest);
  if (scale === "logit") return logitInterval(form, value, without);
  const bends = fold ? [{ ...fold, curvature: fold.curvature * value }] : [];
  const identity = { to: (x: number) => x, from: (x: number) => Math.min(largest, Math.max(least, x)) };
  const spread = spreadOf(deviationsOf(pseudoValues(value, without)), bends);
  return foldedInterval(form, value, identity, spread, without.length - 1, largest);
}

/** Of a share that may come near to 0 and to 1: logs of both it and the rest, each with its tangent where one unit is most of it. */
function logitInterval(form: string, value: number, without: Float64Array): Estimate {
  if (!(value > 0 && value < 1)) return pointEstimate(form, value);
  const logits = without.map((each) => logWithout(each, value) - logWithout(1 - each, 1 - value));
  const spread = spreadOf(deviationsOf(pseudoValues(LOGIT.to(value), logits)), []);
  return foldedInterval(form, value, LOGIT, spread, without.length - 1, 1);
}

const pseudoValues = (value: number, without: Float64Array): Float64Array =>
  without.map((each) => without.length * value - (without.length - 1) * each);

/** What ratios and differences of two recipes are made of (measure/on-replicas.ts). */
export function onBothScales(found: FoundMeasure): { plain: OnReplicas | null; log: OnReplicas | null } {
  if ("none" in found || !Number.isFinite(found.value)) return { plain: null, log: null };
  const { isSquare, isComplement } = found;
  const root = (x: number) => (isSquare ? Math.sqrt(Math.max(0, x)) : x);
  const to = (x: number) => (isComplement ? 1 - root(x) : root(x));
  // Of a root the log bends half as much.
  const fold = found.fold && { ...found.fold, curvature: found.fold.curvature * (isSquare ? 0.5 : 1) };
  const value = to(found.value);
  const without = found.without.map(to);
  const units = without.length < FEWEST ? new Float64Array(0) : without;
  const size = root(found.value) * (isComplement ? -1 : 1);
  const plain = {
    estimate: value,
    pseudoValues: units.length === 0 ? units : pseudoValues(value, units),
    fold: fold && { ...fold, curvature: fold.curvature * size },
  };
  const log = value > 0 ? jackknifeLog(value, units) : null;
  return { plain, log: log && { ...log, fold: fold && !isComplement ? fold : null } };
}
