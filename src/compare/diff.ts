/**
 * Two recipes against each other, on the same examples: is B more reproducible than A, and at what loss? Two results of
 * `run`, or two sets of predictions that anybody made.
 */
import { makeDataset } from "../data/dataset.js";
import { type Asked, askedFor } from "../further/asked.js";
import { type FurtherName, PREDICTION_NAMES } from "../further/names.js";
import { inSlices } from "../host/slices.js";
import { churnEstimate, pairwiseChurn } from "../measure/decisions.js";
import { AGAINST, replicaLosses, underTruth } from "../measure/loss.js";
import { meanOnReplicas, type OnBothScales, pairsOnReplicas } from "../measure/on-replicas.js";
import { differenceEstimate, pairwiseDistances } from "../measure/pairwise.js";
import { exp64 } from "../reference/float64.js";
import { type Estimate, notApplicable, replicaMean, STATISTICS_VERSION } from "../statistics/estimate.js";
import { type PairedDifference, pairedDifference } from "../statistics/paired-difference.js";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import { anything, between, flag } from "../study/fields.js";
import { seedOf } from "../study/levels.js";
import { parseOptions } from "../study/options.js";
import type { Study } from "../study/study.js";
import { type DiffFlips, diffFlips } from "./diff-flips.js";
import { decisionsApart, onExamples } from "./examples.js";
import { type CompareInput, LISTED, type Predicted, readInput } from "./input.js";
import { isResult, type PredictedResult, predictedByResult, workOn } from "./result.js";

/** How two sets of replicas are held against each other. */
export interface DiffOptions {
  /**
   * Whether replica r of A and replica r of B share their seeds. Default: of two results, whether the studies have the
   * same seeds; of predictions, whether both have as many replicas.
   */
  paired?: boolean;
  /** How many of the examples that flip in A alone are listed, and how many of those in B alone. Default 100. */
  flips?: number;
  /** Names of further measures of both, or "all" of them (`FURTHER_MEASURES`, but those of networks). Default none. */
  measures?: readonly FurtherName[] | "all";
  /** Exponent of the further measure `softChurn`, greater than 0. Default 1. */
  alpha?: number;
}

/** A number of B against that of A; no interval where there are fewer than three replicas, or none that differ. */
export interface DiffEstimate {
  /** null where it does not exist. */
  value: number | null;
  /** Lower end of the 95% interval. */
  low: number | null;
  /** Upper end of the 95% interval. */
  high: number | null;
}

/** One measure of both. */
export interface DiffMeasure {
  /** The measure of A. */
  a: Estimate;
  /** The measure of B. */
  b: Estimate;
  /** That of B divided by that of A; null where either is 0. */
  ratio: DiffEstimate;
  /** That of B minus that of A. */
  difference: DiffEstimate;
}

/** One further measure of both. */
export interface DiffFurther extends DiffMeasure {
  /** Why there is no difference; null where there is one. */
  reason: string | null;
}

/** What `diff` resolves to. */
export interface Diff {
  /** Replicas of A and of B. */
  replicas: [a: number, b: number];
  /** How many examples both predict. */
  examples: number;
  /** Whether replicas of one number were taken for pairs. */
  paired: boolean;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** Pairwise prediction difference, pairwise churn, and the mean loss of a replica. */
  measures: {
    /** How far two replicas differ. */
    predictionDifference: DiffMeasure;
    /** How often two replicas decide differently. */
    churn: DiffMeasure;
    /** How well a replica predicts. */
    loss: DiffMeasure;
  };
  /** Further measures of both, those that were asked for. */
  further?: Partial<Record<FurtherName, DiffFurther>>;
  /** The examples that flip in one of the two alone; null of a regression. */
  flips: DiffFlips | null;
  /** What the interval of the ratio of prediction differences says of B. */
  verdict: "more reproducible" | "less reproducible" | "equally reproducible" | "not resolved";
  /** The verdict in a sentence, with the loss. */
  message: string;
}

/** Level of all intervals. */
const LEVEL = 0.95;

/** Holds two recipes against each other (`lazy.ts` says what it takes). */
export async function diff(
  a: PredictedResult | CompareInput,
  b: PredictedResult | CompareInput,
  options: DiffOptions = {},
): Promise<Diff> {
  const { paired, flips, ...further } = parseOptions<DiffOptions>(
    { paired: flag(), flips: between(0, Infinity), measures: anything(), alpha: anything() },
    options,
  );
  return workOn([a, b], "a and b", async () => {
    const [sideA, sideB] = [sideOf(a, "a"), sideOf(b, "b")];
    if (Boolean(sideA.study) !== Boolean(sideB.study))
      throw misplaced("b", "two results, or two sets of predictions", "one of each");
    if (sideA.study && sideB.study) await checkSameData(sideA, sideB);
    return diffOf(sideA, sideB, { paired, flips, ...further });
  });
}

