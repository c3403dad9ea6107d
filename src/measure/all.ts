/** Every measure of one evaluation, in the order of the tables; each number is looked at once for all of them. */

import { type Estimate, notApplicable, replicaMean } from "../statistics/estimate.js";
import { aboutMean } from "./about-mean.js";
import { cellSample } from "./cell-sample.js";
import { accuracyCounts, churnCounts, churnEstimate } from "./decisions.js";
import { type Known, truePredictions } from "./input.js";
import { AGAINST, lossSums, underTruth } from "./loss.js";
import { MEASURE_NAMES, type MeasureName } from "./names.js";
import { differenceEstimate, overPairs } from "./pairwise.js";
import { type Block, distanceWeight, labelColumn, type Shape } from "./predictions.js";
import { spread } from "./spread.js";
import type { Adding } from "./sums.js";
import { symmetricPairs, symmetricRatio } from "./symmetric-relative.js";

/** What is measured about the mean replica, in one pass. */
const ABOUT_MEAN: readonly MeasureName[] = [
  "predictionDifferenceAboutMean1",
  "predictionDifferenceAboutMean2",
  "predictionDifferenceRelative",
  "predictionDifferenceStandardDeviation",
  "irreproducibleShare",
];

/** Measures, and the decisions that broke a tie: null where nothing is decided or no measure asks for decisions. */
export interface Measured<Name extends MeasureName = MeasureName> {
  /** Every measure by its name; value null where one does not apply. */
  measures: Record<Name, Estimate>;
  /** Number of decisions that broke a tie. */
  ties: number | null;
}

/** Measures of all examples, block after block. */
export interface Measuring<Name extends MeasureName = MeasureName> {
  /** The blocks must come in the order of the examples. However they are cut, the sums are the same to the last bit. */
  add(tile: Block): void;
  /** After the last block. */
  measured(): Measured<Name>;
}

/**
 * Most replicas for which the one measure with O(N R^2) steps is among all of them: it takes about as long as all
 * others.
 */
const MOST_FOR_ALL_PAIRS = 64;

/**
 * @param fromLogits whether the blocks bring logits
 * @param adding the way to add up, which changes no bit
 */
export function openMeasures<Name extends MeasureName = MeasureName>(
  shape: Shape,
  known: Known,
  fromLogits: boolean,
  adding: Adding,
  names: readonly Name[] = MEASURE_NAMES as Name[],
): Measuring<Name> {
  const wants = (...any: readonly MeasureName[]): boolean =>
    any.some((name) => (names as readonly MeasureName[]).includes(name));
  const { replicas, examples, kind } = shape;
  const { labels = null, truth = null } = known;
  const several = replicas > 1;
  const decided = kind === "probability";
  const label = labelColumn(shape, labels);
  const distances = wants("predictionDifference") ? new Float64Array(replicas) : null;
  const sample = cellSample(shape);
  /** Of one column, every cell is that of its label. */
  const labelSample = shape.columns === 1 ? sample : cellSample(shape);
  const about = wants(...ABOUT_MEAN) ? aboutMean(shape, label !== null, truth !== null, sample, labelSample) : null;
  const ratio = label && wants("predictionDifferenceSymmetricRatio") ? symmetricRatio(shape, labelSample) : null;
  const pairs =
    label && replicas <= MOST_FOR_ALL_PAIRS && wants("predictionDifferenceSymmetric")
      ? symmetricPairs(shape, labelSample)
      : null;
  const losses = wants("loss", "excessLoss") ? lossSums(shape, known, fromLogits) : null;
  const churn = decided && wants("churn") ? churnCounts(shape) : null;
  const accuracy =
    labels && decided && wants("accuracy", "accuracyStandardDeviation") ? accuracyCounts(shape, labels) : null;
  const perCell = several && (distances ?? about ?? ratio ?? pairs) !== null;
  const add = adding(
    shape,
    {
      ofCells: perCell ? { distances, about: about?.sums ?? null, ratio, pairs } : null,
      losses: losses?.sums ?? [],
      churn,
      accuracy,
    },
    { labels, truth: truth && truePredictions(truth, shape), label },
  );
  let ties = 0;

  /** What each measure says of the sums; called once, and only if it is wanted. */
  const estimates: Record<MeasureName, () => Estimate> = {
    predictionDifference: () =>
      differenceEstimate(
        shape,
        several ? { ...overPairs(distances!, distanceWeight(shape) / examples), fold: sample.distance() } : null,
      ),
    predictionDifferenceAboutMean1: () => about!.norm1(),
    predictionDifferenceAboutMean2: () => about!.norm2(),
    predictionDifferenceRelative: () => about!.relative(),
    predictionDifferenceSymmetric: () => pairs?.estimate() ?? notApplicable("symmetric relative, pairwise"),
    predictionDifferenceSymmetricRatio: () => ratio?.estimate() ?? notApplicable("symmetric relative, ratio of means"),
    predictionDifferenceStandardDeviation: () => about!.standardDeviation(),
    churn: () => churnEstimate(several ? (churn?.pairs() ?? null) : null),
    loss: () => overReplicas(losses!.losses(), underTruth(known) ? AGAINST.probabilities : AGAINST.labels),
    excessLoss: () => overReplicas(losses!.excess(), AGAINST.truth),
    irreproducibleShare: () => about!.irreproducibleShare(),
    accuracy: () => overReplicas(accuracy?.shares() ?? null, AGAINST.labels, 1),
    accuracyStandardDeviation: () => spread("standard deviation, on the labels", accuracy?.shares() ?? null),
  };

  return {
    add(tile) {
      const seen = add(tile);
      ties += seen.ties;
      for (let n = 0; n < tile.examples; n++) {
        for (let c = 0; perCell && c < shape.columns; c++) sample.offer(tile, n, c, seen.distances(n, c));
        if (perCell && label && labelSample !== sample) {
          const c = label(tile.first + n);
          labelSample.offer(tile, n, c, seen.distances(n, c));
        }
        churn?.offer(tile.first + n, seen.agreeing(n), (r) => seen.classOf(r, n));
      }
    },
    measured() {
      const measures = Object.fromEntries(names.map((name) => [name, estimates[name]()])) as Record<Name, Estimate>;
      return { measures, ties: churn || accuracy ? ties : null };
    },
  };
}

/** The mean of a number per replica (length R), from 0 to `largest`. */
function overReplicas(perReplica: Float64Array | null, form: string, largest = Infinity): Estimate {
  return perReplica ? replicaMean(form, perReplica, 0, largest) : notApplicable(form);
}
