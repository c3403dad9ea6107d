/** Every measure of one evaluation, in the order of the tables; each number is looked at once for all of them. */

import { type Estimate, notApplicable, replicaMean } from "../statistics/estimate.js";
import { aboutMean } from "./about-mean.js";
import { cellSample } from "./cell-sample.js";
import { type Cell, openCellReader } from "./cells.js";
import { accuracyCounts, churnCounts, churnEstimate, decideBlock } from "./decisions.js";
import { type Known, truePredictions } from "./input.js";
import { AGAINST, lossSums, underTruth } from "./loss.js";
import { MEASURE_NAMES, type MeasureName } from "./names.js";
import { addDistances, differenceEstimate, overPairs } from "./pairwise.js";
import { type Block, distanceWeight, labelColumn, type Shape } from "./predictions.js";
import { spread } from "./spread.js";
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
  add(block: Block): void;
  /** After the last block. */
  measured(): Measured<Name>;
}

/**
 * Most replicas for which the one measure with O(N R^2) steps is among all of them: it takes about as long as all
 * others.
 */
const MOST_FOR_ALL_PAIRS = 64;

/** @param fromLogits whether the blocks bring logits */
export function openMeasures<Name extends MeasureName = MeasureName>(
  shape: Shape,
  known: Known,
  fromLogits: boolean,
  names: readonly Name[] = MEASURE_NAMES as Name[],
): Measuring<Name> {
  const wants = (...any: readonly MeasureName[]): boolean =>
    any.some((name) => (names as readonly MeasureName[]).includes(name));
  const { replicas, examples, kind } = shape;
  const { labels = null, truth = null } = known;
  const several = replicas > 1;
  const decided = kind === "probability";
  const cells = openCellReader(shape);
  const label = labelColumn(shape, labels);
  const distances = wants("predictionDifference") ? new Float64Array(replicas) : null;
  const sample = cellSample(shape);
  /** Of one column, every cell is that of its label. */
  const labelSample = shape.columns === 1 ? sample : cellSample(shape);
  const about = wants(...ABOUT_MEAN)
    ? aboutMean(shape, labels, truth && truePredictions(truth, shape), sample, labelSample)
    : null;
  const ratio = label && wants("predictionDifferenceSymmetricRatio") ? symmetricRatio(shape, labelSample) : null;
  const pairs =
    label && replicas <= MOST_FOR_ALL_PAIRS && wants("predictionDifferenceSymmetric")
      ? symmetricPairs(shape, labelSample)
      : null;
  const losses = wants("loss", "excessLoss") ? lossSums(shape, known, fromLogits) : null;
  const churn = decided && wants("churn") ? churnCounts(shape) : null;
  const accuracy =
    labels && decided && wants("accuracy", "accuracyStandardDeviation") ? accuracyCounts(shape, labels) : null;
  const perCell = several && (distances || about || ratio || pairs);
  let classes = new Uint32Array(0);
  let ties = 0;

  function addCell(cell: Cell): void {
    if (distances) addDistances(distances, cell);
    about?.add(cell);
    sample.add(cell);
    if (!label || label(cell.example) !== cell.column) return;
    ratio?.add(cell);
    pairs?.add(cell);
    if (labelSample !== sample) labelSample.add(cell);
  }

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
    add(block) {
      losses?.add(block);
      if (perCell) cells(block, addCell);
      if (!churn && !accuracy) return;
      if (classes.length < replicas * block.examples) classes = new Uint32Array(replicas * block.examples);
      ties += decideBlock(block, shape, classes).ties;
      churn?.add(block, classes);
      accuracy?.add(block, classes);
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
