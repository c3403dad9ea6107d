/** The further measures of one evaluation, tile after tile. */
import { decideBlock } from "../measure/decisions.js";
import type { Block, Shape } from "../measure/predictions.js";
import { type ConsistencyBin, openAgreement } from "./agreement.js";
import { MOST_PAIRED } from "./all-pairs.js";
import type { Asked } from "./asked.js";
import { openCalibration, type ReliabilityBin } from "./calibration.js";
import { type Disjoint, openDisjoint } from "./disjoint.js";
import { openJensenShannon } from "./divergence.js";
import { openEnsembleDifference } from "./ensembles.js";
import { type FoundMeasure, nothing } from "./found.js";
import { isOfNetworks, type PredictionName } from "./names.js";
import { openScores } from "./scores.js";
import { openSoftChurn } from "./soft-churn.js";

const OF_DECISIONS = [
  "churnNormalised",
  "churnMinMax",
  "kappa",
  "selfConsistency",
  "ambiguity",
  "distributionWiseVariance",
  "accuracyRange",
] as const satisfies readonly PredictionName[];
const OF_GROUPS = [
  "discrepancy",
  "viablePredictionRange",
  "rashomonCapacity",
] as const satisfies readonly PredictionName[];
const OF_SCORES = [
  "logitCorrelation",
  "logitRankCorrelation",
  "auc",
  "aucStandardDeviation",
] as const satisfies readonly PredictionName[];
const OF_PROBABILITIES = ["calibrationRatio", "calibrationError"] as const satisfies readonly PredictionName[];

/** Measures that compare replicas: of one they say nothing. */
const OF_ONE: readonly PredictionName[] = ["auc", "calibrationRatio", "calibrationError"];

/** Most replicas of which all pairs are looked at where nobody asks for it by name: it is the one measure with O(N R^2). */
const MOST_FOR_ALL_PAIRS = 64;

/** What was found of the examples together. */
export interface FoundOfAll {
  found: Partial<Record<PredictionName, FoundMeasure>>;
  consistency: ConsistencyBin[] | null;
  reliability: ReliabilityBin[] | null;
}

/** Further measures, block after block; like those of measure/all.ts the same bits however the blocks are cut. */
export interface FurtherMeasuring {
  add(tile: Block): void;
  found(): FoundOfAll;
}

/** @param labels classes of the examples; null where they are not known, and for values */
export function openFurther(
  shape: Shape,
  labels: ArrayLike<number> | null,
  { further, alpha, isNamed }: Pick<Asked, "further" | "alpha" | "isNamed">,
): FurtherMeasuring {
  const names = further.filter((name): name is PredictionName => !isOfNetworks(name));
  const { replicas, kind } = shape;
  const isProbability = kind === "probability";
  const several = replicas > 1;
  const wants = (name: PredictionName) => names.includes(name);
  const any = (some: readonly PredictionName[]) => some.some(wants);
  const isPaired = replicas <= (isNamed ? MOST_PAIRED : MOST_FOR_ALL_PAIRS);
  const soft = isProbability && several && wants("softChurn") ? openSoftChurn(shape, alpha) : null;
  const divergence = isProbability && several && isPaired && wants("jensenShannon") ? openJensenShannon(shape) : null;
  const agreement = isProbability && several && any(OF_DECISIONS) ? openAgreement(shape, labels) : null;
  const disjoint = any(OF_GROUPS) ? openDisjoint(shape, wants as (name: keyof Disjoint["found"]) => boolean) : null;
  const ensembles = wants("ensembleDifference") ? openEnsembleDifference(shape) : null;
  const scores = any(OF_SCORES) ? openScores(shape, labels) : null;
  const calibration = any(OF_PROBABILITIES) ? openCalibration(shape, labels) : null;
  const decides = isProbability && Boolean(agreement || (disjoint && wants("discrepancy")));
  let classes = new Uint32Array(0);

  function foundOf(name: PredictionName): FoundMeasure {
    if (!several && !OF_ONE.includes(name)) return nothing("pairwise", "there is one replica");
    if (name === "softChurn") return soft?.found() ?? nothing(`pairwise, alpha ${alpha}`, NO_CLASSES);
    if (name === "jensenShannon") {
      const form = "pairwise, in bits";
      if (!isProbability) return nothing(form, NO_CLASSES);
      const most = isNamed
        ? `more than ${MOST_PAIRED} replicas`
        : `more than ${MOST_FOR_ALL_PAIRS} replicas: ask for it by name`;
      return divergence?.found() ?? nothing(form, most);
    }
    if (name === "ensembleDifference") return ensembles!.found();
    if (isIn(OF_DECISIONS, name)) return agreement?.found[name]() ?? nothing("pairwise", NO_CLASSES);
    if (isIn(OF_GROUPS, name))
      return name === "discrepancy" && !isProbability ? nothing("pairwise", NO_CLASSES) : disjoint!.found[name]();
    return isIn(OF_SCORES, name) ? scores!.found[name]() : calibration!.found[name]();
  }

  return {
    add(tile) {
      soft?.add(tile);
      divergence?.add(tile);
      if (decides) {
        if (classes.length < replicas * tile.examples) classes = new Uint32Array(replicas * tile.examples);
        decideBlock(tile, shape, classes);
        agreement?.add(tile, classes);
      }
      disjoint?.add(tile, decides ? classes : null);
      ensembles?.add(tile);
      scores?.add(tile);
      calibration?.add(tile);
    },
    found: () => ({
      found: Object.fromEntries(names.map((name) => [name, foundOf(name)])),
      consistency: agreement && wants("selfConsistency") ? agreement.consistency() : null,
      reliability: calibration?.reliability() ?? null,
    }),
  };
}

const NO_CLASSES = "values decide no class";

function isIn<const Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
