/** What an attribution says: each factor's share of the variance of predictions. */
import type { Effects } from "../measure/effects.js";
import type { Prepared } from "../run/prepare.js";
import { shapeOf } from "../run/prepare.js";
import type { RunResult } from "../run/result.js";
import { componentsOf, estimateComponents, JACKKNIFE_LEVELS } from "../statistics/components.js";
import { type Estimate, notApplicable } from "../statistics/estimate.js";
import type { Factor } from "../study/factors.js";
import type { Study } from "../study/study.js";
import { type CrossedDesign, WIDE_BELOW } from "./design.js";

/** What some factors make of the variance together. */
export interface AttributedComponent {
  /** One factor, or several of which this is the interaction. */
  factors: Factor[];
  /** Whether it is the highest interaction: with one run a cell, all that no lower one explains is in it. */
  residual: boolean;
  /** The component in squared units, mean over examples; its expectation is right, so a small one may be negative. */
  variance: Estimate;
  /** The component divided by the variance. */
  share: Estimate;
  /** What the factors explain together, divided by the variance: what goes when all of them are fixed. */
  closed: Estimate;
}

/** One factor of an attribution. */
export interface AttributedFactor {
  /** Its name. */
  factor: Factor;
  /** Number of its levels. */
  levels: number;
  /** Its share alone: what goes when it alone is fixed, on average over what it is fixed to. */
  main: Estimate;
  /** Its share with all of its interactions: what is left when all others are fixed and it alone varies. */
  total: Estimate;
}

/** The variance of one test example. */
export interface AttributedExample {
  /** Of the test set, counted from 0. */
  example: number;
  /** Of a file: the number of its row there; else null. */
  row: number | null;
  /** By what it is known; null where the data have no column of ids. */
  id: string | null;
  /** The variance of its prediction, the sum of its components. */
  variance: number;
  /** Its components in squared units, in the order of `components`. */
  components: number[];
}

/** What `attribute` resolves to: shares of the variance of predictions, with 95% intervals over levels. */
export interface Attribution {
  /** The crossed study with every default filled in: run it again for the same bits. */
  study: Study;
  /** That of the crossed run. */
  fingerprint: string;
  /** Version of the arithmetic contract. */
  bits: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** Each factor, the last one the fastest over the replicas. */
  attributed: AttributedFactor[];
  /** Number of replicas, one a cell: the product of the levels. */
  replicas: number;
  /** Within which levels were chosen; null where all were given. */
  budget: number | null;
  /** Number of test examples. */
  examples: number;
  /** What is squared: how the columns of an example count. */
  norm: string;
  /** Mean loss of the replicas; null where it is not measured. */
  loss: number | null;
  /** Loss of the best constant prediction; null where it is infinite. */
  constantLoss: number | null;
  /**
   * Half the mean squared difference of the predictions of two replicas that share no level, mean over examples: all
   * shares are of it.
   */
  variance: Estimate;
  /** Of each set of factors: those of one, then of two, and so on. */
  components: AttributedComponent[];
  /** Of each test example, in their order. */
  byExample: AttributedExample[];
  /** How the intervals were made. */
  method: string;
  /** What is to be said beside the numbers, a sentence each. */
  notes: string[];
}

/** How columns count in a square, by what they are. */
function normOf({ study, plan }: Prepared): string {
  if (plan.outputs === 1) return study.loss === "squared" ? "squared difference" : "squared difference of P(y = 1)";
  return `squared difference, summed over ${plan.outputs} ${study.loss === "squared" ? "outputs" : "classes"}`;
}

/** @param effects of all examples */
export function attributionOf(
  prepared: Prepared,
  { factors, levels, budget }: CrossedDesign,
  effects: Effects,
  { study, fingerprint, bits, statistics, data, measures, examples: known }: RunResult,
): Attribution {
  const { replicas, examples } = shapeOf(prepared);
  const { total, bySet } = estimateComponents(effects.sums, examples);
  const sets = setsInOrder(factors.length);
  const all = sets.at(-1)!;
  const namesOf = (set: number) => factors.filter((_, f) => set & (1 << f));
  const size = all + 1;
  const byExample = Array.from({ length: examples }, (_, n): AttributedExample => {
    const components = componentsOf(levels, effects.byExample.subarray(n * size, (n + 1) * size));
    return {
      example: n,
      row: known.rows?.[n] ?? null,
      id: known.ids?.[n] ?? null,
      variance: components.reduce((sum, each) => sum + each, 0),
      components: sets.map((set) => components[set]!),
    };
  });
  return {
    study,
    fingerprint,
    bits,
    statistics,
    attributed: factors.map((factor, f) => ({
      factor,
      levels: levels[f]!,
      main: bySet[1 << f]!.share,
      total: complement(bySet[all & ~(1 << f)]!.closed),
    })),
    replicas,
    budget,
    examples,
    norm: normOf(prepared),
    loss: measures.loss.value,
    constantLoss: data.constantLoss,
    variance: total,
    components: sets.map((set) => ({ factors: namesOf(set), residual: set === all, ...bySet[set]! })),
    byExample,
    method: methodOf(levels),
    notes: notesOf(factors, levels, total),
  };
}

/** All sets of factors but the empty one: by size, then in the order of the factors. */
function setsInOrder(factors: number): number[] {
  const sets = Array.from({ length: (1 << factors) - 1 }, (_, i) => i + 1);
  const members = (set: number) => Array.from({ length: factors }, (_, f) => f).filter((f) => set & (1 << f));
  return sets.sort((a, b) => {
    const [ofA, ofB] = [members(a), members(b)];
    if (ofA.length !== ofB.length) return ofA.length - ofB.length;
    const at = ofA.findIndex((f, i) => f !== ofB[i]);
    return at < 0 ? 0 : ofA[at]! - ofB[at]!;
  });
}

/** What is left to 1. */
function complement({ value, low, high }: Estimate): Estimate {
  const form = "1 - closed component of the others / variance";
  if (value === null) return notApplicable(form);
  return { form, value: 1 - value, low: high === null ? null : 1 - high, high: low === null ? null : 1 - low };
}

function methodOf(levels: readonly number[]): string {
  const fewest = Math.min(...levels);
  return fewest < JACKKNIFE_LEVELS
    ? `no intervals: they need ${JACKKNIFE_LEVELS} levels of each factor`
    : `jackknife over the levels of each factor, t with ${fewest - 1} degrees of freedom`;
}

function notesOf(factors: readonly Factor[], levels: readonly number[], { value }: Estimate): string[] {
  const few = factors.filter((_, f) => levels[f]! < WIDE_BELOW);
  return [
    ...(value === 0 ? ["No factor changes any prediction, so there is nothing to share."] : []),
    ...(few.length > 0 ? [`Fewer than ${WIDE_BELOW} levels of ${few.join(", ")}: the intervals are wide.`] : []),
    `With one run per cell, the interaction ${factors.join(" x ")} is also the residual.`,
  ];
}
