/** The page of a sweep: what was asked, what was found, ratios, pictures along the axes, and the table of all settings. */
import { log64 } from "../reference/float64.js";
import type { SweepAxis } from "../sweep/grid.js";
import { labelOf } from "../sweep/labels.js";
import type { SweepRow, SweepTable } from "../sweep/table.js";
import { figure, type Panel } from "./figure.js";
import { count, list, number, shortFingerprint, unbroken } from "./format.js";
import { type Html, html } from "./html.js";
import { spaced } from "./measures-table.js";
import { commandBlock, facts, foldedTable, heads, type Origin, type PageParts } from "./page.js";
import { ends, measured, type PlottedEstimate } from "./plots/axes.js";
import { type BandRow, bandLine, seriesLegend } from "./plots/band-line.js";
import { type ForestRow, forestPlot, ratioDomain } from "./plots/forest.js";
import { heatMap } from "./plots/heat-map.js";
import { type ParetoRow, paretoPlot } from "./plots/pareto.js";
import { axesSay, fewReplicasSay, foundSays, methodSays, settingCells, tunedText } from "./sweep-words.js";

/** What the page reads of a sweep. */
export interface SweepPageInput extends SweepTable, Pick<Origin, "command" | "host"> {}

const QUESTION = "Which setting is the most reproducible?";
/** More contrasts than these are not plotted; the table holds all. */
const MOST_CONTRASTS = 24;
/** More panels or lines than these nobody compares. */
const MOST_PANELS = 6;
const PD = "PD (pairwise)";

/** The whole page as one HTML document. Yields between its pieces. */
export function* sweepPage(table: SweepPageInput): Generator<void, PageParts> {
  const few = fewReplicasSay(table);
  yield;
  const ratios = ratiosFigure(table);
  yield;
  const axes = freeAxes(table);
  const pictures = [linesFigure(table, axes), heatFigure(table, axes)];
  yield;
  const front = frontFigure(table);
  yield;
  return {
    title: `doppelgrad: ${QUESTION}`,
    origin: table,
    body: html`<header>
<p class="kind">doppelgrad report on a sweep</p>
<h1>${QUESTION}</h1>
<p class="lead">${unbroken(foundSays(table))}</p>
${few && html`<p class="soft">${few}.</p>`}
${facts([
  ["Sweep", axesSay(table)],
  ...table.axes.map(({ path, labels }) => [path, listed(labels)] as const),
  ["Replicas", table.replicas === null ? "differ" : `${count(table.replicas)} of each setting`],
  ["Contract", `bits ${table.bits}, statistics ${table.statistics}`],
])}
${commandBlock(table.command)}
</header>
${ratios && html`<section><h2>Against the baseline</h2>${ratios}</section>`}
${pictures.some(Boolean) ? html`<section><h2>Along the axes</h2>${pictures}</section>` : null}
${front && html`<section><h2>Reproducibility and loss</h2>${front}</section>`}
<section><h2>All settings</h2>${settingsTable(table)}</section>
<footer><p>${methodSays(table)}. Replica r of one setting has the seeds of replica r of another, so what both have in common cancels.
A setting is <em>not resolved</em> where its interval has ×1 in it: more replicas make that shorter. Everything here is given this training and test set.</p></footer>`,
    cited: [{ title: `Sweep over ${list(table.axes.map(({ path }) => path))}`, fingerprint: null }],
  };
}

/** Values of an axis, the first and the last where there are many. */
function listed(labels: readonly string[]): string {
  return labels.length > 12 ? `${labels.slice(0, 3).join(", ")}, ... ${labels.at(-1)}` : labels.join(", ");
}

const NO_LIMITS = { margin: 0, needed: 0 };

/** The values alone, in the order of the axes: `relu, 16`. */
function shortName(values: SweepRow["values"]): string {
  return Object.values(values).map(labelOf).join(", ");
}

