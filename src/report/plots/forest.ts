/** Contrasts as ratios with their simultaneous intervals; the band is the margin, inside it two arms count as equal. */
import * as Plot from "@observablehq/plot";
import { type Panel, plot } from "../figure.js";
import { ratio, ratioInterval } from "../format.js";
import { tick } from "./axes.js";

export interface ForestRow {
  /** Tells the row from the others. */
  name: string;
  a: string;
  b: string;
  /** Logarithms. */
  estimate: number;
  low: number;
  high: number;
  decides: boolean;
}

const ROW = 40;
const LINE = 15;
/** A text of more characters than this leaves the panel. */
const FITS = 60;
const TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Where equality ends and what `holds` needs, in log units: the same but for C1, which needs more. */
export interface Limits {
  margin: number;
  needed: number;
}

/**
 * Where the axis of ratios goes from and to, for every panel of a figure: 1, the limits and all intervals are on it.
 */
export function ratioDomain(rows: readonly ForestRow[], { margin, needed }: Limits): [number, number] {
  const least = Math.min(-margin, ...rows.map((row) => row.low));
  const largest = Math.max(margin, needed, ...rows.map((row) => row.high));
  const room = (largest - least) * 0.08;
  return [Math.exp(least - room), Math.exp(largest + room)];
}

/** @param of what the ratios are of, on the axis and for those who do not see the plot */
export function forestPlot(
  data: string,
  rows: readonly ForestRow[],
  { margin, needed }: Limits,
  domain: [number, number],
  of = { axis: "ratio of prediction differences", says: "ratios of prediction differences (pairwise)" },
): Panel {
  const valued = rows.map((row) => ({ ...row, value: `${ratio(row.estimate)} ${ratioInterval(row.low, row.high)}` }));
  const broken = valued.some((row) => row.name.length + row.value.length > FITS);
  const keyed = valued.map((row) => ({
    ...row,
    at: Math.exp(row.estimate),
    from: Math.exp(row.low),
    to: Math.exp(row.high),
    text: broken ? `${row.a}\n/ ${row.b}  ${row.value}` : `${row.name}  ${row.value}`,
  }));
  const below = broken ? 9 + LINE / 2 : 9;
  const heard = valued.map((row) => `${row.name} ${row.value}`).join("; ");
  const band = [{ x1: Math.exp(-margin), x2: Math.exp(margin) }];
  return plot(data, `${data}: ${of.says} with intervals. ${heard}`, {
    height: rows.length * (broken ? ROW + LINE : ROW) + 46,
    marginLeft: 8,
    marginTop: 4,
    x: { type: "log", domain },
    y: { type: "band", domain: keyed.map((row) => row.name), axis: null, padding: 0 },
    marks: [
      Plot.rectX(band, { x1: "x1", x2: "x2", fill: "var(--soft)", fillOpacity: 0.16 }),
      Plot.ruleX([1], { stroke: "var(--soft)" }),
      Plot.ruleX(needed > margin ? [Math.exp(needed)] : [], { stroke: "var(--soft)", strokeDasharray: "3,3" }),
      Plot.axisX({
        ticks: spread(domain),
        text: (value: number) => `×${tick(value)}`,
        tickSize: 4,
        label: of.axis,
        labelArrow: "right",
        color: "var(--soft)",
      }),
      Plot.ruleY(keyed, { x1: "from", x2: "to", y: "name", dy: below, stroke: "var(--blue)", strokeWidth: 2 }),
      Plot.dot(keyed, {
        x: "at",
        y: "name",
        dy: below,
        r: 4.5,
        stroke: "var(--blue)",
        strokeWidth: 1.5,
        title: "text",
        fill: (row: ForestRow) => (row.decides ? "var(--blue)" : "var(--paper)"),
      }),
      Plot.text(keyed, {
        y: "name",
        frameAnchor: "left",
        dx: 2,
        dy: -8,
        lineHeight: 1.2,
        text: "text",
        textAnchor: "start",
        stroke: "var(--paper)",
        strokeWidth: 3,
        fill: "var(--ink)",
      }),
    ],
  });
}

/** Round ratios inside the domain that do not crowd; 1 always. */
function spread([from, to]: [number, number]): number[] {
  const inside = TICKS.filter((value) => value >= from && value <= to);
  const gap = Math.log(to / from) / 8;
  const chosen = [1];
  for (const value of inside.sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))) {
    if (chosen.every((other) => Math.abs(Math.log(value / other)) > gap)) chosen.push(value);
  }
  return chosen.sort((a, b) => a - b);
}