/** One of the two. */
export interface DiffSide {
  predicted: Predicted;
  /** The mean loss of each replica; null where nothing is known. */
  losses: Float64Array | null;
  /** What the losses are measured against. */
  form: string;
  /** Of a result. */
  study: Study | null;
  sha256: string | null;
}

export function sideOf(given: unknown, path: "a" | "b"): DiffSide {
  return isResult(given)
    ? sideOfResult(given as PredictedResult, path)
    : sideOfPredictions(readInput(given, path).predicted);
}

/** One result, with its predictions. */
export function sideOfResult(result: PredictedResult, path: string): DiffSide {
  const predicted = predictedByResult(result, path);
  const { study, data, replicas } = result;
  if (study.design !== null) {
    const remedy = "Its replicas share levels: no interval holds for pairs of them.";
    throw wrongValue(`${path}.study.design`, "replicas that share no level", shown(study.design), remedy);
  }
  const losses = Float64Array.from(replicas, ({ loss }) => loss);
  return { predicted, losses, form: AGAINST.labels, study, sha256: data.sha256 };
}

/** One set of predictions. */
export function sideOfPredictions(predicted: Predicted): DiffSide {
  const apart = decisionsApart(predicted);
  const form = underTruth(apart) ? AGAINST.probabilities : AGAINST.labels;
  return { predicted, losses: replicaLosses(apart), form, study: null, sha256: null };
}

/** The comparison of what has been read. */
export async function diffOf(
  a: DiffSide,
  given: DiffSide,
  { paired, flips = LISTED, measures: names, alpha }: DiffOptions = {},
  signal?: AbortSignal,
): Promise<Diff> {
  const asked = askedOfBoth(names, alpha);
  const b = inOrderOf(a, given);
  const isPaired = paired ?? isPairedBy(a, b);
  const against = (name: keyof Diff["measures"]) => measureOf(variationOf(a, name), variationOf(b, name), isPaired);
  const measures = {
    predictionDifference: against("predictionDifference"),
    churn: against("churn"),
    loss: against("loss"),
  };
  const verdict = verdictOf(measures.predictionDifference);
  return {
    replicas: [sizeOf(a), sizeOf(b)],
    examples: a.predicted.predictions.examples,
    paired: isPaired,
    statistics: STATISTICS_VERSION,
    measures,
    ...(asked && { further: await furtherOfBoth(a, b, isPaired, asked, signal) }),
    flips: await inSlices(diffFlips(a.predicted, b.predicted, flips), signal),
    verdict,
    message: sentence(verdict, measures),
  };
}

/** @throws InputError for an unknown name, and for an exponent that is none, or without measures */
export function askedOfBoth(measures: DiffOptions["measures"], alpha: number | undefined): Asked | null {
  if (measures !== undefined) return askedFor({ measures, alpha }, "options", PREDICTION_NAMES);
  if (alpha !== undefined) throw misplaced("options.alpha", "measures beside it", shown(alpha));
  return null;
}

async function furtherOfBoth(
  a: DiffSide,
  b: DiffSide,
  isPaired: boolean,
  asked: Asked,
  signal?: AbortSignal,
): Promise<NonNullable<Diff["further"]>> {
  const { furtherVariations } = await import("./diff-further.js");
  const ofA = await inSlices(furtherVariations(a.predicted, asked), signal);
  const ofB = await inSlices(furtherVariations(b.predicted, asked), signal);
  return Object.fromEntries(
    asked.further.map((name) => {
      const [left, right] = [ofA.get(name)!, ofB.get(name)!];
      const reason = left.estimate.reason ?? right.estimate.reason;
      return [name, { ...measureOf(left, right, isPaired), reason }];
    }),
  );
}

const sizeOf = ({ predicted }: DiffSide): number => predicted.predictions.replicas;

/** The examples of B in the order of those of A. */
export function inOrderOf(a: DiffSide, b: DiffSide): DiffSide {
  const [ofA, ofB] = [a.predicted, b.predicted];
  for (const name of ["examples", "columns"] as const) {
    const [left, right] = [ofA.predictions[name], ofB.predictions[name]];
    if (left !== right)
      throw wrongValue("b", `${left} ${name}, as A has`, String(right), "Both predict the same examples.");
  }
  if (ofA.task !== ofB.task) throw wrongValue("b", `the task ${ofA.task}, as A has`, ofB.task);
  if (Boolean(ofA.ids) !== Boolean(ofB.ids))
    throw wrongValue("b", ofA.ids ? "ids, as A has" : "no ids, as A", ofB.ids ? "ids" : "none");
  if (!ofA.ids || !ofB.ids) return b;
  const at = new Map(ofB.ids.map((id, n) => [String(id), n]));
  const order = ofA.ids.map((id) => {
    const n = at.get(String(id));
    if (n === undefined) throw wrongValue("b", `the id ${shown(id)}, as A has`, "no such id");
    return n;
  });
  return { ...b, predicted: onExamples(ofB, order) };
}

/**
 * The data are the same, or drawn ones have the same test set.
 * @throws InputError for others
 */