function ratiosFigure({ settings }: SweepTable): Html | null {
  const all = settings.flatMap(({ values, contrast }): ForestRow[] => {
    if (!contrast || contrast.ratio === null || contrast.low === null || contrast.high === null) return [];
    const [estimate, low, high] = [contrast.ratio, contrast.low, contrast.high].map(log64) as [number, number, number];
    const short = shortName(values);
    return [{ name: short, a: short, b: contrast.baseline, estimate, low, high, decides: low > 0 || high < 0 }];
  });
  if (all.length === 0) return null;
  const largest = [...all].sort((a, b) => Math.abs(b.estimate) - Math.abs(a.estimate)).slice(0, MOST_CONTRASTS);
  const baselines = [...new Set(largest.map(({ b }) => b))];
  const isOne = baselines.length === 1;
  const rows = all.filter((row) => largest.includes(row)).map((row) => (isOne ? { ...row, b: null } : row));
  const [low, high] = ratioDomain(rows, NO_LIMITS);
  const domain: [number, number] = [Math.min(low, 0.9), Math.max(high, 1.1)];
  const half = rows.length > 12 ? Math.ceil(rows.length / 2) : rows.length;
  const of = { axis: "PD / PD of the baseline", says: "prediction difference divided by that of the baseline" };
  const panels = [rows.slice(0, half), rows.slice(half)].flatMap((part) =>
    part.length > 0 ? [forestPlot("", part, NO_LIMITS, domain, of)] : [],
  );
  const cut = all.length > rows.length ? ` The ${rows.length} largest of ${all.length}; the table holds all.` : "";
  const against = isOne ? `that of ${baselines[0]}` : "that of the baseline of each";
  return figure(
    panels,
    html`Prediction difference (pairwise) of each setting divided by ${against}, with intervals that hold together: left of ×1 a setting is more reproducible. A full dot has an interval without 1.${cut}`,
  );
}

/** The axes that say something of their own: of axes that go in step the first, and none with one value. */
function freeAxes({ axes, settings }: SweepTable): SweepAxis[] {
  const labelAt = (row: SweepRow, { path }: SweepAxis) => labelOf(row.values[path]);
  const follows = (axis: SweepAxis, other: SweepAxis) => {
    const found = new Map<string, string>();
    return settings.every((row) => {
      const [own, given] = [labelAt(row, axis), labelAt(row, other)];
      if (!found.has(given)) found.set(given, own);
      return found.get(given) === own;
    });
  };
  const several = axes.filter(({ labels }) => labels.length > 1);
  return several.filter(
    (axis, at) => !several.slice(0, at).some((other) => follows(axis, other) && follows(other, axis)),
  );
}

function isNumeric({ path }: SweepAxis, settings: readonly SweepRow[]): boolean {
  return settings.every(({ values }) => typeof values[path] === "number");
}

