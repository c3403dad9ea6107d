/** What a sweep found: its settings with their measures, each against its baseline, and which of them none beats. */
import { MEASURE_NAMES, type MeasureName } from "../measure/names.js";
import { exp64 } from "../reference/float64.js";
import { noNumbers } from "../statistics/contrasts.js";
import { differencesTogether } from "../statistics/differences-together.js";
import { type Estimate, STATISTICS_VERSION } from "../statistics/estimate.js";
import { readOrRefuse, shown, wrongType } from "../study/errors.js";
import { isArray, namesIn } from "../study/fields.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import { axisNames, type SweepAxis } from "./grid.js";
import { labelOf } from "./labels.js";
import type { FailedSetting, SweptSetting } from "./train-settings.js";
import type { TunedSetting } from "./tune.js";

/** The prediction difference of a setting divided by that of its baseline. */
export interface SweepContrast {
  /** Name of the baseline. */
  baseline: string;
  /** Below 1 the setting is more reproducible; null where there is none. */
  ratio: number | null;
  /** Lower end of its interval. */
  low: number | null;
  /** Upper end of its interval. */
  high: number | null;
  /** What the interval says of the setting; null where there is no ratio. */
  verdict: "more reproducible" | "less reproducible" | "equally reproducible" | "not resolved" | null;
  /** Why there is no interval; null where there is one. */
  noInterval: string | null;
}

/** A setting in a table. */
export interface SweepRow {
  /** `activation=relu, shuffleWindow=4` */
  name: string;
  /** The values of the axes, by the paths of their fields. */
  values: Record<string, unknown>;
  /** Every measure by its name, with its 95% interval; null where the setting failed. */
  measures: Record<MeasureName, Estimate> | null;
  /** The fingerprint of its result; null where the setting failed. */
  fingerprint: string | null;
  /** Why the setting has no numbers; null where it has. */
  failed: FailedSetting | null;
  /** What was chosen for it by its loss on other seeds; null where nothing is tuned. */
  tuned: TunedSetting | null;
  /** Whether its loss is below that of the best constant; null where one of the two is not known. */
  learned: boolean | null;
  /** Against its baseline; null for a baseline, and where the grid has none for it. */
  contrast: SweepContrast | null;
  /**
   * Whether no other setting has both less prediction difference and less loss; null where that cannot be said, as
   * between losses of different kinds, and for a setting that has learned nothing.
   */
  front: boolean | null;
}

/** What `sweepTable` returns: plain data. */
export interface SweepTable {
  /** The fields that differ, with their values as they are written. */
  axes: SweepAxis[];
  /** The measures that people are shown. */
  columns: MeasureName[];
  /** Replicas of each setting; null where they differ. */
  replicas: number | null;
  /** The settings, in the order of the grid. */
  settings: SweepRow[];
  /** Level of the intervals of all ratios together. */
  level: number;
  /** How these were made, in words. */
  method: string;
  /** Version of the arithmetic contract. */
  bits: number;
  /** Version of the formulas of means and intervals. */
  statistics: number;
}

/** Level of all contrasts together. */
const LEVEL = 0.95;
/** What is shown where nobody asks for more. */
const COLUMNS: readonly MeasureName[] = ["predictionDifference", "churn", "loss"];

/**
 * The table of the settings of a sweep: their measures, paired ratios of prediction differences to the baseline with
 * intervals that hold together, and the Pareto front of prediction difference and loss.
 *
 *     const settings = [];
 *     for await (const setting of sweep(study, axes)) settings.push(setting);
 *     console.table(sweepTable(settings).settings);
 *
 * @param settings what `sweep` yielded, all of it, in its order
 * @param measures names of measures that are shown beside prediction difference, churn and loss; by default none
 * @returns plain data
 * @throws InputError for what no sweep yielded, and for names of no measures
 */
export function sweepTable(settings: readonly SweptSetting[], measures: readonly MeasureName[] = []): SweepTable {
  const more = namesIn(measures, MEASURE_NAMES, "measures", "a list of names of measures");
  if (!isArray(settings) || settings.length === 0) throw wrongType("settings", SETTINGS, shown(settings));
  return readOrRefuse("settings", SETTINGS, settings, () => tableOfSettings(settings, more));
}

const SETTINGS = "the settings that sweep yielded, at least one";

