/** Further measures: tables of the terminal and of a page. */
import type { DiffFurther } from "../compare/diff.js";
import type { FurtherEstimate } from "../further/found.js";
import type { FurtherMeasures, FurtherOfExamples, FurtherOfGroup } from "../further/further.js";
import { FURTHER_MEASURES, type FurtherName } from "../further/names.js";
import { MEASURES, type MeasureName } from "../measure/names.js";
import type { Estimate } from "../statistics/estimate.js";
import { visible } from "../study/errors.js";
import { ABSENT, count, estimate, interval, number, percent } from "./format.js";
import { type Html, html } from "./html.js";
import { spaced } from "./measures-table.js";
import { heads, tableOf } from "./page.js";
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
    ...groupedLines("group", groups),
    ...groupedLines("class", classes),
  ];
}

const reasonOf = (e: Estimate | FurtherEstimate): string | null => ("reason" in e ? e.reason : null);

/** "no interval (fewer than three replicas): kappa, auc", a line a reason. */
export function reasonLines(measures: Estimates): string[] {
  const names = new Map<string, string[]>();
  for (const [name, e] of Object.entries(measures)) {
    const reason = reasonOf(e);
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

/** A column a group, a line a measure; values without their intervals. */
function groupedLines(what: "group" | "class", groups: readonly FurtherOfGroup[] | null): string[] {
  if (!groups || groups.length === 0) return [];
  const shown = groups.slice(0, SHOWN);
  const rows = [
    [`by ${what}`, ...shown.map(({ group }) => visible(String(group)))],
    ["examples", ...shown.map(({ examples }) => count(examples))],
    ...namesIn(shown).map((name) => [name, ...shown.map(({ measures }) => number(measures[name]?.value))]),
  ];
  const wide = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const rest = groups.length - shown.length;
  return [
    "",
    ...rows.map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(wide[0]!) : cell.padStart(wide[column]!)))
        .join("  ")
        .trimEnd(),
    ),
    ...(rest > 0 ? [`and ${rest} more; --json has all, with intervals`] : []),
  ];
}

/** Measures that some group has a value of. */
function namesIn(groups: readonly FurtherOfExamples[]): (FurtherName | MeasureName)[] {
  const names = Object.keys(groups[0]!.measures) as (FurtherName | MeasureName)[];
  return names.filter((name) => groups.some(({ measures }) => (measures[name]?.value ?? null) !== null));
}

/** What a measure says, by its name. */
export function furtherSays(name: string): string {
  return FURTHER_MEASURES[name as FurtherName] ?? MEASURES[name as MeasureName] ?? "";
}

/** The tables of a page: all examples, groups, classes. */
export function furtherTables(further: FurtherMeasures): Html {
  const { measures, consistency, reliability, examples, groups, classes } = further;
  const all = tableOf(
    "Further measures",
    "With their forms and 95% intervals; where there is none, why.",
    html`${heads([
      ["Measure", ""],
      ["Form", ""],
      ["Value", "n"],
      ["Interval", "n"],
      ["What it says", ""],
    ])}<tbody>${Object.entries(measures).map(([name, e]) => row(name, e))}</tbody>`,
  );
  return html`${Object.keys(measures).length > 0 ? all : null}
${consistency && consistencyTable(consistency, examples)}
${reliability && reliabilityTable(reliability)}
${groups && groupedTable("Groups, further", groups)}
${classes && groupedTable("Classes", classes)}`;
}

function row(name: string, e: Estimate | FurtherEstimate): Html {
  const reason = reasonOf(e);
  return html`<tr${e.value === null ? html` class="aside"` : null}><th scope="row">${spaced(name)}</th><td>${e.form}</td>
<td class="n">${number(e.value)}</td><td class="n">${interval(e.low, e.high) || ABSENT}</td>
<td class="soft">${furtherSays(name)}${reason === null ? null : ` (none: ${reason})`}</td></tr>
`;
}

function consistencyTable(bins: NonNullable<FurtherOfExamples["consistency"]>, examples: number): Html {
  return tableOf(
    "Self-consistency",
    "How many examples have how many pairs of replicas that decide alike.",
    html`${heads([
      ["Self-consistency", ""],
      ["Examples", "n"],
      ["Share", "n"],
    ])}<tbody>${bins.map(
      (bin) =>
        html`<tr><th scope="row">${bin.from} to ${bin.to}</th><td class="n">${count(bin.examples)}</td><td class="n">${percent(bin.examples / examples)}</td></tr>\n`,
    )}</tbody>`,
  );
}

function reliabilityTable(bins: NonNullable<FurtherOfExamples["reliability"]>): Html {
  return tableOf(
    "Reliability",
    "Probabilities by bins, of all replicas: their mean, and how often they come true.",
    html`${heads([
      ["Probability", ""],
      ["Predictions", "n"],
      ["Mean", "n"],
      ["Observed", "n"],
    ])}<tbody>${bins.map(
      (bin) =>
        html`<tr><th scope="row">${bin.from} to ${bin.to}</th><td class="n">${count(bin.predictions)}</td><td class="n">${number(bin.predicted)}</td><td class="n">${number(bin.observed)}</td></tr>\n`,
    )}</tbody>`,
  );
}

/** Groups that a page shows in columns. */
const COLUMNS = 12;

function groupedTable(title: string, groups: readonly FurtherOfGroup[]): Html {
  const shown = groups.slice(0, COLUMNS);
  const cut = shown.length < groups.length ? ` The first ${COLUMNS} of ${count(groups.length)}.` : "";
  return tableOf(
    title,
    `Each measured by itself, with 95% intervals.${cut}`,
    html`${heads([
      ["Measure", ""],
      ...shown.map(({ group, examples }) => [`${group} (${count(examples)})`, "n"] as const),
    ])}<tbody>${namesIn(shown).map(
      (name) =>
        html`<tr><th scope="row">${spaced(name)}</th>${shown.map(({ measures }) => html`<td class="n">${estimate(measures[name] ?? null)}</td>`)}</tr>\n`,
    )}</tbody>`,
  );
}

/** Why further measures of two recipes have no difference, a line a reason. */
export function diffReasonLines(further: Readonly<Record<string, DiffFurther>>): string[] {
  const names = new Map<string, string[]>();
  for (const [name, { reason }] of Object.entries(further))
    if (reason !== null) names.set(reason, [...(names.get(reason) ?? []), name]);
  return [...names].map(([reason, some]) => `not known (${reason}): ${some.join(", ")}`);
}