/** The settings that share the values of some axes, by these values. */
function byValues(settings: readonly SweepRow[], axes: readonly SweepAxis[]): Map<string, SweepRow[]> {
  const groups = new Map<string, SweepRow[]>();
  for (const row of settings) {
    const key = axes.map(({ name, path }) => `${name}=${labelOf(row.values[path])}`).join(", ");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function plotted(row: SweepRow): PlottedEstimate | null {
  return row.measures && measured(row.name, row.measures.predictionDifference);
}

/** Along the longest axis of numbers, a line for each value of the others. */
function linesFigure({ settings }: SweepTable, axes: readonly SweepAxis[]): Html | null {
  const numeric = axes.filter((axis) => isNumeric(axis, settings) && axis.labels.length > 2);
  const along = [...numeric].sort((a, b) => b.labels.length - a.labels.length)[0];
  if (!along) return null;
  const groups = byValues(
    settings,
    axes.filter((axis) => axis !== along),
  );
  if (groups.size > MOST_PANELS) return null;
  const rows = [...groups].flatMap(([series, those]) =>
    those.flatMap((row): BandRow[] => {
      const point = plotted(row);
      return point ? [{ ...point, x: row.values[along.path] as number, series }] : [];
    }),
  );
  if (rows.length < 2) return null;
  const series = [...groups.keys()];
  return figure(
    [bandLine("", PD, along.name, series, rows)],
    html`Prediction difference (pairwise) against ${along.path}. Bands: 95% intervals of each setting for itself.`,
    seriesLegend(series),
  );
}

/** Over the two longest axes, a panel for each value of the others. */
function heatFigure({ settings }: SweepTable, axes: readonly SweepAxis[]): Html | null {
  if (axes.length < 2) return null;
  const [x, y] = [...axes].sort((a, b) => b.labels.length - a.labels.length) as [SweepAxis, SweepAxis];
  const groups = byValues(
    settings,
    axes.filter((axis) => axis !== x && axis !== y),
  );
  if (groups.size > MOST_PANELS) return null;
  const differenceOf = ({ measures }: SweepRow) => measures?.predictionDifference.value ?? null;
  const range = ends(settings.flatMap((row) => differenceOf(row) ?? []));
  const panels = [...groups].map(([title, those]): Panel => {
    const cells = those.map((row) => ({
      x: labelOf(row.values[x.path]),
      y: labelOf(row.values[y.path]),
      value: differenceOf(row),
    }));
    return heatMap(title, PD, { x, y }, cells, range);
  });
  return figure(
    panels,
    html`Prediction difference (pairwise) over ${list([x.path, y.path])}: from ${number(range[0])}, the lightest, to ${number(range[1])}.`,
  );
}

function frontFigure({ settings }: SweepTable): Html | null {
  const rows = settings.flatMap((row): ParetoRow[] => {
    const [point, loss] = [plotted(row), row.measures?.loss.value];
    if (!point || typeof loss !== "number" || row.front === null) return [];
    const title = `${point.title}, loss ${number(loss)}`;
    return [{ ...point, title, name: shortName(row.values), x: loss, isFront: row.front }];
  });
  if (rows.length < 2) return null;
  const form = settings.find(({ measures }) => measures)!.measures!.loss.form;
  return figure(
    [paretoPlot({ y: PD, x: `loss ${form}` }, rows)],
    html`Each dot a setting: further down is more reproducible, further left more accurate. Full dots are on the front: no other setting has both less. Whiskers: 95% intervals. The axes do not start at 0.`,
  );
}

const KINDS: Record<string, string> = { "more reproducible": "holds", "less reproducible": "fails" };

function settingsTable(table: SweepTable): Html {
  const { settings, columns, axes } = table;
  const isTuned = settings.some(({ tuned }) => tuned);
  const row = (each: SweepRow) => {
    const cells = settingCells(each, columns);
    const verdict = cells.at(-1)!;
    const badge = each.contrast?.verdict
      ? html`<span class="verdict ${KINDS[verdict] ?? "open"}">${verdict}</span>`
      : html`<span class="soft">${verdict}</span>`;
    return html`<tr${each.failed ? html` class="aside"` : null}>${axes.map(({ path }) => html`<td>${labelOf(each.values[path])}</td>`)}${isTuned ? html`<td>${tunedText(each)}</td>` : null}${cells
      .slice(0, -1)
      .map(
        (cell) => html`<td class="n">${inTwoLines(cell)}</td>`,
      )}<td>${badge}</td><td>${each.front ? "yes" : ""}</td><td class="hex">${
      each.fingerprint ? shortFingerprint(each.fingerprint) : ""
    }</td></tr>
`;
  };
  return foldedTable(
    "All settings",
    `Each setting with its measures and 95% intervals over replicas, its prediction difference divided by that of its baseline (intervals together), and whether it is on the front of prediction difference and loss.`,
    html`${heads([
      ...axes.map(({ name }) => [name, ""] as const),
      ...(isTuned ? [["Tuned", ""] as const] : []),
      ...columns.map((name) => [spaced(name), "n"] as const),
      ["PD / baseline", "n"],
      ["Verdict", ""],
      ["Front", ""],
      ["Fingerprint", ""],
    ])}<tbody>${settings.map(row)}</tbody>`,
  );
}

/** A value with its interval below it. */
function inTwoLines(cell: string): Html {
  const [value, range] = cell.split(" [");
  return range === undefined ? html`${cell}` : html`${value}<br><span class="range">[${range}</span>`;
}