function tableOfSettings(settings: readonly SweptSetting[], more: readonly MeasureName[]): SweepTable {
  const byIndex = new Map(settings.map((setting) => [setting.index, setting]));
  const { contrasts, method } = contrastsOf(settings, (index) => byIndex.get(index) ?? null);
  const front = frontOf(settings);
  const counts = [...new Set(settings.flatMap(({ study }) => (study ? [study.replicas] : [])))];
  return {
    axes: axesOf(settings),
    columns: [...new Set([...COLUMNS, ...more])],
    replicas: counts.length === 1 ? counts[0]! : null,
    settings: settings.map(({ name, values, result, failed, tuned }, at) => ({
      name,
      values,
      measures: result?.measures ?? null,
      fingerprint: result?.fingerprint ?? null,
      failed,
      tuned: tuned ?? null,
      learned: hasLearned(result),
      contrast: contrasts[at]!,
      front: front[at]!,
    })),
    level: LEVEL,
    method,
    bits: CONTRACT_VERSION,
    statistics: STATISTICS_VERSION,
  };
}

function hasLearned(result: SweptSetting["result"]): boolean | null {
  const [loss, constant] = [result?.measures.loss.value ?? null, result?.data.constantLoss ?? null];
  return loss === null || constant === null ? null : loss < constant;
}

/** The axes, with the values that some setting has, in the order in which they come. */
function axesOf(settings: readonly SweptSetting[]): SweepTable["axes"] {
  const paths = Object.keys(settings[0]!.values);
  const names = axisNames(paths);
  return paths.map((path, at) => ({
    path,
    name: names[at]!,
    labels: [...new Set(settings.map(({ values }) => labelOf(values[path])))],
  }));
}

function contrastsOf(
  settings: readonly SweptSetting[],
  settingAt: (index: number) => SweptSetting | null,
): { contrasts: (SweepContrast | null)[]; method: string } {
  const pairs = settings.map((setting) => {
    const baseline = setting.baseline === null ? null : settingAt(setting.baseline);
    if (!baseline || baseline === setting) return null;
    const reason = [setting, baseline].map(whyNone).find((each) => each !== null) ?? null;
    return { baseline, setting, reason };
  });
  const comparable = pairs.filter((pair) => pair !== null && pair.reason === null);
  // Replica r of one and of the other have the seeds of level r, and pairs of them are independent of each other.
  const { differences, method } = differencesTogether(
    comparable.map((pair) => ({ a: pair!.baseline.logDifference!, b: pair!.setting.logDifference!, isPaired: true })),
    LEVEL,
  );
  const contrasts = pairs.map((pair): SweepContrast | null => {
    if (pair === null) return null;
    const { baseline, setting, reason } = pair;
    const nothing = { baseline: baseline.name, ratio: null, low: null, high: null, verdict: null };
    if (reason !== null) return { ...nothing, noInterval: reason };
    const { value, low, high } = differences[comparable.indexOf(pair)]!;
    const found = { baseline: baseline.name, ratio: exp64(value), low: low && exp64(low), high: high && exp64(high) };
    if (low !== null && high !== null)
      return {
        ...found,
        verdict: high < 0 ? "more reproducible" : low > 0 ? "less reproducible" : "not resolved",
        noInterval: null,
      };
    const isSame = setting.result!.fingerprint === baseline.result!.fingerprint;
    return isSame
      ? { ...found, verdict: "equally reproducible", noInterval: "both are the same, bit for bit" }
      : { ...found, verdict: "not resolved", noInterval: "an interval needs 3 replicas or more that differ" };
  });
  return { contrasts, method };
}

/** Why the prediction difference of a setting cannot be compared; null where it can. */
function whyNone({ name, failed, result, logDifference }: SweptSetting): string | null {
  if (logDifference !== null) return null;
  if (failed || !result) return noNumbers(name, failed?.reason ?? "no result");
  if (result.study.design !== null) return noNumbers(name, "replicas of a design share levels");
  if (result.predictions === null) return noNumbers(name, "its predictions take more than 1 GiB");
  return result.measures.predictionDifference.value === 0
    ? `the PD of ${name} is exactly 0`
    : noNumbers(name, "fewer than 2 replicas");
}

/** Of each setting whether it is on the Pareto front; null for those without both numbers, and where losses differ in kind. */
function frontOf(settings: readonly SweptSetting[]): (boolean | null)[] {
  const kinds = new Set(
    settings.flatMap(({ result }) => (result ? [`${result.study.loss} ${result.measures.loss.form}`] : [])),
  );
  const points = settings.map(({ result }) => {
    if (hasLearned(result) === false) return null;
    const [x, y] = [result?.measures.loss.value, result?.measures.predictionDifference.value];
    return typeof x === "number" && typeof y === "number" && kinds.size === 1 ? { x, y } : null;
  });
  return points.map(
    (point) =>
      point &&
      !points.some(
        (other) => other && other.x <= point.x && other.y <= point.y && (other.x < point.x || other.y < point.y),
      ),
  );
}
