/**
 * What is added up over the predictions, tile after tile, before anything is estimated: by the plain code (plain.ts) or
 * by the kernels (kernel.ts), with the same bits.
 */
import { groupCount, groupSizes } from "../statistics/jackknife.js";
import type { Accuracy, Churn } from "./decisions.js";
import type { LossSums } from "./loss.js";
import type { Block, Shape } from "./predictions.js";
import type { LabelMeasure, RatioSums } from "./symmetric-relative.js";

/** Below this, differences and means count as 0 in the relative forms. */
export const NOTHING = 1e-7;

/** By group of the jackknife (length G + 1, the last of no group), or by replica. */
export interface AboutMeanSums {
  norm1: Float64Array;
  /** Of several columns; no sum over cells, but over examples. */
  norm2: Float64Array;
  relative: Float64Array;
  variance: Float64Array;
  bias: Float64Array;
  /** By replica: squares about the mean of all. */
  own: Float64Array;
}

/** Replicas outside of each group; the last place, here and in all sums, is that of no group: everyone. */
export function replicasKept(replicas: number): Float64Array {
  const groups = groupCount(replicas);
  const sizes = groupSizes(replicas, groups);
  return Float64Array.from({ length: groups + 1 }, (_, g) => replicas - (sizes[g] ?? 0));
}

/** The sums of what is wanted; the others are null. */
export interface Sums {
  /** Over cells; null for one replica, whose cells say nothing. */
  ofCells: {
    /** Of each replica to all others (length R). */
    distances: Float64Array | null;
    about: AboutMeanSums | null;
    ratio: LabelMeasure<RatioSums> | null;
    /** The quotients of each replica with all others (length R). */
    pairs: LabelMeasure<Float64Array> | null;
  } | null;
  losses: readonly LossSums[];
  churn: Churn | null;
  accuracy: Accuracy | null;
}

/** What is known of the examples. */
export interface KnownOfExamples {
  /** Classes; null without. */
  labels: ArrayLike<number> | null;
  /** What would be predicted by the truth, N x C; null where it is not known. */
  truth: Float64Array | null;
  /** The column of an example's label; null where there is none. */
  label: ((example: number) => number) | null;
}

/** What a tile has shown, until the next one is added. Examples are counted from the first of the tile. */
export interface Seen {
  /** The sum of the distances of all pairs in a cell. */
  distances(n: number, column: number): number;
  /** Decisions that broke a tie. */
  ties: number;
  /** The sum of the squares of how many replicas decide each class. */
  agreeing(n: number): number;
  classOf(replica: number, n: number): number;
}

/** A way to add up: what adds the tiles of one shape, in the order of their examples, to the sums. */
export type Adding = (shape: Shape, sums: Sums, known: KnownOfExamples) => (tile: Block) => Seen;
