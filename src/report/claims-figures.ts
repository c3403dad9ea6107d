/** The figures of one claim, a panel a data family, all panels of a figure on one scale. */
import type { Arm, Claim } from "../claims/claim.js";
import { AGAINST } from "../measure/loss.js";
import { alongSize, decisive, neededOf, plottedDifference } from "./claims-words.js";
import { figure, type Panel } from "./figure.js";
import { list, roundRatio } from "./format.js";
import { type Html, html } from "./html.js";
import { fromZero, measured, type PlottedEstimate } from "./plots/axes.js";
import { type BarRow, barsPlot } from "./plots/bars.js";
import { complexityPlot, type SizeRow } from "./plots/complexity.js";
import { type FloorRow, floorPlot } from "./plots/floor.js";
import { type ForestRow, forestPlot, ratioDomain } from "./plots/forest.js";
import { type FrontierRow, frontierPlot } from "./plots/frontier.js";
import { type WindowRow, windowPlot } from "./plots/window.js";

const INTERVALS = "Whiskers: 95% intervals; small dots: the data draws.";
/** More contrasts than this are not plotted; the table holds all. */
const MOST_CONTRASTS = 8;
const HOLLOW = html`<div class="legend"><span>${key("var(--ink)")}matches another in loss</span>
<span>${key("none")}matches none, outside the verdict</span></div>`;

/** All figures that the arms and contrasts of this claim, one entry a data family, give rise to. */
export function claimFigures(families: readonly Claim[]): Html[] {
  const others = [floorFigure, windowFigure, frontierFigure, complexityFigure, forestFigure].map((draw) =>
    draw(families),
  );
  return [...barsFigures(families), ...others].filter((figure) => figure !== null);
}

/** The rows of the arms of some groups that have a number, and each row's arm. */
function rowsOf<Row extends PlottedEstimate>(
  claim: Claim,
  groups: readonly Arm["group"][],
  row: (arm: Arm, base: PlottedEstimate) => Row,
): Row[] {
  return claim.arms.flatMap((arm) => {
    const plotted = plottedDifference(arm);
    const base = groups.includes(arm.group) ? measured(arm.name, plotted) : null;
    // The values by draw are those of all replicas.
    const isOfAll = plotted === arm.predictionDifference;
    return base ? [row(arm, { ...base, ...(isOfAll && { draws: arm.predictionDifferenceByDraw }) })] : [];
  });
}

function panelsOf<Row>(
  families: readonly Claim[],
  rowsIn: (claim: Claim) => Row[],
  panel: (claim: Claim, rows: Row[], all: Row[]) => Panel,
): Panel[] {
  const entries = families.map((claim) => ({ claim, rows: rowsIn(claim) })).filter(({ rows }) => rows.length > 0);
  const all = entries.flatMap(({ rows }) => rows);
  return entries.map(({ claim, rows }) => panel(claim, rows, all));
}

function formOf(claim: Claim): string {
  return claim.arms[0]?.predictionDifference.form ?? "pairwise";
}

function dataOf(families: readonly Claim[]): string {
  return list(families.map((claim) => claim.data));
}

/** What the bars of each kind of arm are, with what its caption adds. */
const BARS: readonly { groups: readonly Arm["group"][]; about: string }[] = [
  {
    groups: ["linear", "single unit"],
    about: "of a single nonlinear unit (kept replicas) and of a linear model under the same training",
  },
  {
    groups: ["converged"],
    about:
      "of all single units and of all lines, trained to convergence; some trainings of a unit fail, so the verdict looks at equally good units",
  },
  { groups: ["ordinary"], about: "in the default setting, over the number of examples of its one pass" },
  { groups: ["factor"], about: "by what varies between the replicas; what does not vary is fixed at one level" },
  {
    groups: ["grid"],
    about: "on the crossed grid of initializations and orders, for all pairs that differ in the factor named",
  },
];

function barsFigures(families: readonly Claim[]): (Html | null)[] {
  if (families[0]?.id === "linear" || families[0]?.id === "negative") return [];
  return BARS.map(({ groups, about }) => {
    const panels = panelsOf(
      families,
      (claim): BarRow[] => rowsOf(claim, groups, (arm, base) => ({ ...base, name: arm.name, form: formOf(claim) })),
      (claim, rows, all) => barsPlot(claim.data, formOf(claim), rows, fromZero(all)),
    );
    return panels.length === 0
      ? null
      : figure(panels, html`Prediction difference (${formOf(families[0]!)}) ${about}. ${INTERVALS}`);
  });
}

/** Equally good units on each data draw of C1. */
function floorFigure(families: readonly Claim[]): Html | null {
  const known = families.flatMap(({ data, convergence }) => (convergence === null ? [] : [{ data, convergence }]));
  const rows = known.map(({ convergence: { lengths } }) =>
    lengths.flatMap(({ epochs, equal }) =>
      equal.flatMap((y, draw): FloorRow[] => (y === null ? [] : [{ draw, epochs, y }])),
    ),
  );
  const first = known[0]?.convergence;
  if (!first || rows.every((each) => each.length === 0)) return null;
  const domain = fromZero(rows.flat().map(({ y }) => ({ y: Math.max(y, first.floor), high: null })));
  const { epochs } = first.lengths.at(-1)!;
  return figure(
    known.map(({ data, convergence }, at) =>
      floorPlot(data, rows[at]!, convergence.floor, convergence.above.of, domain),
    ),
    html`Mean prediction difference (pairwise) of single units that are equally good, on each data draw. Filled: after ${epochs} epochs; hollow: after
${first.lengths[0]!.epochs}. Dashed: the floor of ${first.floor}. A draw without a dot has no two equally good units.`,
  );
}

