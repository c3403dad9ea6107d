/**
 * The loss of the replicas on the evaluated examples, what the truth of synthetic data says of losses before any model
 * is trained, and the excess of the one over the other. Losses in nats (logistic, softmax) or squared units of the
 * target (mean over columns).
 */

import { log64 } from "../reference/float64.js";
import type { LossName } from "../study/variants/losses.js";
import { type Known, type MeasureInput, targets, truePredictions, trueProbability } from "./input.js";
import { type LogProbabilities, logProbabilities } from "./log-probabilities.js";
import { type Block, type Shape, tilesOf, wholeBlock } from "./predictions.js";

/**
 * What a loss, an excess or an accuracy is measured against: these words stand beside the number wherever it is shown.
 */
export const AGAINST = {
  labels: "on the labels",
  /** The loss on synthetic classes. */
  probabilities: "expected under the true probabilities",
  /** The excess: over the true probabilities, or the noiseless targets of a regression. */
  truth: "expected under the truth",
} as const;

export interface Losses {
  add(block: Block): void;
  /** What is added up: at most one against the truth and one against the labels. */
  readonly sums: readonly LossSums[];
  /**
   * The mean loss of each replica (length R): on synthetic classes the expectation under the true probabilities, else
   * on the labels; null without either.
   */
  losses(): Float64Array | null;
  /**
   * Expected loss above that of the truth of each replica: mean_n KL(q_n, p_n) for the log losses, mean (f - truth)^2
   * for squared. Null without the truth.
   */
  excess(): Float64Array | null;
}

/** Whether losses are expectations under the true probabilities. */
export function underTruth({ truth, task }: Known): boolean {
  return Boolean(truth) && task !== "regression";
}

/** @param fromLogits whether blocks bring logits */
export function lossSums(shape: Shape, known: Known, fromLogits: boolean): Losses {
  const { truth, labels, loss } = known;
  const add = shape.kind === "value" ? squaredDistances : crossEntropies;
  const beyondTruth = truth ? add(shape, trueTargets(shape, truth), fromLogits) : null;
  const onLabels = labels && !underTruth(known) ? add(shape, labelTargets(shape, labels), fromLogits) : null;
  const least = underTruth(known) ? lossOfTruth(truth!, shape.examples, loss) : 0;
  const ofTruth = () => (fromLogits ? least : entropyOf(truth!, shape, beyondTruth!.targets));
  const floor = truth && shape.kind === "probability" ? ofTruth() : 0;
  const sums = [beyondTruth, onLabels].filter((each) => each !== null);
  const excess = () => beyondTruth?.means().map((mean) => Math.max(0, mean - floor)) ?? null;
  return {
    add(block) {
      for (const each of sums) each.add(block);
    },
    sums,
    excess,
    losses() {
      if (!underTruth(known)) return onLabels?.means() ?? null;
      return excess()!.map((above) => above + least);
    },
  };
}

/**
 * Mean entropy of the truth where probabilities are given: the same sum as theirs, so that the truth itself has excess
 * 0.
 */
function entropyOf(truth: Float64Array, shape: Shape, weights: Float64Array): number {
  const one = { ...shape, replicas: 1, values: truePredictions(truth, shape) };
  const sums = crossEntropies(one, weights, false);
  sums.add(wholeBlock(one));
  return sums.means()[0]!;
}

/** The excess of each replica (length R); null without the truth. */
export function replicaExcess(e: MeasureInput): Float64Array | null {
  return lossesOf(e, { ...e, labels: null }).excess();
}

/** The loss of each replica (length R); null where neither truth nor labels are known. */
export function replicaLosses(e: MeasureInput): Float64Array | null {
  return lossesOf(e, e).losses();
}

function lossesOf({ predictions, logits }: MeasureInput, known: Known): Losses {
  const sums = lossSums(predictions, known, Boolean(logits));
  for (const tile of tilesOf(wholeBlock(predictions, logits), predictions)) sums.add(tile);
  return sums;
}

