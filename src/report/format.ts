/** Every number of the tables, the page and the plots is written here, so that one value reads the same everywhere. */
import type { Preprocessing } from "../data/preprocessing.js";
import type { ReplicaResult } from "../run/result.js";
import { type Estimate, PROMISED_REPLICAS } from "../statistics/estimate.js";
import { visible } from "../study/errors.js";
import type { Study } from "../study/study.js";

/** What stands where a number does not apply. */
export const ABSENT = "–";
const MINUS = "−";

/** Decimals that show `x` with that many significant digits; beyond [1e-4, 1e6) null: exponent form. */
function decimalsOf(x: number, digits: number): number | null {
  const size = Math.abs(x);
  if (size === 0) return 0;
  if (size < 1e-4 || size >= 1e6) return null;
  return Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
}

function written(x: number, decimals: number | null, digits: number): string {
  if (x === 0) return "0";
  const text = decimals === null ? x.toExponential(digits - 1) : x.toFixed(decimals);
  return text.replace("e+", "e").replaceAll("-", MINUS);
}

/** Three significant digits unless said: 0.0279, 12.3, 1.23e−7, 0; `–` for null, and `∞` by name. */
export function number(x: number | null | undefined, digits = 3): string {
  if (x === null || x === undefined || Number.isNaN(x)) return ABSENT;
  if (!Number.isFinite(x)) return x < 0 ? `${MINUS}∞` : "∞";
  return written(x, decimalsOf(x, digits), digits);
}

/** An integer in groups of three: 6 000 with narrow spaces. */
export function count(x: number): string {
  return Math.abs(x) < 1e4 ? String(x) : x.toFixed(0).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A share in [0, 1] as a percentage; never rounded to 0% or 100% when it is not. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return ABSENT;
  if (share === 0 || share === 1) return `${share * 100}%`;
  if (share > 0 && share < 0.001) return "<0.1%";
  if (share < 1 && share > 0.999) return ">99.9%";
  return `${(share * 100).toFixed(share < 0.1 || share > 0.9 ? 1 : 0)}%`;
}

/**
 * `[low, high]` with the decimals of the larger end, up to two more where the smaller needs them; empty where there is
 * no interval.
 */
export function interval(low: number | null | undefined, high: number | null | undefined, digits = 3): string {
  if (low === null || low === undefined || high === null || high === undefined) return "";
  const [smaller, larger] = Math.abs(low) < Math.abs(high) ? [low, high] : [high, low];
  const coarse = decimalsOf(larger, digits);
  const decimals =
    coarse === null ? null : Math.min(coarse + 2, Math.max(coarse, decimalsOf(smaller, digits - 1) ?? Infinity));
  return `[${written(low, decimals, digits)}, ${written(high, decimals, digits)}]`;
}

/** Value and 95% interval: 0.0279 [0.0268, 0.0290]. */
export function estimate(e: Estimate | null): string {
  if (e === null) return ABSENT;
  const range = interval(e.low, e.high);
  return range ? `${number(e.value)} ${range}` : number(e.value);
}

/**
 * What is to be said beside intervals of too few replicas; null where they are enough, or where there is no interval.
 */
export function roughness(replicas: number, measures: Readonly<Record<string, Estimate>>): string | null {
  if (replicas >= PROMISED_REPLICAS || Object.values(measures).every(({ low }) => low === null)) return null;
  return `${replicas} replicas: the intervals are rough, and rare outcomes may be missed; ${PROMISED_REPLICAS} or more are needed for 95%`;
}

/** How many threads trained beside the main one: "2 workers". */
export function workersText(workers: number): string {
  return workers === 0 ? "no worker" : workers === 1 ? "1 worker" : `${workers} workers`;
}

/** What is to be said of the intervals of a crossed design of more than one factor; null of any other study. */
export function sharedLevels({ design }: Pick<Study, "design">): string | null {
  if (Object.values(design ?? {}).filter((levels) => levels > 1).length < 2) return null;
  return "Replicas of a crossed design share levels: the intervals take them for independent and are too narrow; doppelgrad attribute has intervals that hold";
}

/**
 * What is to be said of replicas that have learned nothing, for they agree as if they were reproducible; null where they
 * have.
 */
export function learnedNothing(
  constantLoss: number | null | undefined,
  { loss }: Readonly<Record<string, Estimate>>,
): string | null {
  if (typeof constantLoss !== "number" || typeof loss?.value !== "number" || loss.value < constantLoss) return null;
  return `No better than the best constant prediction (loss ${number(constantLoss)}): replicas that have learned nothing can look reproducible`;
}

/** In which units targets were scaled for training, with the prediction difference in those of the file. */
export function scaledTargets(
  preprocessing: Pick<Preprocessing, "label" | "target"> | null | undefined,
  { predictionDifference: difference }: Readonly<Record<string, Estimate>>,
): string | null {
  const target = preprocessing?.target;
  if (!target) return null;
  const unit = `Targets are scaled: 1 is ${number(target.sd)} of ${visible(preprocessing.label)}`;
  if (typeof difference?.value !== "number") return unit;
  return `${unit}, so the prediction difference is ${number(difference.value * target.sd)}`;
}

/** A contrast of logarithms as the ratio that it is: ×1.85. */
export function ratio(logarithm: number | null | undefined): string {
  return logarithm === null || logarithm === undefined ? ABSENT : `×${number(Math.exp(logarithm))}`;
}

/** A round ratio without trailing zeros: ×1.1. */
export function roundRatio(x: number): string {
  return `×${Number(x.toPrecision(3))}`;
}

/** The interval of a contrast of logarithms, as ratios: [1.62, 2.11]. */
export function ratioInterval(low: number | null, high: number | null): string {
  return low === null || high === null ? "" : interval(Math.exp(low), Math.exp(high));
}

/** The first eight hex digits: enough to compare by eye. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 8);
}

/** Seconds as a person says them: 0.4 s, 38 s, 2 min 41 s. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** The text with intervals and windows that no line break cuts. */
export function unbroken(text: string): string {
  return text
    .replace(/w = (?=\d)/g, "w\u00a0=\u00a0")
    .replace(/( ?)\[([^\s\]]+), ([^\s\]]+)\]/g, (_, space, low, high) => `${space && "\u00a0"}[${low},\u00a0${high}]`);
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "8 to 30 of 100, the best 3 to 25": how long replicas trained that may stop early; null where none may. */
export function stopsText(replicas: readonly Pick<ReplicaResult, "epochs">[], most: number): string | null {
  const all = replicas.flatMap(({ epochs }) => epochs ?? []);
  const range = (values: readonly number[]): string => {
    const [least, largest] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, 0]);
    return least === largest ? count(least) : `${count(least!)} to ${count(largest!)}`;
  };
  return all.length === 0
    ? null
    : `${range(all.map(({ last }) => last))} of ${count(most)}, the best ${range(all.map(({ best }) => best))}`;
}