export async function checkSameData(a: DiffSide, b: DiffSide): Promise<void> {
  if (a.sha256 === b.sha256) return;
  const other = () =>
    wrongValue(
      "b",
      `the data of A, ${shown(a.sha256)}`,
      shown(b.sha256),
      "Two results are compared on the same test examples.",
    );
  if ([a, b].some(({ study }) => "path" in study!.data)) throw other();
  const [ofA, ofB] = await Promise.all(
    [a, b].map(async ({ study }) => (await makeDataset(study!.data, seedOf(study!, "data"))).test),
  );
  const isSame = (left: Float32Array, right: Float32Array) =>
    left.length === right.length && left.every((value, i) => value === right[i]);
  if (!isSame(ofA!.x, ofB!.x) || !isSame(ofA!.y, ofB!.y)) throw other();
}

/** Whether replicas of one number are taken for pairs where nothing is said. */
export function isPairedBy(a: DiffSide, b: DiffSide): boolean {
  return a.study && b.study ? hasSameSeeds(a.study, b.study) : sizeOf(a) === sizeOf(b);
}

/** Whether replica r has the same seeds in both. */
function hasSameSeeds(a: Study, b: Study): boolean {
  return JSON.stringify([a.seed, a.seeds]) === JSON.stringify([b.seed, b.seeds]);
}

/** How a measure of one side varies over its replicas. */
export function variationOf(side: DiffSide, measure: keyof Diff["measures"]): Measured {
  return { predictionDifference: distancesOf, churn: churnOf, loss: lossOf }[measure](side);
}

/** A measure of one side: its estimate, and how it varies over replicas. */
interface Measured extends OnBothScales {
  estimate: Estimate;
}

function distancesOf({ predicted }: DiffSide): Measured {
  const { predictions } = decisionsApart(predicted);
  const pairs = predictions.replicas < 2 ? null : pairwiseDistances(predictions);
  return { estimate: differenceEstimate(predictions, pairs), ...pairsOnReplicas(pairs) };
}

function churnOf({ predicted }: DiffSide): Measured {
  const { predictions, logits } = decisionsApart(predicted);
  const pairs = predictions.replicas < 2 ? null : pairwiseChurn(predictions, logits);
  return { estimate: churnEstimate(pairs), ...pairsOnReplicas(pairs) };
}

function lossOf({ losses, form }: DiffSide): Measured {
  if (!losses) return { estimate: notApplicable(form), plain: null, log: null };
  return { estimate: replicaMean(form, losses, 0, Number.POSITIVE_INFINITY), ...meanOnReplicas(losses) };
}

const NONE: DiffEstimate = { value: null, low: null, high: null };

function measureOf(a: Measured, b: Measured, isPaired: boolean): DiffMeasure {
  const between = (scale: "plain" | "log"): PairedDifference | null =>
    a[scale] && b[scale] && pairedDifference(a[scale], b[scale], isPaired, LEVEL);
  const log = between("log");
  const exp = (x: number | null) => (x === null ? null : exp64(x));
  return {
    a: a.estimate,
    b: b.estimate,
    ratio: log ? { value: exp(log.value), low: exp(log.low), high: exp(log.high) } : NONE,
    difference: between("plain") ?? NONE,
  };
}

/** By the ratio; where one of them is exactly 0, by the difference. */
function verdictOf({ a, b, ratio, difference }: DiffMeasure): Diff["verdict"] {
  if (a.value === 0 && b.value === 0) return "equally reproducible";
  // The same to the last replica: three or more, of which no pair differs.
  if (difference.value === 0 && difference.low === null && a.low !== null) return "equally reproducible";
  const [{ low, high }, same] = ratio.value === null ? [difference, 0] : [ratio, 1];
  if (high !== null && high < same) return "more reproducible";
  if (low !== null && low > same) return "less reproducible";
  return "not resolved";
}

function sentence(verdict: Diff["verdict"], { predictionDifference: pd, loss }: Diff["measures"]): string {
  const values = `${short(pd.b.value)} against ${short(pd.a.value)}`;
  const by = pd.ratio.value === null ? `a difference of ${ranged(pd.difference)}` : `a ratio of ${ranged(pd.ratio)}`;
  const cost =
    loss.difference.value === null
      ? ""
      : `, at a loss of ${short(loss.b.value)} against ${short(loss.a.value)} (difference ${ranged(loss.difference)})`;
  if (verdict === "equally reproducible")
    return `A and B are equally reproducible: two replicas of either differ by ${short(pd.a.value)}${cost}.`;
  return verdict === "not resolved"
    ? `Which of A and B is more reproducible is not resolved: two replicas of B differ by ${values} of A, ${by}${cost}.`
    : `B is ${verdict} than A: two replicas of B differ by ${values} of A, ${by}${cost}.`;
}

const short = (x: number | null): string => (x === null ? "nothing" : String(Number(x.toPrecision(3))));
const ranged = ({ value, low, high }: DiffEstimate): string =>
  low === null ? `${short(value)}, without an interval` : `${short(value)} [${short(low)}, ${short(high)}]`;
