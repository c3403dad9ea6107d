/**
 * What the decisions of replicas say beyond their churn: agreement by error and by chance, consistency of each example,
 * ambiguity, and the variance of the error. All follow from counts, so every sum is exact.
 *
 * Checked: tests/further/further.test.ts (all pairs and all subsets one by one), tests/compare/python.test.ts
 * (scikit-learn).
 */
import { churnCounts } from "../measure/decisions.js";
import { type FoldedPairs, overPairs } from "../measure/pairwise.js";
import type { Block, Shape } from "../measure/predictions.js";
import { dot, type Fold } from "../statistics/fold.js";
import { leaveOneOut } from "../statistics/jackknife.js";
import { meanOf } from "../statistics/sample.js";
import { type FoundMeasure, nothing, type OnUnits, ofMean, ofPairs, withoutOne } from "./found.js";
import { GROUP } from "./names.js";
import { allAmong, meanRange } from "./subsets.js";

/** Examples by their self-consistency: those of more than `from` and at most `to`; the first also of 0. */
export interface ConsistencyBin {
  /** Lower end. */
  from: number;
  /** Upper end, which belongs to it. */
  to: number;
  /** How many examples are in it. */
  examples: number;
}

const BINS = 10;
const NO_LABELS = "the labels are not known";
const FEW = `fewer than ${GROUP} replicas`;

/** What decisions are counted for. */
export interface Agreement {
  /** `classes` [replica][example of the tile], as decideBlock writes them. */
  add(tile: Block, classes: Uint32Array): void;
  found: {
    churnNormalised(): FoundMeasure;
    churnMinMax(): FoundMeasure;
    kappa(): FoundMeasure;
    selfConsistency(): FoundMeasure;
    ambiguity(): FoundMeasure;
    distributionWiseVariance(): FoundMeasure;
    accuracyRange(): FoundMeasure;
  };
  /** How many examples are how consistent. */
  consistency(): ConsistencyBin[];
}

export function openAgreement(shape: Shape, labels: ArrayLike<number> | null): Agreement {
  const { replicas, examples } = shape;
  const classCount = Math.max(2, shape.columns);
  const churn = churnCounts(shape);
  /** How often each replica decides each class: [replica][class]. */
  const decided = new Float64Array(replicas * classCount);
  const wrong = new Float64Array(replicas);
  /** By replica: examples times other replicas, one of the two wrong and one right. */
  const apart = new Float64Array(replicas);
  const bins = new Float64Array(BINS);
  const ambiguous = ambiguityCounts(shape, classCount);
  let agreeing = new Float64Array(0);
  const counts = new Uint32Array(classCount);
  const pairs = once(() => churn.pairs());
  const errors = () => wrong.map((count) => count / examples);

  return {
    add(tile, classes) {
      const some = tile.examples;
      if (agreeing.length < some) agreeing = new Float64Array(some);
      churn.add(tile, classes, agreeing);
      for (let n = 0; n < some; n++) {
        const of = (r: number) => classes[r * some + n]!;
        churn.offer(tile.first + n, agreeing[n]!, of);
        counts.fill(0);
        for (let r = 0; r < replicas; r++) {
          const c = of(r);
          counts[c] = counts[c]! + 1;
          decided[r * classCount + c] = decided[r * classCount + c]! + 1;
        }
        ambiguous?.add(counts, of);
        if (replicas > 1) count(bins, (agreeing[n]! - replicas) / (replicas * (replicas - 1)));
        if (!labels) continue;
        const label = labels[tile.first + n]!;
        const right = counts[label]!;
        for (let r = 0; r < replicas; r++) {
          const isWrong = of(r) !== label;
          apart[r] = apart[r]! + (isWrong ? right : replicas - right);
          if (isWrong) wrong[r] = wrong[r]! + 1;
        }
      }
    },
    found: {
      churnNormalised() {
        const form = "pairwise, ratio of means";
        return labels ? byError(form, pairs(), errors()) : nothing(form, NO_LABELS);
      },
      churnMinMax() {
        const form = "pairwise, ratio of means, min-max";
        return labels ? betweenBounds(form, pairs(), errors()) : nothing(form, NO_LABELS);
      },
      kappa: () =>
        beyondChance(
          "pairwise, ratio of means",
          pairs(),
          decided.map((count) => count / examples),
          classCount,
        ),
      selfConsistency: () => ({ ...ofPairs("mean over examples", pairs(), 1), isComplement: true }),
      ambiguity: () => ambiguous?.found() ?? nothing(`any two of ${GROUP} replicas`, FEW),
      distributionWiseVariance() {
        const form = "variance, on the labels";
        if (!labels) return nothing(form, NO_LABELS);
        return examples > 1 ? varianceOfError(form, errors(), apart, examples) : nothing(form, "there is one example");
      },
      accuracyRange() {
        const form = `range of ${GROUP} replicas, on the labels`;
        if (!labels) return nothing(form, NO_LABELS);
        return replicas >= GROUP ? rangeOf(form, errors()) : nothing(form, FEW);
      },
    },
    consistency: () => Array.from(bins, (number, b) => ({ from: b / BINS, to: (b + 1) / BINS, examples: number })),
  };
}

