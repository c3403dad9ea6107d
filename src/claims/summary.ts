/**
 * What is kept of the replicas of one arm, or of one grid, on one data draw: numbers per replica and distances between
 * them.
 */
import type { Dataset } from "../data/dataset.js";
import { bestConstantExcess } from "../measure/best-constant.js";
import { crossedChurn, crossedDistances } from "../measure/crossed.js";
import { decide } from "../measure/decisions.js";
import { meanEntropy, replicaExcess } from "../measure/loss.js";
import type { OverPairs } from "../measure/pairwise.js";
import { type Predictions, selectReplicas } from "../measure/predictions.js";
import type { Adding } from "../measure/sums.js";
import type { Distances } from "../statistics/contrasts.js";
import type { Grid } from "../statistics/crossed-contrasts.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { meanOf } from "../statistics/sample.js";
import type { Study } from "../study/study.js";
import { distancesAmong, foldedDistances, meanChurn } from "./distances.js";
import { gradientNorm } from "./gradient.js";
import { keptLimit, keptReplicas, withinLimit } from "./selection.js";

/** A trained study, before it is summarised. */
export interface Trained {
  study: Study;
  dataset: Dataset;
  fingerprint: string;
  /** Hex digest and final parameters of each replica. */
  digests: string[];
  parameters: Float32Array[];
  /** R x N x 1: probabilities of the test examples, and their logits. */
  predictions: Predictions;
  logits: Float32Array;
  /** How distances and decisions are added up, which changes no bit. */
  adding: Adding;
  /**
   * On inputs that serve to evaluate alone: the expected loss of each replica that was evaluated, the loss of the
   * truth, and what there is to learn.
   */
  expectedLosses: Float64Array;
  lossOfTruth: number;
  learnable: number;
  /** Why there are no numbers, or null: "replica 3 diverged at step 12". */
  failed: string | null;
}

/** What arms and grids have in common on one draw. */
export interface DrawSummary {
  study: Study;
  fingerprint: string;
  /** Different replica fingerprints. */
  distinct: number;
  /** Excess of the best constant: what there is to learn. */
  learnable: number;
  /** Mean loss, expected under the true probabilities. */
  loss: number;
  excess: number;
  failed: null;
}

export interface ArmSummary extends DrawSummary {
  replicas: number;
  /** How many are kept, and their excess; null where none is chosen. */
  kept: number | null;
  excessKept: number | null;
  all: Distances | null;
  keptOnly: Distances | null;
  /** Mean over pairs. */
  churn: number | null;
}

/** An arm that is trained until it has converged. */
export interface ConvergedSummary extends ArmSummary {
  /** Largest of any replica of a line; null for a unit, which may end in a kink. */
  gradientNorm: number | null;
  /** Of each replica, and of each pair of them: mean distance, R x R. */
  replicaExcess: Float64Array;
  distances: Float64Array;
}

export interface GridSummary extends DrawSummary {
  distances: Grid;
  churn: Grid;
}

/** A draw on which a replica diverged: there are no numbers. */
export interface FailedDraw {
  study: Study;
  failed: string;
}

/** A way to summarise; a study that is asked for twice under one name is trained once. */
export interface Summary<T> {
  name: string;
  /** Replicas whose index it divides are evaluated; 0: none. */
  every: number;
  of(trained: Trained): T;
}

/** The replicas of an arm. */
export const armSummary: Summary<ArmSummary | FailedDraw> = {
  name: "arm",
  every: 1,
  of: (trained) => (trained.failed ? failedDraw(trained) : summariseArm(trained, shareOf(trained))),
};

/** Where no replica is chosen. */
const NONE_KEPT = { kept: null, excessKept: null, keptOnly: null };

/** The replicas of an arm of which none is chosen: a few are evaluated, to tell whether they have learned. */
export const plainSummary: Summary<ArmSummary | FailedDraw> = {
  name: "plain",
  every: 8,
  of: (trained) =>
    trained.failed ? failedDraw(trained) : { ...summariseAll(trained, shareOf(trained)), ...NONE_KEPT },
};

/** The replicas of an arm that is to converge. */
export const convergedSummary: Summary<ConvergedSummary | FailedDraw> = {
  name: "converged",
  every: 1,
  of(trained) {
    if (trained.failed) return failedDraw(trained);
    const share = shareOf(trained);
    const isLine = trained.study.hidden.length === 0;
    const norms = isLine
      ? trained.parameters.map((parameters) => gradientNorm(parameters, trained.dataset.train))
      : null;
    const distances = allDistances(trained.predictions);
    return {
      ...summariseAll(trained, share),
      ...NONE_KEPT,
      gradientNorm: norms && Math.max(...norms),
      replicaExcess: share.excess,
      distances,
    };
  },
};

