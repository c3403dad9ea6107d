/**
 * What ranks and correlations say of the scores of the replicas over all examples: kept until the last of them, R x N x
 * C numbers, of several classes twice.
 *
 * Source: correlation of logits by Summers and Dinneen 2021; ROC curve by ranks, Mann and Whitney 1947. Checked:
 * tests/further/further.test.ts (one by one), tests/compare/python.test.ts (SciPy, scikit-learn).
 */
import type { Block, Shape } from "../measure/predictions.js";
import { log1p64, log64 } from "../reference/float64.js";
import { meanOf } from "../statistics/sample.js";
import { cosines, ofLengthOne } from "./cosines.js";
import { type FoundMeasure, nothing, ofMean, ofPairs } from "./found.js";

/** Most numbers that are kept: 1 GiB of f64. */
export const MOST_SCORES = 134_217_728;
const TOO_MANY = "more than 1 GiB of scores";
const ONE = "there is one replica";

export interface Scores {
  add(tile: Block): void;
  found: {
    logitCorrelation(): FoundMeasure;
    logitRankCorrelation(): FoundMeasure;
    auc(): FoundMeasure;
    aucStandardDeviation(): FoundMeasure;
  };
}

/** @param labels of the examples; null where they are not known, or are no classes */
export function openScores(shape: Shape, labels: ArrayLike<number> | null): Scores {
  const { replicas, examples, columns, kind } = shape;
  const size = replicas * examples * columns;
  const isKept = size <= MOST_SCORES;
  /** [column][replica][example] */
  const scores = new Float64Array(isKept ? size : 0);
  /** Of several classes the probabilities, by which each is ranked against the rest. */
  const shares = new Float64Array(isKept && columns > 1 && kind === "probability" ? size : 0);
  const rowOf = (c: number, r: number, all = scores) =>
    all.subarray((c * replicas + r) * examples, (c * replicas + r + 1) * examples);

  function correlation(form: string, prepared: (scores: Float64Array) => Float64Array): FoundMeasure {
    if (!isKept) return nothing(form, TOO_MANY);
    if (replicas < 2) return nothing(form, ONE);
    const rows: Float64Array[][] = [];
    for (let c = 0; c < columns; c++) {
      rows.push([]);
      for (let r = 0; r < replicas; r++) {
        const raw = rowOf(c, r);
        if (!raw.every(Number.isFinite)) return nothing(form, "a probability is 0 or 1, and its logit infinite");
        const standard = standardised(prepared(raw));
        if (!standard) return nothing(form, "a replica has one logit for all examples");
        rows[c]!.push(standard);
      }
    }
    return cosines(form, rows);
  }

  function areas(): Float64Array | string {
    if (!isKept) return TOO_MANY;
    if (kind === "value") return "values have no classes";
    if (!labels) return "the labels are not known";
    const classes = columns === 1 ? [1] : Array.from({ length: columns }, (_, c) => c);
    const sizes = new Uint32Array(Math.max(2, columns));
    for (let n = 0; n < examples; n++) sizes[labels[n]!] = sizes[labels[n]!]! + 1;
    const missing = classes.find((c) => sizes[c] === 0 || sizes[c] === examples);
    if (missing !== undefined) return "a class has no example, or all of them";
    return Float64Array.from({ length: replicas }, (_, r) => {
      let sum = 0;
      for (const c of classes) {
        const ranks = ranksOf(columns === 1 ? rowOf(0, r) : rowOf(c, r, shares));
        let ofClass = 0;
        for (let n = 0; n < examples; n++) if (labels[n] === c) ofClass += ranks[n]!;
        const [own, others] = [sizes[c]!, examples - sizes[c]!];
        sum += (ofClass - (own * (own + 1)) / 2) / (own * others);
      }
      return sum / classes.length;
    });
  }

  const form = columns > 1 ? "one class against the rest, on the labels" : "on the labels";
  return {
    add({ first, examples: some, values, logits, stride, offset }) {
      if (!isKept) return;
      for (let r = 0; r < replicas; r++) {
        for (let n = 0; n < some; n++) {
          const at = r * stride + offset + n * columns;
          let mean = 0;
          for (let c = 0; c < columns; c++) {
            const score = logits
              ? logits[at + c]!
              : kind === "value"
                ? values[at + c]!
                : logitOf(values[at + c]!, columns);
            const i = (c * replicas + r) * examples + first + n;
            scores[i] = score;
            if (shares.length > 0) shares[i] = values[at + c]!;
            mean += score / columns;
          }
          // The logits of several classes say the same with any number added to all of them.
          for (let c = 0; kind === "probability" && columns > 1 && c < columns; c++) {
            const i = (c * replicas + r) * examples + first + n;
            scores[i] = scores[i]! - mean;
          }
        }
      }
    },
    found: {
      logitCorrelation: () => correlation("pairwise, Pearson", (scores) => scores),
      logitRankCorrelation: () => correlation("pairwise, Spearman", ranksOf),
      auc() {
        const each = areas();
        return typeof each === "string" ? nothing(form, each) : ofMean(form, each, [0, 1]);
      },
      aucStandardDeviation() {
        const each = areas();
        const spread = `standard deviation, ${form}`;
        if (typeof each === "string") return nothing(spread, each);
        return replicas < 2 ? nothing(spread, ONE) : deviation(spread, each);
      },
    },
  };
}

/** The logit of the positive class, or of several the log of the probability. */
function logitOf(p: number, columns: number): number {
  return columns === 1 ? log64(p) - log1p64(-p) : log64(p);
}

/**
 * The standard deviation of a number a replica: of the variance, half the mean over pairs of the squared distance, the
 * root.
 */
function deviation(form: string, values: Float64Array): FoundMeasure {
  const mean = meanOf(values);
  const own = values.map((value) => (value - mean) * (value - mean));
  const sum = own.reduce((total, each) => total + each, 0);
  const replicas = values.length;
  const direction = values.map((value) => value - mean);
  return {
    ...ofPairs(
      form,
      {
        value: sum / (replicas - 1),
        toOthers: own.map((square) => (replicas * square + sum) / (2 * (replicas - 1))),
        fold: sum > 0 ? { direction, curvature: 1 / replicas } : null,
      },
      1,
    ),
    isSquare: true,
  };
}

/** Ranks from 1; equal numbers share the mean of theirs. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let k = first; k < end; k++) ranks[order[k]!] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

/** With mean 0 and length 1; null where all are equal. */
function standardised(values: Float64Array): Float64Array | null {
  const mean = meanOf(values);
  return ofLengthOne(values.map((value) => value - mean));
}
