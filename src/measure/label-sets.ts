/**
 * Several labels an example: the set of them that a replica decides. Beside the decisions one by one, which are those of
 * a single column, sets are compared whole: two replicas differ on an example if they differ on any label of it.
 * Source: the share of sets that are those of the labels is the subset accuracy of Zhang & Zhou 2014, and what
 * scikit-learn calls the accuracy of several labels.
 * Checked: tests/measure/label-sets.test.ts (all pairs one by one), tests/compare/python.test.ts (scikit-learn).
 */
import { type Estimate, notApplicable, replicaMean } from "../statistics/estimate.js";
import { accuracyCounts, churnEstimate, churnOf, decide } from "./decisions.js";
import { AGAINST } from "./loss.js";
import { type Predictions, wholeBlock } from "./predictions.js";

/** Decided sets as small integers, R x N: on each example equal ones are equal, and 0 is the set of its labels. */
export interface LabelSets {
  sets: Uint32Array;
  /** How many integers there are. */
  count: number;
}

/**
 * @param p R x N x C, each number the probability of one label
 * @param labels N x C, 0 or 1; null where they are not known
 */
export function labelSets(p: Predictions, labels: ArrayLike<number> | null): LabelSets {
  const { replicas, examples, columns } = p;
  const decided = decide({ ...p, examples: examples * columns, columns: 1 })!.classes;
  const sets = new Uint32Array(replicas * examples);
  let count = 1;
  for (let n = 0; n < examples; n++) {
    const places: number[] = [];
    for (let r = 0; r < replicas; r++) {
      const at = (r * examples + n) * columns;
      const isLike = (other: ArrayLike<number>, from: number) => {
        for (let c = 0; c < columns; c++) if (decided[at + c] !== other[from + c]) return false;
        return true;
      };
      if (labels && isLike(labels, n * columns)) continue;
      let k = places.findIndex((place) => isLike(decided, place));
      if (k < 0) k = places.push(at) - 1;
      sets[r * examples + n] = k + 1;
    }
    count = Math.max(count, places.length + 1);
  }
  return { sets, count };
}

/** What is said of sets. */
export interface LabelSetMeasures {
  /** Share of the examples on which two replicas decide different sets, mean over pairs. */
  churn: Estimate;
  /** Share of the examples of which a replica decides the very set of labels, mean over replicas. */
  accuracy: Estimate;
}

/** The measures of sets; without labels, no accuracy. */
export function labelSetMeasures(p: Predictions, { sets, count }: LabelSets, areKnown: boolean): LabelSetMeasures {
  const shape = { ...p, columns: count };
  const accuracy = accuracyCounts(p, new Uint8Array(p.examples));
  accuracy.add(wholeBlock(p), sets);
  return {
    churn: churnEstimate(p.replicas > 1 ? churnOf(shape, sets) : null),
    accuracy: areKnown ? replicaMean(AGAINST.labels, accuracy.shares(), 0, 1) : notApplicable(AGAINST.labels),
  };
}
