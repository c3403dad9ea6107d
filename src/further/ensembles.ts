/**
 * Ensembles: what replicas say together. Their prediction is the mean of the predictions (of the probabilities, or of
 * values), over disjoint groups of K replicas, 0 to K-1, K to 2K-1 and so on; those that make no whole group are left
 * out. So ensembles of one size are as exchangeable as replicas are, and all measures of replicas hold of them.
 *
 * Source: Lakshminarayanan et al. 2017 (deep ensembles). Checked: tests/further/ensembles.test.ts (one by one),
 * tests/compare/python.test.ts (NumPy).
 */
import { openMeasures } from "../measure/all.js";
import { cellSample } from "../measure/cell-sample.js";
import { openCellReader } from "../measure/cells.js";
import type { Known } from "../measure/input.js";
import type { MeasureName } from "../measure/names.js";
import { addDistances, overPairs } from "../measure/pairwise.js";
import { plain } from "../measure/plain.js";
import { type Block, distanceWeight, type Shape } from "../measure/predictions.js";
import type { Estimate } from "../statistics/estimate.js";
import { type FoundMeasure, nothing, ofPairs } from "./found.js";
import { ENSEMBLE } from "./names.js";

/** What is measured of ensembles. */
const MEASURED = ["predictionDifference", "churn", "loss", "accuracy"] as const satisfies readonly MeasureName[];

/** The ensembles of one size. */
export interface EnsembleSize {
  /** Replicas of an ensemble. */
  size: number;
  /** How many ensembles there are. */
  ensembles: number;
  /** What is measured of them, as of replicas, with 95% intervals over ensembles. */
  measures: Record<(typeof MEASURED)[number], Estimate>;
}

/** Fewest ensembles of a size of the curve: of fewer no interval says much. */
const FEWEST = 8;

/** 1, 2, 4 and so on, as long as so many replicas make eight ensembles; 1 in any case. */
export function ensembleSizes(replicas: number): number[] {
  const sizes = [1];
  while (2 * sizes.at(-1)! * FEWEST <= replicas) sizes.push(2 * sizes.at(-1)!);
  return sizes;
}

/**
 * The sums of the predictions of an ensemble, over its replicas in their order: [example of the block][column].
 * @param first its first replica
 * @param into takes them
 */
export function sumOfReplicas(
  { values, examples, stride, offset }: Pick<Block, "values" | "examples" | "stride" | "offset">,
  columns: number,
  { first, size }: { first: number; size: number },
  into: Float64Array,
): void {
  const count = examples * columns;
  into.fill(0, 0, count);
  for (let r = first; r < first + size; r++) {
    const from = r * stride + offset;
    for (let i = 0; i < count; i++) into[i] = into[i]! + values[from + i]!;
  }
}

/** The predictions of all ensembles of a size, as a block of so many replicas. */
function ensembleBlock(tile: Block, { replicas, columns }: Shape, size: number): Block {
  const stride = tile.examples * columns;
  const ensembles = Math.floor(replicas / size);
  const values = new Float64Array(ensembles * stride);
  for (let e = 0; e < ensembles; e++)
    sumOfReplicas(tile, columns, { first: e * size, size }, values.subarray(e * stride, (e + 1) * stride));
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / size;
  return { first: tile.first, examples: tile.examples, values, logits: null, stride, offset: 0 };
}

/**
 * What is measured of ensembles by their size. Those of one replica are the replicas themselves, with their logits where
 * blocks bring them.
 */
export function openEnsembles(
  shape: Shape,
  known: Known,
  fromLogits: boolean,
): { add(tile: Block): void; curve(): EnsembleSize[] } {
  const each = ensembleSizes(shape.replicas).map((size) => {
    const ensembles = Math.floor(shape.replicas / size);
    const measures = openMeasures({ ...shape, replicas: ensembles }, known, fromLogits && size === 1, plain, MEASURED);
    return { size, ensembles, measures };
  });
  return {
    add(tile) {
      for (const { size, measures } of each) measures.add(size === 1 ? tile : ensembleBlock(tile, shape, size));
    },
    curve: () => each.map(({ measures, ...ofSize }) => ({ ...ofSize, measures: measures.measured().measures })),
  };
}

const FEW = `fewer than ${2 * ENSEMBLE} replicas`;
const UNITS = `ensembles of ${ENSEMBLE} replicas`;

/** The prediction difference of two ensembles of a fixed number of replicas. */
export function openEnsembleDifference(shape: Shape): { add(tile: Block): void; found(): FoundMeasure } {
  const some = { ...shape, replicas: Math.floor(shape.replicas / ENSEMBLE) };
  const form = `pairwise, ensembles of ${ENSEMBLE}`;
  if (some.replicas < 2) return { add() {}, found: () => nothing(form, FEW) };
  const sums = new Float64Array(some.replicas);
  const sample = cellSample(some);
  const read = openCellReader(some);
  return {
    add(tile) {
      read(ensembleBlock(tile, shape, ENSEMBLE), (cell) => {
        addDistances(sums, cell);
        sample.add(cell);
      });
    },
    found: () => {
      const pairs = { ...overPairs(sums, distanceWeight(shape) / shape.examples), fold: sample.distance() };
      return { ...ofPairs(form, pairs, shape.kind === "probability" ? 1 : Infinity), units: UNITS };
    },
  };
}