function count(bins: Float64Array, share: number): void {
  let b = 0;
  while (b + 1 < BINS && share > (b + 1) / BINS) b++;
  bins[b] = bins[b]! + 1;
}

function once<T>(make: () => T): () => T {
  let made: { of: T } | null = null;
  return () => (made ??= { of: make() }).of;
}

/** A ratio of means over pairs, as `OnUnits`; the fold is that of the ratio. */
function ratioOf(
  form: string,
  above: { value: number; toOthers: Float64Array },
  below: { value: number; without: Float64Array },
  fold: Fold | null,
  largest: number,
): FoundMeasure & OnUnits {
  const without = withoutOne(above.value, above.toOthers).map((each, r) => each / below.without[r]!);
  return {
    form,
    value: above.value / below.value,
    without,
    fold,
    scale: "log",
    least: 0,
    largest,
    units: "replicas",
  };
}

/** The denominator is a mean over replicas: it does not bend. Source: Fort et al. 2019. */
function byError(form: string, churn: FoldedPairs, errors: Float64Array): FoundMeasure {
  const error = meanOf(errors);
  if (error === 0) return nothing(form, "no replica makes an error");
  const { without } = ofMean(form, errors, [0, 1]);
  return ratioOf(form, churn, { value: error, without }, churn.fold, Infinity);
}

/**
 * With errors e and e', churn is at least abs(e - e') and at most e + e', or 1: what it is between the two, both means
 * over pairs. Source: Klabunde et al., arXiv 2305.06329.
 */
function betweenBounds(form: string, churn: FoldedPairs, errors: Float64Array): FoundMeasure {
  const replicas = errors.length;
  const { least, most, along } = boundsOf(errors);
  const room = overPairs(
    most.map((each, r) => each - least[r]!),
    1,
  );
  // By rounding alone it is more than nothing.
  if (!(room.value > 1e-12)) return nothing(form, "the errors leave no room between the least and the most churn");
  const lost = ({ direction, curvature }: Fold) => curvature * churn.value - along(direction);
  const above = overPairs(
    churn.toOthers.map((each, r) => Math.max(0, each * (replicas - 1) - least[r]!)),
    1,
  );
  const fold = churn.fold && {
    ...churn.fold,
    curvature: above.value > 0 ? Math.max(0, lost(churn.fold)) / above.value : 0,
  };
  return ratioOf(form, above, { value: room.value, without: withoutOne(room.value, room.toOthers) }, fold, 1);
}

/**
 * Of each replica the sums over the others of abs(e - e') and of min(e + e', 1), in one sort; and what the mean of the
 * former loses along a direction, -v'Dv / (R ).
 */
function boundsOf(errors: Float64Array): {
  least: Float64Array;
  most: Float64Array;
  along: (direction: Float64Array) => number;
} {
  const replicas = errors.length;
  const order = Uint32Array.from(errors.keys()).sort((a, b) => errors[a]! - errors[b]!);
  const [least, most] = [new Float64Array(replicas), new Float64Array(replicas)];
  let sum = 0;
  for (let k = 1; k < replicas; k++) {
    sum += k * (errors[order[k]!]! - errors[order[k - 1]!]!);
    least[order[k]!] = sum;
  }
  sum = 0;
  for (let k = replicas - 2; k >= 0; k--) {
    sum += (replicas - 1 - k) * (errors[order[k + 1]!]! - errors[order[k]!]!);
    least[order[k]!] = least[order[k]!]! + sum;
  }
  const total = errors.reduce((all, each) => all + each, 0);
  // The errors of replicas with which the sum is more than 1: the smaller the one, the fewer they are.
  let [first, beyond] = [replicas, 0];
  for (const r of order) {
    const own = errors[r]!;
    while (first > 0 && own + errors[order[first - 1]!]! > 1) beyond += errors[order[--first]!]!;
    const over = beyond + (replicas - first) * (own - 1);
    const self = Math.min(2 * own, 1);
    most[r] = total + replicas * own - over - self;
  }
  const along = (direction: Float64Array) => {
    let [passed, squares] = [0, 0];
    for (let k = 0; k < replicas; k++) {
      if (k > 0) squares += (errors[order[k]!]! - errors[order[k - 1]!]!) * passed * passed;
      passed += direction[order[k]!]!;
    }
    return (2 * squares) / (replicas * (replicas - 1));
  };
  return { least, most, along };
}

/**
 * Kappa = 1 - churn / churn by chance; that of a pair is 1 - sum over classes of the product of their shares. Source:
 * Cohen 1960; over pairs the ratio of means.
 */
