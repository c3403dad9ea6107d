/**
 * How often intervals of further measures cover what they are of: one row of their table in docs/measures.md.
 *
 * The truth is the mean over 16,384 replicas of the pool, and over eight parts of them where all pairs are looked at; of
 * groups of 16 and of subsets, that of their many groups. A replica's logits are the parameters of its network, too.
 */

import { openFurther } from "../../src/further/all.js";
import { lossBarrier } from "../../src/further/barrier.js";
import { openEnsembles } from "../../src/further/ensembles.js";
import { estimateOf } from "../../src/further/found.js";
import { type FurtherName, isOfNetworks } from "../../src/further/names.js";
import { foundOfNetworks } from "../../src/further/networks.js";
import { finish } from "../../src/host/slices.js";
import { type Predictions, selectReplicas, tilesOf, wholeBlock } from "../../src/measure/predictions.js";
import { log1p64, log64 } from "../../src/reference/float64.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { layersOf } from "../../src/study/layers.js";
import type { Setting } from "../../src/train/setting.js";
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
  "weightDistance",
  "weightCosine",
  "lossBarrier",
  "ensembles of 2: difference",
  "ensembles of 4: difference",
  "ensembles of 4: churn",
  "ensembles of 4: loss",
  "ensembles of 4: accuracy",
] as const satisfies readonly Simulated[];

const OF_ALL_PAIRS: readonly Simulated[] = ["jensenShannon", "weightDistance"];
/** Pairs within parts are an eighth of all pairs, and tell nearly as much of the mean. */
const PARTS = 8;

/** A network of nine parameters, in which basins are apart. */
const TRAINED = {
  study: { activation: { name: "tanh" }, loss: "logistic" },
  plan: { layers: layersOf([2, 2, 1], []), work: 8 },
  train: { count: 4, x: Float32Array.of(1, 1, 1, -1, -1, 1, -1, -1), y: Float32Array.of(1, 0, 1, 0) },
} as unknown as Setting;
const PARAMETERS = 9;

/** Labels of the examples of the pools: those of the first basin, but for a few. */
const LABELS = Array.from({ length: EXAMPLES }, (_, n) => ((n % 2 === 0) !== (n % 5 === 4) ? 1 : 0));

function estimates(p: Predictions, names: readonly Simulated[]) {
  const further = names.filter((name): name is FurtherName => !isOfEnsembles(name));
  const measuring = openFurther(p, LABELS, { further, alpha: 1, isNamed: true });
  const known = { labels: LABELS, task: "binary", loss: "logistic" } as const;
  const ensembles = names.some(isOfEnsembles) ? openEnsembles(p, known, false) : null;
  for (const tile of tilesOf(wholeBlock(p), p)) {
    measuring.add(tile);
    ensembles?.add(tile);
  }
  const parameters = parametersOf(p);
  const barriers = Float64Array.from({ length: names.includes("lossBarrier") ? p.replicas / 2 : 0 }, (_, pair) =>
    lossBarrier(TRAINED, parameters[2 * pair]!, parameters[2 * pair + 1]!),
  );
  const found = {
    ...measuring.found().found,
    ...finish(foundOfNetworks({ parameters, barriers }, further.filter(isOfNetworks), true)),
  };
  const curve = ensembles?.curve();
  return names.map((name) => {
    if (!isOfEnsembles(name)) return estimateOf(found[name]!);
    const [size, measure] = OF_ENSEMBLES[name];
    return curve!.find((each) => each.size === size)!.measures[measure];
  });
}

function parametersOf({ values, replicas, examples }: Predictions): Float32Array[] {
  return Array.from({ length: replicas }, (_, r) =>
    Float32Array.from({ length: PARAMETERS }, (_, k) => {
      const p = values[r * examples + k]!;
      // Heavy tails reach 0 and 1.
      return Math.min(50, Math.max(-50, log64(p) - log1p64(-p)));
    }),
  );
}

function isOfEnsembles(name: Simulated): name is keyof typeof OF_ENSEMBLES {
  return Object.hasOwn(OF_ENSEMBLES, name);
}

const truths = new Map<string, number[]>();

/** Replicas whose basins are exact in every part of 512; in an order in which every 16 are like a sample. */
function truthOf(pool: Pool, noise: number, parts: number): number[] {
  const key = `${pool.name} ${noise} ${parts}`;
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
  const ofParts = Array.from({ length: parts }, (_, part) => {
    const own = Array.from({ length: many / PARTS }, (_, i) => i * PARTS + part);
    return estimates(selectReplicas(p, own), OF_ALL_PAIRS).map(({ value }) => value!);
  });
  const rest = SIMULATED.filter((name) => !OF_ALL_PAIRS.includes(name));
  const all = estimates(p, rest).map(({ value }) => value!);
  const truth = SIMULATED.map((name) =>
    OF_ALL_PAIRS.includes(name)
      ? ofParts.reduce((sum, part) => sum + part[OF_ALL_PAIRS.indexOf(name)]!, 0) / parts
      : all[rest.indexOf(name)]!,
  );
  truths.set(key, truth);
  return truth;
}

/**
 * By measure.
 * @param parts how many of the eight parts of the pool pairs are looked at in; all take a minute
 */
export function simulateFurther(
  { pool, noise, replicas }: { pool: Pool; noise: number; replicas: number },
  repeats: number,
  parts = PARTS,
): Record<(typeof SIMULATED)[number], Coverage> {
  const truth = truthOf(pool, noise, parts);
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
