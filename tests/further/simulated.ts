/**
 * How often intervals of further measures cover what they are of: one row of their table in docs/measures.md.
 *
 * The truth is the mean over many replicas of the pool: 16,384 of them, and for their divergence 2,048; of groups of 16 and
 * of subsets, that of their many groups.
 */

import { openFurther } from "../../src/further/all.js";
import { openEnsembles } from "../../src/further/ensembles.js";
import { estimateOf } from "../../src/further/found.js";
import type { FurtherName } from "../../src/further/names.js";
import { type Predictions, selectReplicas, tilesOf, wholeBlock } from "../../src/measure/predictions.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { drawn, EXAMPLES, normals, type Pool } from "../measure/pools.js";
import { type Coverage, tally } from "../measure/simulated.js";

/** What is simulated of the curve of ensembles: a size and a measure. */
const OF_ENSEMBLES = {
  "ensembles of 2: difference": [2, "predictionDifference"],
  "ensembles of 4: difference": [4, "predictionDifference"],
  "ensembles of 4: churn": [4, "churn"],
  "ensembles of 4: loss": [4, "loss"],
  "ensembles of 4: accuracy": [4, "accuracy"],
} as const;
type Simulated = FurtherName | keyof typeof OF_ENSEMBLES;

/** Those of which an interval is simulated, by columns of the table. */
export const SIMULATED = [
  "softChurn",
  "jensenShannon",
  "churnNormalised",
  "churnMinMax",
  "kappa",
  "ambiguity",
  "discrepancy",
  "viablePredictionRange",
  "rashomonCapacity",
  "logitCorrelation",
  "logitRankCorrelation",
  "distributionWiseVariance",
  "accuracyRange",
  "auc",
  "aucStandardDeviation",
  "calibrationError",
  "ensembleDifference",
  "ensembles of 2: difference",
  "ensembles of 4: difference",
  "ensembles of 4: churn",
  "ensembles of 4: loss",
  "ensembles of 4: accuracy",
] as const satisfies readonly Simulated[];

/** Labels of the examples of the pools: those of the first basin, but for a few. */
const LABELS = Array.from({ length: EXAMPLES }, (_, n) => ((n % 2 === 0) !== (n % 5 === 4) ? 1 : 0));

function estimates(p: Predictions, names: readonly Simulated[]) {
  const further = names.filter((name) => !isOfEnsembles(name));
  const measuring = openFurther(p, LABELS, { further, alpha: 1, isNamed: true });
  const known = { labels: LABELS, task: "binary", loss: "logistic" } as const;
  const ensembles = names.some(isOfEnsembles) ? openEnsembles(p, known, false) : null;
  for (const tile of tilesOf(wholeBlock(p), p)) {
    measuring.add(tile);
    ensembles?.add(tile);
  }
  const { found } = measuring.found();
  const curve = ensembles?.curve();
  return names.map((name) => {
    if (!isOfEnsembles(name)) return estimateOf(found[name]!);
    const [size, measure] = OF_ENSEMBLES[name];
    return curve!.find((each) => each.size === size)!.measures[measure];
  });
}

function isOfEnsembles(name: Simulated): name is keyof typeof OF_ENSEMBLES {
  return Object.hasOwn(OF_ENSEMBLES, name);
}

const truths = new Map<string, number[]>();

/** Replicas whose basins are exact in every part of 512; in an order in which every 16 are like a sample. */
function truthOf(pool: Pool, noise: number): number[] {
  const key = `${pool.name} ${noise}`;
  const known = truths.get(key);
  if (known) return known;
  const many = 16_384;
  const uniform = Float64Array.from({ length: many }, (_, r) => normalQuantile((r + 0.5) / many));
  const order = Uint32Array.from({ length: many }, (_, r) => r);
  const normal = normals(0x66757274, 1);
  const keys = Float64Array.from(order, () => normal());
  order.sort((a, b) => keys[a]! - keys[b]!);
  const p = drawn(
    pool,
    noise,
    1,
    Float64Array.from(order, (r) => uniform[r]!),
    normals(0x66757274, 0),
  );
  const some = estimates(
    selectReplicas(
      p,
      Array.from({ length: 2048 }, (_, i) => i * 8),
    ),
    SIMULATED.filter((name) => name === "jensenShannon"),
  )[0]!.value!;
  const rest = SIMULATED.filter((name) => name !== "jensenShannon");
  const all = estimates(p, rest).map(({ value }) => value!);
  const truth = SIMULATED.map((name) => (name === "jensenShannon" ? some : all[rest.indexOf(name)]!));
  truths.set(key, truth);
  return truth;
}

/** By measure. */
export function simulateFurther(
  { pool, noise, replicas }: { pool: Pool; noise: number; replicas: number },
  repeats: number,
): Record<(typeof SIMULATED)[number], Coverage> {
  const truth = truthOf(pool, noise);
  const tallies = truth.map((each) => tally(each));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const normal = normals(0x66757200 + replicas, repeat);
    const p = drawn(
      pool,
      noise,
      1,
      Float64Array.from({ length: replicas }, () => normal()),
      normal,
    );
    estimates(p, SIMULATED).forEach((estimate, i) => tallies[i]!.add(estimate));
  }
  return Object.fromEntries(SIMULATED.map((name, i) => [name, tallies[i]!.coverage()])) as never;
}