/** The replicas of an arm as the first rule of C1 sees them: excess and what there is to learn from the test inputs. */
export const firstSummary: Summary<ArmSummary | FailedDraw> = {
  name: "first rule",
  every: 0,
  of(trained) {
    if (trained.failed) return failedDraw(trained);
    const {
      study,
      dataset: { test, task },
      predictions,
      logits,
    } = trained;
    const excess = replicaExcess({ predictions, logits, truth: test.truth, task, loss: study.loss })!;
    return summariseArm(trained, {
      excess,
      learnable: bestConstantExcess(test.truth!, test.count, study.loss),
      lossOfTruth: meanEntropy(test.truth!, test.count),
    });
  },
};

/** The cells of a square grid, `side` levels of each factor; those of its diagonal are evaluated. */
export function gridSummary(side: number): Summary<GridSummary | FailedDraw> {
  return {
    name: `grid ${side}`,
    every: side + 1,
    of: (trained) => (trained.failed ? failedDraw(trained) : summariseGrid(trained, side)),
  };
}

/** Mean excess of a study that only serves to choose a learning rate; null where a replica diverged. */
export const tuningSummary: Summary<number | null> = {
  name: "tuning",
  every: 1,
  of: (trained) => (trained.failed ? null : meanOf(shareOf(trained).excess)),
};

function failedDraw({ study, failed }: Trained): FailedDraw {
  return { study, failed: failed! };
}

function summariseArm(trained: Trained, share: Share): ArmSummary {
  const { excess, learnable } = share;
  const kept = keptReplicas(excess, learnable);
  return {
    ...summariseAll(trained, share),
    kept: kept.length,
    excessKept: meanOf(kept.map((replica) => excess[replica]!)),
    keptOnly: keptDistances(trained, excess, learnable, kept),
  };
}

function summariseAll(trained: Trained, share: Share) {
  const { predictions, logits, adding } = trained;
  const { replicas } = predictions;
  const members = Array.from({ length: replicas }, (_, replica) => replica);
  return {
    ...sharedFields(trained, share),
    replicas,
    all: replicas < 2 ? null : { members, ...distancesAmong(predictions, adding) },
    churn: replicas < 2 ? null : meanChurn(predictions, logits, adding),
  };
}

function summariseGrid(trained: Trained, side: number): GridSummary {
  const { predictions, logits } = trained;
  return {
    ...sharedFields(trained, shareOf(trained)),
    distances: crossedDistances(predictions, side, side),
    churn: crossedChurn(predictions, decide(predictions, logits)!.classes, side, side),
  };
}

/** What the truth says of the replicas that were evaluated. */
interface Share {
  excess: Float64Array;
  learnable: number;
  lossOfTruth: number;
}

function shareOf({ expectedLosses, lossOfTruth, learnable }: Trained): Share {
  return { excess: expectedLosses.map((loss) => Math.max(0, loss - lossOfTruth)), learnable, lossOfTruth };
}

function sharedFields(
  { study, fingerprint, digests }: Trained,
  { excess, learnable, lossOfTruth }: Share,
): DrawSummary {
  const mean = meanOf(excess);
  return {
    study,
    fingerprint,
    distinct: new Set(digests).size,
    learnable,
    loss: mean + lossOfTruth,
    excess: mean,
    failed: null,
  };
}

/** Distances among the kept replicas, null for fewer than 2; without a replica, among those that are kept of the others. */
function keptDistances(
  { predictions, adding }: Trained,
  excess: Float64Array,
  learnable: number,
  kept: readonly number[],
): Distances | null {
  if (kept.length < 2) return null;
  const whole = { members: kept, ...foldedDistances(selectReplicas(predictions, kept), adding) };
  // The limit takes few values, whoever is left out, and so does the set within it.
  const known = new Map<string, OverPairs>([[kept.join(), whole]]);
  const without = Float64Array.from(excess.keys(), (deleted) => {
    const others = excess.filter((_, replica) => replica !== deleted);
    const members = withinLimit(excess, keptLimit(others, learnable));
    if (members.length < 3) return NaN;
    const key = members.join();
    const distances = known.get(key) ?? distancesAmong(selectReplicas(predictions, members), adding);
    known.set(key, distances);
    const at = members.indexOf(deleted);
    return at < 0 ? distances.value : leaveOneOut(distances.value, distances.toOthers)[at]!;
  });
  return { ...whole, without: without.some(Number.isNaN) ? null : without };
}

/** Mean distance of every pair of replicas of one column, R x R. */
function allDistances({ values, replicas, examples }: Predictions): Float64Array {
  const distances = new Float64Array(replicas * replicas);
  for (let r = 0; r < replicas; r++) {
    for (let other = 0; other < r; other++) {
      let sum = 0;
      for (let n = 0; n < examples; n++) sum += Math.abs(values[r * examples + n]! - values[other * examples + n]!);
      distances[r * replicas + other] = distances[other * replicas + r] = sum / examples;
    }
  }
  return distances;
}
