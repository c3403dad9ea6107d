/** How many replicas two recipes need for a ratio of theirs to be seen. */
import { exp64, log64 } from "../reference/float64.js";
import { PROMISED_REPLICAS, STATISTICS_VERSION } from "../statistics/estimate.js";
import { differenceSpread } from "../statistics/paired-difference.js";
import { detectable, replicasFor } from "../statistics/power.js";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import { between, flag, numberThat, oneOf } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { checkSameData, type DiffSide, inOrderOf, isPairedBy, sideOf, variationOf } from "./diff.js";
import type { CompareInput } from "./input.js";
import { PLANNED } from "./planned.js";
import { type PredictedResult, workOn } from "./result.js";

/** What is to be seen, and how surely. */
export interface PowerOptions {
  /** The measure of which two recipes have a ratio. Default "predictionDifference". */
  measure?: (typeof PLANNED)[number];
  /** The ratio of B to A, positive and not 1: 1.1 asks for as many as 1 / 1.1 does. Default 1.1. */
  ratio?: number;
  /** Level of the interval. Default 0.95. */
  level?: number;
  /** Share of such experiments that see the ratio: whose interval leaves 1 out. Default 0.8. */
  power?: number;
  /**
   * Of two: whether replica r of A and replica r of B share their seeds. Default: of two results, whether the studies
   * have the same seeds; of predictions, whether both have as many replicas.
   */
  paired?: boolean;
}

/** How many replicas it takes. */
export interface Power extends Required<PowerOptions> {
  /** Replicas from which this is known, the fewer of two. */
  replicas: number;
  /** Replicas that each recipe needs, at least 3; null where a hundred million would not do. */
  needed: number | null;
  /** The smallest ratio above 1 that as many replicas as there are see. */
  detectable: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
  /** The answer in a sentence. */
  message: string;
}

const OPTIONS = {
  measure: oneOf(...PLANNED),
  ratio: numberThat((x) => x > 0 && x !== 1 && Number.isFinite(x), "a positive number that is not 1"),
  level: between(0.5, 0.9999),
  power: between(0.01, 0.9999),
  paired: flag(),
};

/**
 * Tells how many replicas it takes to see a given ratio of two recipes, from one result (of two recipes that vary as it
 * does) or from two (a pilot of both).
 *
 *     const pilot = await run({ data: "vee", replicas: 64 });
 *     console.log((await power(pilot, null, { ratio: 1.1 })).needed);
 *
 * @param a what `run` resolved to, or its JSON with the part "predictions"; or predictions, as `compare` takes them
 * @param b the same of another recipe on the same examples; null or nothing by default, for another that varies as A and
 *   shares no seeds with it
 * @param options the ratio, the measure, and how surely it is to be seen; by default 1.1 of the prediction difference,
 *   at level .95 by four experiments in five
 * @returns how many replicas each recipe needs, and the smallest ratio that those there are see
 * @throws InputError for what is neither, for fewer than three replicas, and where the measure is 0 or does not apply
 */
export async function power(
  a: PredictedResult | CompareInput,
  b: PredictedResult | CompareInput | null = null,
  options: PowerOptions = {},
): Promise<Power> {
  const parsed = checkedPower(options);
  return workOn([a, b], "a and b", async () => {
    return powerOf(sideOf(a, "a"), b === null ? undefined : sideOf(b, "b"), parsed);
  });
}

/** @throws InputError for an option that is none */
export const checkedPower = (options: PowerOptions): PowerOptions => parseOptions<PowerOptions>(OPTIONS, options);

/** The same of what has been read. */
export async function powerOf(a: DiffSide, given: DiffSide | undefined, options: PowerOptions): Promise<Power> {
  const { measure = "predictionDifference", ratio = 1.1, level = 0.95, power: share = 0.8, paired } = options;
  if (given && Boolean(a.study) !== Boolean(given.study))
    throw misplaced("b", "two results, or two sets of predictions", "one of each");
  if (given?.study) await checkSameData(a, given);
  if (!given && paired) throw misplaced("options.paired", "two recipes", "one");
  const b = given && inOrderOf(a, given);
  const isPaired = b ? (paired ?? isPairedBy(a, b)) : false;
  const [ofA, ofB] = [onLogs(a, measure, "a"), b ? onLogs(b, measure, "b") : null];
  const difference = differenceSpread(ofA, ofB ?? ofA, isPaired);
  const replicas = Math.min(...[a, b ?? a].map((side) => side.predicted.predictions.replicas));
  if (!difference) throw wrongValue("a", "at least three replicas", String(replicas));
  const aim = { level, power: share };
  const needed = replicasFor(difference, replicas, Math.abs(log64(ratio)), aim);
  const found = {
    measure,
    ratio,
    level,
    power: share,
    paired: isPaired,
    replicas,
    needed,
    detectable: exp64(detectable(difference, replicas, replicas, aim)),
    statistics: STATISTICS_VERSION,
  };
  return { ...found, message: sentence(found, b !== undefined) };
}

function onLogs(side: DiffSide, measure: NonNullable<PowerOptions["measure"]>, path: string) {
  const { log, estimate } = variationOf(side, measure);
  if (log) return log;
  throw wrongValue(path, `predictions whose ${measure} is above 0`, shown(estimate.value));
}

function sentence(
  { measure, ratio, level, power: share, paired, replicas, needed, detectable: least }: Omit<Power, "message">,
  areTwo: boolean,
): string {
  const who = areTwo
    ? `these two recipes, ${paired ? "paired" : "not paired"},`
    : "two recipes that vary as this one, not paired,";
  const what = `a ratio of ${ratio} of ${measure} (level ${level}, power ${share})`;
  const enough = needed === null ? "more than a hundred million replicas" : `${needed} replicas`;
  const rough = replicas < PROMISED_REPLICAS ? ` This is rough: it is known from ${replicas} replicas.` : "";
  return `To see ${what}, ${who} need ${enough} each. With ${replicas} they see a ratio of ${Number(least.toPrecision(3))}.${rough}`;
}
