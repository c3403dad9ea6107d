/**
 * The JSON of the claims: what was trained, what was compared, and the verdict that follows from it.
 *
 * Every number that a verdict depends on stands here, so that a reader can recompute it (`verdictsFrom` in audit.ts
 * does). Losses are in nats, contrasts in log units (0.095 is a ratio of 1.10); a null is a quantity that does not
 * exist, never a zero.
 */
import type { Estimate } from "../measure/estimate.js";
import type { Study } from "../study/study.js";

export type Verdict = "holds" | "does not hold" | "not resolved";
/** `negative`: C1 on a linear truth, where it must not hold; `C1-first`: its first rule, shown for one release. */
export type ClaimId = "control" | "linear" | "negative" | "C1" | "C1-first" | "C2" | "C3" | "C4" | "C5";

export interface Judgement {
  verdict: Verdict;
  /** With `does not hold`: the interval lies on the other side of 0. */
  reversed: boolean;
  reason: string;
}

/**
 * One arm: the same study on each data draw, with replica seeds of the draw. Means are over draws, each draw with equal
 * weight.
 */
export interface Arm {
  name: string;
  /** The plot and the axis value this arm belongs to. */
  group:
    | "control"
    | "linear"
    | "converged"
    | "ordinary"
    | "single unit"
    | "factor"
    | "grid"
    | "window"
    | "activation"
    | "size";
  at: number | null;
  /**
   * The study of the first draw; in that of draw i, `draws[i]` stands in place of `seeds.data` and `seeds[i]` in place
   * of `seed`.
   */
  study: Study;
  draws: number[];
  seeds: number[];
  /** SHA-256 of the 32-byte fingerprints of the draws' results, in order. */
  fingerprint: string | null;
  /** Different replica fingerprints within a draw, at most over the draws. */
  distinctReplicas: number | null;
  learningRate: number;
  /** Replicas of all draws together. */
  replicas: number;
  /** Mean loss, expected under the true probabilities of the evaluated inputs. */
  loss: number | null;
  /** Mean excess, expected under the truth of these inputs: all replicas, and the kept ones. */
  excess: number | null;
  excessKept: number | null;
  /** Share of the replicas that are kept. */
  kept: number | null;
  /**
   * Whether the excess of its kept replicas is near that of some other arm; null where the claim does not match arms.
   */
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

/**
 * An interval that takes the data draws as given: other replicas on the same data would land in it. Wider than its
 * error says where solutions are equally common.
 */
export interface WithinDraws {
  standardError: number;
  low: number;
  high: number;
}

/** log PD(a) - log PD(b), mean over the data draws, paired by seed within each. */
export interface Contrast {
  a: string;
  b: string;
  /** The replicas it is about: all, or those kept in each arm. */
  replicas: "all" | "kept";
  /** Whether the verdict rests on it; the others are shown. */
  decides: boolean;
  estimate: number | null;
  /** The interval over draws, which decides: other data and other replicas. */
  low: number | null;
  high: number | null;
  /** Level of the intervals of the claim, together. */
  level: number;
  /** `holds` needs low above this, `does not hold` high below it. */
  margin: number;
  method: string;
  /** Paired runs in all draws together. */
  pairs: number;
  standardError: number | null;
  /** low and high are estimate -+ critical * standardError. */
  critical: number | null;
  degreesOfFreedom: number | null;
  /** (high - low) / 2, in log units. */
  halfWidth: number | null;
  /** The least true ratio of PDs at which low would lie above the margin four times in five. */
  smallestDetectableRatio: number | null;
  /** The contrast of each draw, and their standard deviation. */
  byDraw: number[];
  betweenDraws: number | null;
  /** Shown beside, at the same level but for this contrast alone; null where too few replicas leave no jackknife. */
  withinDraws: WithinDraws | null;
  /**
   * Why there is no estimate and no interval: "relu keeps 2 of 4 replicas on a data draw, 3 are needed"; null where
   * there is one.
   */
  noInterval: string | null;
}

/** A mean over data draws with its interval over draws; nulls where too few draws have a value. */
export interface OverDraws {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** C1 at one length of training: numbers of each data draw. */
export interface ConvergedLength {
  epochs: number;
  /** PD of all lines, and of all units. */
  line: number[];
  unit: number[];
  /** Largest gradient norm of a line. */
  gradientNorm: number[];
  /** Share of the units that have learned and are at least as good as the line. */
  eligible: number[];
  /** Share of all pairs of units that are eligible and equally good. */
  equalShare: number[];
  /** Mean distance of these pairs; null where they are too few. */
  equal: (number | null)[];
  /** The mean of `equal` over the draws that have one. */
  equalMean: OverDraws;
}

/**
 * The solutions that the units of one draw have found: replicas linked by distances below a hundredth, largest group
 * first.
 */
export interface Solutions {
  /** Share of the replicas, and their mean excess. */
  groups: { share: number; excess: number }[];
  /** PD of all units = pairs of different solutions + pairs of one solution. */
  between: number;
  within: number;
}

/** C1 trained to convergence. */
export interface Convergence {
  /** Equally good units differ if their PD lies above this. */
  floor: number;
  /** Level of every interval here. */
  level: number;
  /** Ascending; the last one decides. */
  lengths: ConvergedLength[];
  /**
   * Of each draw: mean distance, at the first length, of the pairs that are equally good at the last; null where these
   * are too few.
   */
  earlier: (number | null)[];
  /** Ratio of the mean of `equal` at the last length to that of `earlier`: 1 is a floor, less a transient. */
  lasting: OverDraws;
  /** `equalMean` at the last length where pairs count as equally good within other shares of what there is to learn. */
  bands: ({ allowance: number; draws: number } & OverDraws)[];
  /** Of each draw, at the last length. */
  solutions: Solutions[];
  /** Data draws whose `equal` lies above the floor, with the Wilson interval of their share. */
  above: { count: number; of: number; low: number; high: number };
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
  /** Of C1 and its negative control. */
  convergence: Convergence | null;
}

/** What a verdict is computed from. */
export type Evidence = Omit<Claim, keyof Judgement>;

/** What `claims` resolves to, and `doppelgrad claims --json` prints. */
export interface Claims {
  claims: Claim[];
  /** What fixes every bit of the above. */
  options: { replicas: number; draws: number; seed: number; data: string[]; margin: number; floor: number };
  bits: number;
  /** Version of the formulas of means and intervals; the rules of the verdicts change with it too. */
  statistics: number;
}
