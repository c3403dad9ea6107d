/**
 * The JSON of the claims: what was trained, what was compared, and the verdict that follows from it.
 *
 * Every number that a verdict depends on stands here, so that a reader can recompute it (`verdictsFrom` in audit.ts does). Losses are in
 * nats, contrasts in log units (0.095 is a ratio of 1.10); a null is a quantity that does not exist, never a zero.
 */
import type { Estimate } from "../measure/estimate.js";
import type { Study } from "../study/study.js";

export type Verdict = "holds" | "does not hold" | "not resolved";
export type ClaimId = "control" | "linear" | "C1" | "C2" | "C3" | "C4" | "C5";

export interface Judgement {
  verdict: Verdict;
  /** With `does not hold`: the interval lies on the other side of 0. */
  reversed: boolean;
  reason: string;
}

/** One arm: the same study on each data draw, with the same replica seeds in each. Means are over draws, each draw with equal weight. */
export interface Arm {
  name: string;
  /** The plot and the axis value this arm belongs to. */
  group: "control" | "linear" | "single unit" | "factor" | "grid" | "window" | "activation" | "size";
  at: number | null;
  /** The study of the first draw; `draws` are the seeds that stand in place of `seeds.data` in the others. */
  study: Study;
  draws: number[];
  /** SHA-256 of the 32-byte fingerprints of the draws' results, in order. */
  fingerprint: string | null;
  /** Different replica fingerprints within a draw, at most over the draws. */
  distinctReplicas: number | null;
  learningRate: number;
  /** Replicas of all draws together. */
  replicas: number;
  /** Mean loss, expected under the true probabilities of the test inputs. */
  loss: number | null;
  /** Mean excess, expected under the truth: all replicas, and the kept ones. */
  excess: number | null;
  excessKept: number | null;
  /** Share of the replicas that are kept. */
  kept: number | null;
  /** Excess of the kept replicas within the allowance of the best arm; null where the claim does not match arms. */
  matched: boolean | null;
  predictionDifference: Estimate;
  predictionDifferenceKept: Estimate | null;
  churn: Estimate;
  /** Prediction difference of each draw, and its standard deviation between draws. */
  predictionDifferenceByDraw: number[];
  betweenDraws: number | null;
  /** Largest gradient norm of any replica at the end of training, where the claim asks for convergence. */
  gradientNorm: number | null;
  /** Why the arm has no numbers: "replica 3 diverged at step 12: ...". */
  failed: string | null;
}

/** log PD(a) - log PD(b), mean over the data draws, paired by seed. */
export interface Contrast {
  a: string;
  b: string;
  /** The replicas it is about: all, or those kept in each arm. */
  replicas: "all" | "kept";
  /** Whether the verdict rests on it; the others are shown. */
  decides: boolean;
  estimate: number | null;
  low: number | null;
  high: number | null;
  /** Level of the intervals of the claim, together. */
  level: number;
  /** `does not hold` needs high below this. */
  margin: number;
  /** `holds` needs low above this: the margin, but for C1 a larger one. */
  needed: number;
  method: string;
  /** Paired runs in all draws together. */
  pairs: number;
  standardError: number | null;
  /** low and high are estimate -+ critical * standardError. */
  critical: number | null;
  degreesOfFreedom: number | null;
  /** (high - low) / 2, in log units. */
  halfWidth: number | null;
  /** The least true ratio of PDs at which low would lie above `needed` four times in five. */
  smallestDetectableRatio: number | null;
  /** The contrast of each draw, and their standard deviation. */
  byDraw: number[];
  betweenDraws: number | null;
  /** Why there is no estimate and no interval: "relu keeps 2 of 4 replicas on a data draw, 3 are needed"; null where there is one. */
  noInterval: string | null;
}

/** One claim on one data family. */
export interface Claim extends Judgement {
  id: ClaimId;
  /** The data family. */
  data: string;
  title: string;
  /** The setting that decides, where several are shown. */
  headline: string | null;
  /** (loss of the best constant) - (loss of the true probabilities): what there is to learn, mean over draws. */
  learnable: number;
  arms: Arm[];
  contrasts: Contrast[];
}

/** What a verdict is computed from. */
export type Evidence = Omit<Claim, keyof Judgement>;

/** What `claims` resolves to, and `doppelgrad claims --json` prints. */
export interface Claims {
  claims: Claim[];
  /** What fixes every bit of the above. */
  options: { replicas: number; seed: number; data: string[]; margin: number; singleUnitMargin: number };
  bits: number;
  /** Version of the formulas of means and intervals; the rules of the verdicts change with it too. */
  statistics: number;
}
