/** What a sweep found, in sentences: for the page and for the terminal. */

import { PROMISED_REPLICAS } from "../statistics/estimate.js";
import type { SweepRow, SweepTable } from "../sweep/table.js";
import { ABSENT, count, estimate, interval, list, number } from "./format.js";

/** How many settings a sweep has, of which axes. */
export function axesSay({ axes, settings }: Pick<SweepTable, "axes"> & { settings: readonly unknown[] }): string {
  const of = list(axes.map(({ name, labels }) => `${name} (${labels.length})`));
  return `${count(settings.length)} ${settings.length === 1 ? "setting" : "settings"} of ${of}`;
}

/** The setting with the least prediction difference, and what all contrasts say, in one sentence each. */
export function foundSays({ settings }: Pick<SweepTable, "settings">): string {
  const valued = settings.filter(({ measures }) => typeof measures?.predictionDifference.value === "number");
  const least = valued.reduce<SweepRow | null>(
    (best, row) => (best === null || differenceOf(row) < differenceOf(best) ? row : best),
    null,
  );
  const verdicts = settings.flatMap(({ contrast }) => contrast?.verdict ?? []);
  const of = (verdict: (typeof verdicts)[number]) => verdicts.filter((each) => each === verdict).length;
  const counts = (["more reproducible", "less reproducible", "equally reproducible", "not resolved"] as const)
    .filter((verdict) => of(verdict) > 0)
    .map((verdict) => `${of(verdict)} ${of(verdict) === 1 ? "is" : "are"} ${verdict}`);
  const failed = settings.filter((row) => row.failed).length;
  return [
    ...(least
      ? [
          `Two replicas differ least at ${least.name}: by ${number(differenceOf(least))}, at a loss of ${number(least.measures!.loss.value)}.`,
        ]
      : []),
    ...(counts.length > 0 ? [`Compared with their baseline, ${list(counts)}.`] : []),
    ...(failed > 0 ? [`${failed} ${failed === 1 ? "setting has" : "settings have"} no numbers.`] : []),
  ].join(" ");
}

function differenceOf({ measures }: SweepRow): number {
  return measures!.predictionDifference.value!;
}

/** That so few replicas make intervals rough; null where they are enough. */
export function fewReplicasSay({ replicas }: Pick<SweepTable, "replicas">): string | null {
  return replicas === null || replicas >= PROMISED_REPLICAS
    ? null
    : `${replicas} replicas: the intervals are rough, and rare outcomes may be missed; ${PROMISED_REPLICAS} or more are needed for 95%`;
}

/** How the intervals of the ratios were made. */
export function methodSays({ level, method }: Pick<SweepTable, "level" | "method">): string {
  return `Intervals of ratios hold together at ${level * 100}%: ${method}`;
}

/** A setting's numbers as texts: one a column, then its ratio and the verdict. */
export function settingCells({ measures, contrast, failed }: SweepRow, columns: SweepTable["columns"]): string[] {
  const isBaseline = contrast === null && failed === null;
  return [
    ...columns.map((name) => (measures ? estimate(measures[name]) : ABSENT)),
    isBaseline ? "baseline" : ratioText(contrast),
    failed ? failureText(failed) : (contrast?.verdict ?? contrast?.noInterval ?? ""),
  ];
}

/** One line: what a sentence says of causes is in the JSON. */
function failureText({ reason, replica, step }: NonNullable<SweepRow["failed"]>): string {
  return replica === null ? reason : `replica ${replica} diverged at step ${step}`;
}

function ratioText(contrast: SweepRow["contrast"]): string {
  if (!contrast || contrast.ratio === null) return ABSENT;
  return `×${number(contrast.ratio)} ${interval(contrast.low, contrast.high)}`.trim();
}
