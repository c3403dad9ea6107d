/** Further measures in the terminal. */
import type { DiffFurther } from "../compare/diff.js";
import type { EnsembleSize } from "../further/ensembles.js";
import type { FurtherEstimate } from "../further/found.js";
import type { FurtherMeasures, FurtherOfExamples, FurtherOfGroup } from "../further/further.js";
import type { FurtherName } from "../further/names.js";
import type { MeasureName } from "../measure/names.js";
import type { Estimate } from "../statistics/estimate.js";
import { visible } from "../study/errors.js";
import { count, estimate, number, percent } from "./format.js";
import { measureTable, type TableOptions } from "./table.js";

type Estimates = FurtherOfExamples["measures"];

/** Groups and classes that a summary shows. */
const SHOWN = 6;

/** Lines of a summary: every measure, and why some say nothing; consistency, reliability; groups and classes. */
export function furtherLines(further: FurtherMeasures, options: TableOptions): string[] {
  const { measures, groups, classes } = further;
  const isThere = Object.values(measures).some(({ value }) => value !== null);
  return [
    ...(isThere ? [measureTable({ measures: measures as Record<string, Estimate> }, options)] : []),
    ...reasonLines(measures),
    ...consistencyLines(further),
    ...reliabilityLines(further),
    ...ensembleLines(further),
    ...groupedLines("group", groups),
    ...groupedLines("class", classes),
  ];
}

/** Why a part of an estimate is null; null where nothing is said. */
export const whyNone = (e: Estimate | FurtherEstimate): string | null => ("reason" in e ? e.reason : null);

/** "no interval (fewer than three replicas): kappa, auc", a line a reason. */
export function reasonLines(measures: Estimates): string[] {
  const names = new Map<string, string[]>();
  for (const [name, e] of Object.entries(measures)) {
    const reason = whyNone(e);
    if (reason === null) continue;
    const what = `${e.value === null ? "no value" : "no interval"} (${reason})`;
    names.set(what, [...(names.get(what) ?? []), name]);
  }
  return [...names].map(([what, some]) => `${what}: ${some.join(", ")}`);
}

function consistencyLines({ consistency, examples }: FurtherOfExamples): string[] {
  if (!consistency) return [];
  const said = consistency
    .filter((bin) => bin.examples > 0)
    .map((bin) => `${bin.from} to ${bin.to} ${percent(bin.examples / examples)}`);
  return [`examples by their self-consistency: ${said.join(", ")}`];
}

function reliabilityLines({ reliability }: FurtherOfExamples): string[] {
  if (!reliability) return [];
  const said = reliability
    .filter((bin) => bin.predictions > 0)
    .map((bin) => `${number(bin.predicted, 2)} ${number(bin.observed, 2)}`);
  return [`predicted and observed, by bins of the probability: ${said.join(", ")}`];
}

/** Those of ensembles of which there is a value. */
export function ensembleColumns(curve: readonly EnsembleSize[]): (keyof EnsembleSize["measures"])[] {
  const names = Object.keys(curve[0]!.measures) as (keyof EnsembleSize["measures"])[];
  return names.filter((name) => curve.some(({ measures }) => measures[name].value !== null));
}

/** A line a size. */
function ensembleLines({ ensembles: curve }: FurtherOfExamples): string[] {
  if (!curve) return [];
  const names = ensembleColumns(curve);
  const lines = curve.map(({ size, ensembles, measures }) => [
    String(size),
    String(ensembles),
    ...names.map((name) => estimate(measures[name])),
  ]);
  return [
    "",
    "ensembles, the mean of their replicas",
    ...aligned([["replicas", "ensembles", ...names], ...lines], "start"),
  ];
}

/** Rows of cells as lines; all columns but the first end, or start, in line. */
function aligned(rows: readonly (readonly string[])[], at: "start" | "end"): string[] {
  const wide = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        at === "start" || column === 0 ? cell.padEnd(wide[column]!) : cell.padStart(wide[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** A column a group, a line a measure; values without their intervals. */
function groupedLines(what: "group" | "class", groups: readonly FurtherOfGroup[] | null): string[] {
  if (!groups || groups.length === 0) return [];
  const shown = groups.slice(0, SHOWN);
  const rows = [
    [`by ${what}`, ...shown.map(({ group }) => visible(String(group)))],
    ["examples", ...shown.map(({ examples }) => count(examples))],
    ...measuredIn(shown).map((name) => [name, ...shown.map(({ measures }) => number(measures[name]?.value))]),
  ];
  const rest = groups.length - shown.length;
  return ["", ...aligned(rows, "end"), ...(rest > 0 ? [`and ${rest} more; --json has all, with intervals`] : [])];
}

/** Measures that some group has a value of. */
export function measuredIn(groups: readonly FurtherOfExamples[]): (FurtherName | MeasureName)[] {
  const names = Object.keys(groups[0]!.measures) as (FurtherName | MeasureName)[];
  return names.filter((name) => groups.some(({ measures }) => (measures[name]?.value ?? null) !== null));
}

/** Why further measures of two recipes have no difference, a line a reason. */
export function diffReasonLines(further: Readonly<Record<string, DiffFurther>>): string[] {
  const names = new Map<string, string[]>();
  for (const [name, { reason }] of Object.entries(further))
    if (reason !== null) names.set(reason, [...(names.get(reason) ?? []), name]);
  return [...names].map(([reason, some]) => `not known (${reason}): ${some.join(", ")}`);
}
