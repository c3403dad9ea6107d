/**
 * Successive halving (Jamieson and Talwalkar 2016): all settings train a few replicas, the worse half is dropped, the
 * others train twice as many, and so on; only those that are left train all. What was dropped says so: it is not
 * measured, and no claim of the sweep rests on it.
 */
import * as v from "valibot";
import { openPool, type Progress } from "../pool/pool.js";
import type { ExecutionOptions } from "../run/execution.js";
import { shown, wrongValue } from "../study/errors.js";
import { integer, oneOf, parseFields } from "../study/fields.js";
import type { PlannedSetting, PlannedStudy, PlannedSweep } from "./plan.js";
import {
  type FailedSetting,
  failedSetting,
  type SweptSetting,
  type SweptStudy,
  withoutArrays,
} from "./train-settings.js";
import type { TunedSetting } from "./tune.js";

/** Which settings are given up, and when. */
export interface HalvingOptions {
  /** Replicas of the first round; each further round has twice as many. Default: an eighth of all, at least 8. */
  replicas?: number;
  /** The measure of which the larger half is dropped. Default "loss". */
  by?: "loss" | "predictionDifference";
}

const FIELDS = {
  replicas: v.optional(integer(2, Number.MAX_SAFE_INTEGER)),
  by: v.optional(oneOf("loss", "predictionDifference")),
};
const FIELD = "halving";

/** @throws InputError for options that are none */
export function parseHalving(halving: unknown): HalvingOptions {
  return parseFields(FIELDS, halving, FIELD) as HalvingOptions;
}

/** The rounds before the last, in which all replicas are trained. */
interface Rounds {
  /** Replicas of each. */
  sizes: number[];
  /** Replicas of the last. */
  all: number;
  by: NonNullable<HalvingOptions["by"]>;
}

/** @throws InputError for options that are none, and for settings that have no replicas in common */
function roundsOf(halving: HalvingOptions, { settings }: PlannedSweep): Rounds {
  const { replicas, by = "loss" } = parseHalving(halving);
  const studies = settings.flatMap(({ study }) => study ?? []);
  const counts = [...new Set(studies.map((study) => study.replicas))];
  if (counts.length !== 1 || studies.some(({ design }) => design !== null))
    throw wrongValue(FIELD, "settings with the same number of replicas, and without a design", "others");
  const all = counts[0]!;
  const first = replicas ?? Math.max(8, Math.ceil(all / 8));
  if (first >= all)
    throw wrongValue(`${FIELD}.replicas`, `fewer than the ${all} replicas of each setting`, shown(first));
  const sizes: number[] = [];
  for (let size = first; size < all; size *= 2) sizes.push(size);
  return { sizes, all, by };
}

/** Trains settings, as `trainSettings`. */
type TrainSettings = (
  planned: PlannedSweep,
  execution: ExecutionOptions,
  as: SweptStudy["as"],
) => AsyncGenerator<SweptSetting, void, void>;

/** The settings in their order, those that were dropped among them. */
export async function* halved(
  planned: PlannedSweep,
  halving: HalvingOptions,
  train: TrainSettings,
  { onProgress, pool: given, workers, worker, startTimeout, ...execution }: ExecutionOptions,
): AsyncGenerator<SweptSetting, void, void> {
  const { sizes, all, by } = roundsOf(halving, planned);
  const pool = given ?? (await openPool({ workers, worker, startTimeout }));
  const report = progressOf([...sizes, all], onProgress);
  let left = planned;
  const dropped = new Map<number, FailedSetting>();
  const tuned = new Map<number, TunedSetting | null>();
  try {
    for (const size of sizes) {
      const round = left.settings.filter(({ study }) => study !== null);
      if (round.length < 2) break;
      const cut = { ...left, settings: round.map((setting) => withReplicas(setting, size, all)) };
      const found: SweptSetting[] = [];
      const how = { ...execution, pool, onProgress: report(size) };
      for await (const swept of train(cut, how, `round-${size}`)) found.push(withoutArrays(swept));
      if (left.tuning) for (const { index, tuned: choice } of found) tuned.set(index, choice);
      for (const [index, reason] of worseHalf(found, by, `${size} of ${all} replicas`)) dropped.set(index, reason);
      left = {
        ...left,
        tuning: null,
        settings: left.settings
          .filter(({ index }) => !dropped.has(index))
          .map((setting) => withChoice(setting, tuned.get(setting.index))),
      };
    }
    const last = train(left, { ...execution, pool, onProgress: report(all) }, "settings");
    for (const setting of planned.settings) {
      const reason = dropped.get(setting.index);
      const swept = reason ? failedSetting(setting, reason) : (await last.next()).value!;
      yield { ...swept, tuned: tuned.get(setting.index) ?? swept.tuned };
    }
  } finally {
    if (!given) await pool.close();
  }
}

/** The same setting with fewer replicas: the first ones of all. */
function withReplicas(setting: PlannedSetting, size: number, all: number): PlannedSetting {
  const cut = <Planned extends PlannedStudy>(planned: Planned): Planned => ({
    ...planned,
    input: { ...planned.input, replicas: size },
    study: planned.study && { ...planned.study, replicas: size },
    steps: (planned.steps * size) / all,
  });
  return {
    ...cut(setting),
    candidates: setting.candidates.map((candidate) => ({ ...candidate, chosen: cut(candidate.chosen) })),
  };
}

/** What was chosen once stays. */
function withChoice(setting: PlannedSetting, tuned: TunedSetting | null | undefined): PlannedSetting {
  const choice = setting.candidates.find(({ values }) => values === tuned?.values);
  return { ...setting, ...choice?.chosen, candidates: [] };
}

/** Those without a number, and of the others the half with the larger ones, but for baselines. */
function worseHalf(found: readonly SweptSetting[], by: Rounds["by"], after: string): [number, FailedSetting][] {
  const amountOf = ({ result }: SweptSetting) => result?.measures[by].value ?? Infinity;
  const ranked = [...found].sort((a, b) => amountOf(a) - amountOf(b) || a.index - b.index);
  const kept = Math.ceil(found.length / 2);
  return ranked.flatMap((swept, rank): [number, FailedSetting][] => {
    if (swept.failed) return [[swept.index, swept.failed]];
    if (rank < kept || swept.baseline === swept.index) return [];
    const what = by === "loss" ? "loss" : "prediction difference";
    const reason = `dropped after ${after}: its ${what} ranked ${rank + 1} of ${found.length}`;
    return [[swept.index, { reason, replica: null, step: null }]];
  });
}

/** Progress of all rounds together: each later round has half of the settings of the one before, or a few more. */
function progressOf(sizes: readonly number[], tell?: (progress: Progress) => void) {
  let before = 0;
  return (size: number) => {
    const start = before;
    const later = sizes.filter((each) => each > size);
    return ({ done, total }: Progress) => {
      before = start + total;
      const rest = later.reduce((sum, each, at) => sum + (total * each) / size / 2 ** (at + 1), 0);
      tell?.({ done: start + done, total: start + total + (size === sizes.at(-1) ? 0 : rest) });
    };
  };
}
