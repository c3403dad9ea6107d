/** What a sweep found, in sentences: for the page and for the terminal. */

import { PROMISED_REPLICAS } from "../statistics/estimate.js";
import { axisNames } from "../sweep/grid.js";
import { labelOf } from "../sweep/labels.js";
import type { SweepRow, SweepTable } from "../sweep/table.js";
import { ABSENT, count, estimate, interval, list, number } from "./format.js";

/** How many settings a sweep has, of which axes. */
export function axesSay({ axes, settings }: Pick<SweepTable, "axes"> & { settings: readonly unknown[] }): string {
  const of = list(axes.map(({ name, labels }) => `${name} (${labels.length})`));
  return `${count(settings.length)} ${settings.length === 1 ? "setting" : "settings"} of ${of}`;
}

/** The setting with the least prediction difference, and what all contrasts say, in one sentence each. */
export function foundSays({ settings }: Pick<SweepTable, "settings">): string {
  const valued = settings.filter(
    ({ measures, learned }) => typeof measures?.predictionDifference.value === "number" && learned !== false,
  );
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
  const idle = settings.filter(({ learned }) => learned === false).length;
  return [
    ...(least
      ? [
          `Two replicas differ least at ${least.name}: by ${number(differenceOf(least))}, at a loss of ${number(least.measures!.loss.value)}.`,
        ]
      : []),
    ...(counts.length > 0 ? [`Compared with their baseline, ${list(counts)}.`] : []),
    ...(idle > 0
      ? [`${idle} ${idle === 1 ? "setting is" : "settings are"} no better than the best constant prediction.`]
      : []),
    ...(failed > 0 ? [`${failed} ${failed === 1 ? "setting has" : "settings have"} no numbers.`] : []),
    ...edgesSay(settings),
  ].join(" ");
}

/** That some settings may be tuned better than they are. */
function edgesSay(settings: readonly SweepRow[]): string[] {
  const edges = settings.flatMap(({ tuned }) => tuned?.atEdge ?? []);
  const paths = [...new Set(edges)];
  return axisNames(paths).map((name, at) => {
    const chose = edges.filter((path) => path === paths[at]).length;
    return `${chose} of ${settings.length} settings chose the least or the largest ${name} that was tried: a wider range may be better.`;
  });
}

/** What was chosen for a setting, `learningRate=0.1`; nothing where it is not tuned. */
export function tunedText({ tuned }: Pick<SweepRow, "tuned">): string {
  if (!tuned) return "";
  const entries = Object.entries(tuned.values);
  const names = axisNames(entries.map(([path]) => path));
  return entries.map(([, value], at) => `${names[at]}=${labelOf(value)}`).join(", ");
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
