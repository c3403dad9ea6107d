/** What is kept of the replicas of one arm, or of one grid, on one data draw: numbers per replica and distances between them. */
import type { Dataset } from "../data/dataset.js";
import { crossedDistances } from "../measure/crossed.js";
import { decide } from "../measure/decisions.js";
import { pairwiseChurn } from "../measure/churn.js";
import { replicaExcess } from "../measure/loss.js";
import { meanOf } from "../measure/jackknife.js";
import { pairwiseDistances } from "../measure/pairwise.js";
import { selectReplicas, type Predictions } from "../measure/predictions.js";
import { bestConstantExcess, lossOfTruth } from "../measure/truth.js";
import type { Study } from "../study/study.js";
import type { Distances } from "./contrasts.js";
import type { Grid } from "./crossed.js";
import { gradientNorm } from "./gradient.js";
import { keptReplicas } from "./selection.js";

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
  kept: number;
  excessKept: number;
  all: Distances | null;
  keptOnly: Distances | null;
  churn: Distances | null;
  gradientNorm: number | null;
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
  of(trained: Trained): T;
}

/** The replicas of an arm. */
export const armSummary: Summary<ArmSummary | FailedDraw> = { name: "arm", of: (trained) => summariseArm(trained, false) };

/** The replicas of a linear arm, with their distance from convergence. */
export const convergedSummary: Summary<ArmSummary | FailedDraw> = { name: "converged", of: (trained) => summariseArm(trained, true) };

/** The cells of a square grid, `side` levels of each factor. */
export function gridSummary(side: number): Summary<GridSummary | FailedDraw> {
  return { name: `grid ${side}`, of: (trained) => summariseGrid(trained, side) };
}

/** Mean excess of a study that only serves to choose a learning rate; null where a replica diverged. */
export const tuningSummary: Summary<number | null> = {
  name: "tuning",
  of: (trained) => (trained.failed ? null : meanOf(shareOf(trained).excess)),
};

function summariseArm(trained: Trained, withGradient: boolean): ArmSummary | FailedDraw {
  if (trained.failed) return { study: trained.study, failed: trained.failed };
  const { predictions, logits } = trained;
  const { excess, ...shared } = shareOf(trained);
  const members = Array.from(excess.keys());
  const kept = keptReplicas(excess, shared.learnable);
  const decided = predictions.replicas < 2 ? null : pairwiseChurn(predictions, logits);
  const norms = withGradient ? trained.parameters.map((parameters) => gradientNorm(parameters, trained.dataset.train)) : null;
  return {
    ...shared,
    excess: meanOf(excess),
    replicas: members.length,
    kept: kept.length,
    excessKept: meanOf(kept.map((replica) => excess[replica]!)),
    all: distancesOf(predictions, members),
    keptOnly: distancesOf(predictions, kept),
    churn: decided && { members, ...decided },
    gradientNorm: norms && Math.max(...norms),
  };
}

function summariseGrid(trained: Trained, side: number): GridSummary | FailedDraw {
  if (trained.failed) return { study: trained.study, failed: trained.failed };
  const { predictions, logits } = trained;
  const { excess, ...shared } = shareOf(trained);
  // Decisions of two classes are 0 or 1, and their distance is 1 where they differ: the grid of churn.
  const decisions = { ...predictions, values: Float32Array.from(decide(predictions, logits)!.classes) };
  return {
    ...shared,
    excess: meanOf(excess),
    distances: crossedDistances(predictions, side, side),
    churn: crossedDistances(decisions, side, side),
  };
}

function shareOf({ study, dataset, fingerprint, digests, predictions, logits }: Trained) {
  const { truth, count } = dataset.test;
  const excess = replicaExcess({ predictions, logits, truth, task: dataset.task, loss: study.loss })!;
  return {
    study,
    fingerprint,
    distinct: new Set(digests).size,
    learnable: bestConstantExcess(truth!, count, study.loss),
    loss: meanOf(excess) + lossOfTruth(truth!, count, study.loss),
    excess,
    failed: null,
  };
}

/** Distances among some of the replicas; null for fewer than 2. */
function distancesOf(predictions: Predictions, members: readonly number[]): Distances | null {
  return members.length < 2 ? null : { members, ...pairwiseDistances(selectReplicas(predictions, members)) };
}