function beyondChance(form: string, churn: FoldedPairs, shares: Float64Array, classCount: number): FoundMeasure {
  const replicas = churn.toOthers.length;
  const totals = new Float64Array(classCount);
  for (let i = 0; i < shares.length; i++) totals[i % classCount] = totals[i % classCount]! + shares[i]!;
  const sums = Float64Array.from({ length: replicas }, (_, r) => {
    let alike = 0;
    for (let c = 0; c < classCount; c++) {
      const own = shares[r * classCount + c]!;
      alike += own * (totals[c]! - own);
    }
    return Math.max(0, replicas - 1 - alike);
  });
  const chance = overPairs(sums, 1);
  // Replicas that all decide one class agree by chance alone.
  if (!(chance.value > 1e-12)) return nothing(form, "all replicas decide one class");
  const fold = churn.fold && {
    ...churn.fold,
    curvature: Math.max(0, churn.fold.curvature - chanceBend(shares, classCount, churn.fold.direction, chance.value)),
  };
  const below = { value: chance.value, without: withoutOne(chance.value, chance.toOthers) };
  return { ...ratioOf(form, churn, below, fold, Infinity), isComplement: true };
}

/** What the churn by chance loses along a direction v: (v'shares)^2 summed over classes, over that of all pairs. */
function chanceBend(shares: Float64Array, classCount: number, direction: Float64Array, mean: number): number {
  let squares = 0;
  for (let c = 0; c < classCount; c++) {
    let along = 0;
    for (let r = 0; r < direction.length; r++) along += direction[r]! * shares[r * classCount + c]!;
    squares += along * along;
  }
  return squares / (direction.length * (direction.length - 1) * mean);
}

/**
 * N/(N-1) (Var(e) - sum over examples of Var(wrong) / N^2), Var with divisor R-1: the variance of the error that is not
 * the sampling of N examples. Both are means over pairs of half a squared distance, so it is unbiased, and may be
 * negative. It bends along the direction in which the errors differ. Source: Jordan 2024, arXiv 2304.01910.
 */
function varianceOfError(form: string, errors: Float64Array, apart: Float64Array, examples: number): FoundMeasure {
  const replicas = errors.length;
  const mean = meanOf(errors);
  const off = errors.map((error) => error - mean);
  const squares = dot(off, off);
  const factor = examples / (examples - 1) / (2 * (replicas - 1));
  const toOthers = off.map(
    (each, r) => factor * (replicas * each * each + squares - apart[r]! / (examples * examples)),
  );
  const value = meanOf(toOthers);
  const bend = ((examples / (examples - 1)) * squares) / (replicas * (replicas - 1));
  return {
    form,
    value,
    without: replicas < 3 ? new Float64Array(replicas) : leaveOneOut(value, toOthers),
    fold: squares > 0 && value !== 0 ? { direction: off, curvature: bend / value } : null,
    scale: "plain",
    least: -Infinity,
    largest: Infinity,
    units: "replicas",
  };
}

function rangeOf(form: string, errors: Float64Array): FoundMeasure {
  const { value, without } = meanRange(errors, GROUP);
  const enough = errors.length > GROUP;
  return {
    form,
    value,
    without: enough ? without : new Float64Array(0),
    fold: null,
    scale: "log",
    least: 0,
    largest: 1,
    units: enough ? "replicas" : `replicas beyond ${GROUP}`,
  };
}

/**
 * Sums over examples of 1 - sum over classes of C(count, k) / C(R, k), and the same without each replica. Source: Marx
 * et al. 2020, without a baseline.
 */
function ambiguityCounts(
  { replicas, examples }: Shape,
  classCount: number,
): { add(counts: Uint32Array, of: (replica: number) => number): void; found(): FoundMeasure } | null {
  if (replicas < GROUP) return null;
  const all = allAmong(replicas, GROUP);
  const fewer = replicas > GROUP ? allAmong(replicas - 1, GROUP) : null;
  let sum = 0;
  const sums = new Float64Array(fewer ? replicas : 0);
  const without = new Float64Array(classCount);
  return {
    add(counts, of) {
      let alike = 0;
      for (const number of counts) alike += all[number]!;
      sum += Math.max(0, 1 - alike);
      if (!fewer) return;
      for (let c = 0; c < classCount; c++) {
        if (counts[c] === 0) continue;
        let rest = 0;
        for (let d = 0; d < classCount; d++) rest += fewer[counts[d]! - (d === c ? 1 : 0)] ?? 0;
        without[c] = Math.max(0, 1 - rest);
      }
      for (let r = 0; r < replicas; r++) sums[r] = sums[r]! + without[of(r)]!;
    },
    found: () => ({
      form: `any two of ${GROUP} replicas`,
      value: sum / examples,
      without: sums.map((each) => each / examples),
      fold: null,
      scale: "logit",
      least: 0,
      largest: 1,
      units: fewer ? "replicas" : `replicas beyond ${GROUP}`,
    }),
  };
}
