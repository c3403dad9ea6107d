/**
 * The JSON of the claims: what was trained, what was compared, and the verdict that follows from it.
 *
 * Every number that a verdict depends on stands here, so that a reader can recompute it (`verdictsFrom` in audit.ts
 * does). Losses are in nats, contrasts in log units (0.095 is a ratio of 1.10); a null is a quantity that does not
 * exist, never a zero.
 */
import type { PairedContrast } from "../statistics/contrasts.js";
import type { Estimate } from "../statistics/estimate.js";
import type { OverDraws } from "../statistics/over-draws.js";
import type { Study } from "../study/study.js";

/** What the rules say of a claim; "not resolved" where the interval leaves it open. */
export type Verdict = "holds" | "does not hold" | "not resolved";
/** `negative`: C1 on a linear truth, where it must not hold; `C1-first`: its first rule, shown for one release. */
export type ClaimId = "control" | "linear" | "negative" | "C1" | "C1-first" | "C2" | "C3" | "C4" | "C5";

export interface Judgement {
  /** What the rules say. */
  verdict: Verdict;
  /** With `does not hold`: whether the interval lies on the other side of 0. */
  reversed: boolean;
  /** The sentence that gives the numbers behind the verdict. */
  reason: string;
}

/**
 * One arm: the same study on each data draw, with replica seeds of the draw. Means are over draws, each draw with equal
 * weight.
 */
export interface Arm {
  /** What distinguishes it from the other arms: "relu", "both seeds vary". */
  name: string;
  /** The plot that this arm belongs to. */
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
  /** Its place on the axis of that plot (a window, a width); null where the arms have no order. */
  at: number | null;
  /**
   * The study of the first draw. That of draw i has `draws[i]` as `seeds.data` and `seeds[i]` as `seed`.
   */
  study: Study;
  /** Seed of the data of each draw. */
  draws: number[];
  /** Seed of the replicas of each draw. */
  seeds: number[];
  /** SHA-256 of the 32-byte fingerprints of the draws' results, in order. */
  fingerprint: string | null;
  /** Most different replica fingerprints within any one draw. */
  distinctReplicas: number | null;
  /** Its learning rate: that of its study, or the best of those tried. */
  learningRate: number;
  /** Replicas of all draws together. */
  replicas: number;
  /** Mean loss, expected under the true probabilities of the evaluated inputs. */
  loss: number | null;
  /** Mean excess of all replicas, in nats, expected under the truth of these inputs. */
  excess: number | null;
  /** Mean excess of the kept replicas, in nats. */
  excessKept: number | null;
  /** Share of the replicas that are kept. */
  kept: number | null;
  /**
   * Whether the excess of its kept replicas is near that of some other arm; null where the claim does not match arms.
   */
  matched: boolean | null;
  /** Prediction difference of all replicas of a draw, pairwise; 0 to 1. */
  predictionDifference: Estimate;
  /** Prediction difference of its kept replicas; null where the claim keeps none apart. */
  predictionDifferenceKept: Estimate | null;
  /** Share of the inputs that two replicas of a draw decide differently; 0 to 1. */
  churn: Estimate;
  /** Prediction difference of each draw. */
  predictionDifferenceByDraw: number[];
  /** Standard deviation of these between draws; null where fewer than two are known. */
  betweenDraws: number | null;
  /** Largest gradient norm of any replica at the end of training, where the claim asks for convergence. */
  gradientNorm: number | null;
  /** Why the arm has no numbers: "replica 3 diverged at step 12: ...". */
  failed: string | null;
}

/** What the JSON says of a contrast. */
export interface Contrast extends PairedContrast {
  /** The replicas it is about: all, or those kept in each arm. */
  replicas: "all" | "kept";
  /** Whether the verdict rests on it; the others are shown. */
  decides: boolean;
}

/** C1 at one length of training: numbers of each data draw. */
export interface ConvergedLength {
  /** Passes over the training examples. */
  epochs: number;
  /** PD of all lines. */
  line: number[];
  /** PD of all units. */
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
  /** The replicas of each solution. */
  groups: {
    /** Share of all replicas. */
    share: number;
    /** Their mean excess, in nats. */
    excess: number;
  }[];
  /** What pairs of different solutions add to the PD of all units. */
  between: number;
  /** What pairs of one solution add to it. */
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
  bands: ({
    /** The share of what there is to learn by which two units may differ in excess. */
    allowance: number;
    /** Draws that have enough of such pairs. */
    draws: number;
  } & OverDraws)[];
  /** Of each draw, at the last length. */
  solutions: Solutions[];
  /** Data draws whose `equal` lies above the floor, with the Wilson interval of their share. */
  above: {
    /** Draws above the floor. */
    count: number;
    /** Draws with a value. */
    of: number;
    /** Lower end of the interval of the share. */
    low: number;
    /** Its upper end. */
    high: number;
  };
}

/** One claim on one data family. */
export interface Claim extends Judgement {
  /** Which claim it is. */
  id: ClaimId;
  /** The data family. */
  data: string;
  /** The claim in a few words. */
  title: string;
  /** The setting that decides, where several are shown. */
  headline: string | null;
  /** (loss of the best constant) - (loss of the true probabilities): what there is to learn, mean over draws. */
  learnable: number;
  /** What was trained. */
  arms: Arm[];
  /** What was compared. */
  contrasts: Contrast[];
  /** How training to convergence went, for C1 and its negative control; else null. */
  convergence: Convergence | null;
}

/** What a verdict is computed from. */
export type Evidence = Omit<Claim, keyof Judgement>;

/** What `claims` resolves to, and `doppelgrad claims --json` prints. */
export interface Claims {
  /** In the order of the claims, each on every data family. */
  claims: Claim[];
  /** What fixes every bit of the above: the options of `claims`, with every default filled in. */
  options: {
    /** Replicas of an arm up to 16 wide, over 16 draws. */
    replicas: number;
    /** Data draws. */
    draws: number;
    /** The seed from which all others follow. */
    seed: number;
    /** The data families. */
    data: string[];
    /** Smallest ratio of prediction differences that counts as an effect. */
    margin: number;
    /** Prediction difference above which equally good units differ. */
    floor: number;
  };
  /** Version of the arithmetic contract: CONTRACT_VERSION when it was made. */
  bits: number;
  /** Version of the formulas of means and intervals; the rules of the verdicts change with it too. */
  statistics: number;
}