function windowFigure(families: readonly Claim[]): Html | null {
  const panels = panelsOf(
    families,
    (claim): WindowRow[] => rowsOf(claim, ["window"], (arm, base) => ({ ...base, window: arm.study.shuffleWindow })),
    (claim, rows, all) => windowPlot(claim.data, formOf(claim), rows, fromZero(all)),
  );
  if (panels.length === 0) return null;
  return figure(
    panels,
    html`Prediction difference (${formOf(families[0]!)}) against the shuffle window w on ${dataOf(families)}, initial weights fixed:
w = 1 is file order, the last point a full shuffle. The horizontal axis is logarithmic. ${INTERVALS}`,
  );
}

function frontierFigure(families: readonly Claim[]): Html | null {
  const plotted = families.flatMap((claim) => claim.arms.filter((arm) => arm.group === "activation"));
  const activations = [...new Set(plotted.map((arm) => arm.study.activation.name))];
  const panels = panelsOf(
    families,
    (claim): FrontierRow[] =>
      rowsOf(claim, ["activation"], (arm, base) => ({
        ...base,
        name: arm.name,
        activation: arm.study.activation.name,
        excess: arm.excessKept ?? arm.excess ?? 0,
        matched: arm.matched !== false,
      })),
    (claim, rows) => frontierPlot(claim.data, formOf(claim), rows, activations),
  );
  if (panels.length === 0) return null;
  return figure(
    panels,
    html`Prediction difference (${formOf(families[0]!)}) against excess loss (${AGAINST.truth}), kept replicas, each activation at its own tuned learning rate.
Further down is more reproducible, further left more accurate; the axes fit the data of each panel and do not start at 0. ${INTERVALS}`,
    HOLLOW,
  );
}

function complexityFigure(families: readonly Claim[]): Html | null {
  const all = families.flatMap((claim) => rowsOf(claim, ["size"], (_, base) => base));
  const panels = families.flatMap((claim) =>
    (["depth", "width"] as const).flatMap((axis) => {
      const arms = alongSize(
        claim.arms.filter((arm) => arm.group === "size"),
        axis,
      );
      const size = (arm: Arm) => (axis === "depth" ? arm.study.hidden.length : arm.study.hidden[0]!);
      const row = (arm: Arm, base: PlottedEstimate): SizeRow => ({
        ...base,
        size: size(arm),
        matched: arm.matched !== false,
      });
      const rows = rowsOf({ ...claim, arms }, ["size"], row);
      return rows.length > 1
        ? [complexityPlot(`${claim.data}, ${axis}`, axis, formOf(claim), rows, fromZero(all))]
        : [];
    }),
  );
  if (panels.length === 0) return null;
  return figure(
    panels,
    html`Prediction difference (${formOf(families[0]!)}) against depth and against width on ${dataOf(families)}, kept replicas, each size at
its own tuned learning rate; the axis of widths is logarithmic. ${INTERVALS}`,
    HOLLOW,
  );
}

function forestFigure(families: readonly Claim[]): Html | null {
  const entries = families.map((claim) => ({ claim, rows: forestRows(claim) })).filter(({ rows }) => rows.length > 0);
  const first = entries[0]?.claim.contrasts[0];
  if (!first) return null;
  const limits = { margin: first.margin, needed: neededOf(entries[0]!.claim, first) };
  const domain = ratioDomain(
    entries.flatMap(({ rows }) => rows),
    limits,
  );
  const panels = entries.map(({ claim, rows }) => forestPlot(claim.data, rows, limits, domain));
  const needs =
    limits.needed > limits.margin ? ` Dashed: ${roundRatio(Math.exp(limits.needed))}, what the claim needs.` : "";
  const counts = families.map(({ contrasts }) => contrasts.filter(({ noInterval }) => noInterval === null).length);
  const most = Math.max(...counts);
  const cut =
    most > MOST_CONTRASTS ? ` The ${MOST_CONTRASTS} largest of up to ${most} contrasts; the tables hold all.` : "";
  const missing = families.reduce((sum, { contrasts }, i) => sum + contrasts.length - counts[i]!, 0);
  const absent = missing > 0 ? ` Not plotted: ${missing} without an interval; the tables say why.` : "";
  return figure(
    panels,
    html`Ratios of prediction differences (${formOf(families[0]!)}) with intervals that hold together within the claim. Grey band: the margin,
${roundRatio(Math.exp(-first.margin))} to ${roundRatio(Math.exp(first.margin))}; filled: the verdict rests on it.${needs}${cut}${absent}`,
  );
}

function forestRows(claim: Claim): ForestRow[] {
  const rows = claim.contrasts.flatMap(({ a, b, estimate, low, high, decides, replicas, byDraw }) =>
    estimate === null || low === null || high === null
      ? []
      : [{ name: `${a} / ${b}`, a, b, estimate, low, high, decides, replicas, draws: byDraw }],
  );
  const names = rows.map((row) => row.name);
  const isTwice = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  const unique = rows.map((row) => (isTwice(row.name) ? { ...row, name: `${row.name} (${row.replicas})` } : row));
  if (unique.length <= MOST_CONTRASTS) return unique;
  const first = decisive(claim).map(({ a, b }) => `${a} / ${b}`);
  const rank = (row: ForestRow) => Number(first.includes(row.name)) * 4 + Number(row.decides) * 2;
  return unique
    .sort((p, q) => rank(q) - rank(p) || Math.abs(q.estimate) - Math.abs(p.estimate))
    .slice(0, MOST_CONTRASTS);
}

function key(fill: string): Html {
  return html`<svg aria-hidden="true" viewBox="0 0 14 14">
<circle cx="7" cy="7" r="4.5" fill="${fill}" stroke="var(--ink)" stroke-width="1.5"/></svg>`;
}