/** Sums over the examples, in their order, for each replica. */
export interface LossSums {
  add(block: Block): void;
  /** What is compared with: N x C for the squared loss, or the weights of the log-probabilities, N x classes. */
  readonly targets: Float64Array;
  /** Length R. */
  readonly sums: Float64Array;
  /** Over the examples (length R). */
  means(): Float64Array;
}

/** What the squared loss compares with (N x C), or the weights of the log-probabilities (N x classes). */
function trueTargets(shape: Shape, truth: Float64Array): Float64Array {
  if (shape.kind === "value") return truePredictions(truth, shape);
  const classes = Math.max(2, shape.columns);
  const weights = new Float64Array(shape.examples * classes);
  for (let i = 0; i < weights.length; i++)
    weights[i] = trueProbability(truth, shape.examples, Math.floor(i / classes), i % classes);
  return weights;
}

function labelTargets(shape: Shape, labels: ArrayLike<number>): Float64Array {
  if (shape.kind === "value") return targets(labels, shape);
  const weights = new Float64Array(shape.examples * Math.max(2, shape.columns));
  for (let n = 0; n < shape.examples; n++) weights[(n * weights.length) / shape.examples + labels[n]!] = 1;
  return weights;
}

/**
 * - sum of weight x log-probability over the classes; a class that never occurs costs nothing, even at probability 0.
 */
function crossEntropies(shape: Shape, weights: Float64Array, fromLogits: boolean): LossSums {
  const { replicas, examples, columns } = shape;
  const logs = new Float64Array(Math.max(2, columns));
  const write = logProbabilities(shape, fromLogits);
  const sums = new Float64Array(replicas);
  return {
    targets: weights,
    sums,
    add(block) {
      for (let r = 0; r < replicas; r++)
        sums[r] = addCrossEntropies(sums[r]!, block, r * block.stride + block.offset, columns, weights, write, logs);
    },
    means: () => sums.map((sum) => sum / examples),
  };
}

/** The sum with those of one replica, whose numbers in the block begin at `at`. */
function addCrossEntropies(
  sum: number,
  block: Block,
  at: number,
  columns: number,
  weights: Float64Array,
  write: LogProbabilities,
  logs: Float64Array,
): number {
  const classes = logs.length;
  const end = (block.first + block.examples) * classes;
  for (let first = block.first * classes; first < end; first += classes, at += columns) {
    write(block, at, logs);
    for (let c = 0; c < classes; c++) if (weights[first + c]! > 0) sum -= weights[first + c]! * logs[c]!;
  }
  return sum;
}

/** Mean over columns of (f - target)^2. */
function squaredDistances({ replicas, examples, columns }: Shape, target: Float64Array): LossSums {
  const sums = new Float64Array(replicas);
  return {
    targets: target,
    sums,
    add({ first, examples: count, values, stride, offset }) {
      const [start, size] = [first * columns, count * columns];
      for (let r = 0; r < replicas; r++) {
        const at = r * stride + offset;
        let sum = sums[r]!;
        for (let i = 0; i < size; i++) {
          const off = values[at + i]! - target[start + i]!;
          sum += off * off;
        }
        sums[r] = sum;
      }
    },
    means: () => sums.map((sum) => sum / (examples * columns)),
  };
}

/**
 * Expected loss of the truth itself on class labels: mean entropy for the log losses, mean over columns of q (1-q) for
 * the squared loss on 0/1 targets. (Not for regression, whose noise is not part of the truth.)
 */
export function lossOfTruth(truth: Float64Array, examples: number, loss: LossName): number {
  if (loss !== "squared") return meanEntropy(truth, examples);
  let sum = 0;
  for (const q of truth) sum += q * (1 - q);
  return sum / truth.length;
}

/** mean_n of -sum_c q log q, a single column q standing for (1-q, q); 0 log 0 = 0. */
export function meanEntropy(truth: Float64Array, examples: number): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    sum -= term(truth[i]!);
    if (truth.length === examples) sum -= term(1 - truth[i]!);
  }
  return sum / examples;
}

function term(q: number): number {
  return q > 0 ? q * log64(q) : 0;
}
