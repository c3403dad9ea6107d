/** Contrasts as ratios with their simultaneous intervals; the band is the margin, inside it two arms count as equal. */
import * as Plot from "@observablehq/plot";
import { exp64 } from "../../reference/float64.js";
import { numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { ratio, ratioInterval } from "../format.js";
import { drawColumns, tick } from "./axes.js";
import { rowLabels } from "./row-labels.js";

export interface ForestRow {
  /** Tells the row from the others. */
  name: string;
  a: string;
  /** null where the caption says it: it is one for all rows. */
  b: string | null;
  /** Logarithms. */
  estimate: number;
  low: number;
  high: number;
  decides: boolean;
  /** The same on each data draw, where there are some. */
  draws?: readonly number[];
}

const TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Where equality ends and what `holds` needs, in log units: the same but for C1, which needs more. */
export interface Limits {
  margin: number;
  needed: number;
}

/**
 * Where the axis of ratios goes from and to, for every panel of a figure: 1, the limits, all intervals and all draws
 * are on it.
 */
export function ratioDomain(rows: readonly ForestRow[], { margin, needed }: Limits): [number, number] {
  const all = rows.flatMap(({ low, high, draws = [] }) => [low, high, ...draws]);
  const least = Math.min(-margin, ...all);
  const largest = Math.max(margin, needed, ...all);
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
  const keyed = rows.map((row) => ({
    ...row,
    at: Math.exp(row.estimate),
    from: Math.exp(row.low),
    to: Math.exp(row.high),
    label: row.b === null ? [row.a] : [row.a, `/ ${row.b}`],
    value: `${ratio(row.estimate)} ${ratioInterval(row.low, row.high)}`,
  }));
  const { marginLeft, row: height, marks } = rowLabels(keyed);
  const draws = rows.flatMap(({ name, draws = [] }) => draws.map((draw) => ({ name, at: Math.exp(draw) })));
  const heard = keyed.map((row) => `${row.name} ${row.value}`).join("; ");
  const band = [{ x1: Math.exp(-margin), x2: Math.exp(margin) }];
  return plot(
    data,
    `${data}: ${of.says} with intervals. ${heard}`,
    {
      height: rows.length * height + 46,
      marginLeft,
      marginTop: 4,
      x: { type: "log", domain },
      y: { type: "band", domain: rows.map((row) => row.name), axis: null, padding: 0 },
      marks: [
        Plot.rectX(band, { x1: "x1", x2: "x2", fill: "var(--soft)", fillOpacity: 0.16 }),
        Plot.ruleX([1], { stroke: "var(--soft)" }),
        Plot.ruleX(needed > margin ? [Math.exp(needed)] : [], { stroke: "var(--soft)", strokeDasharray: "3,3" }),
        ratioAxis(of.axis, domain),
        Plot.dot(draws, { x: "at", y: "name", dy: 10, r: 1.8, fill: "var(--soft)", fillOpacity: 0.55 }),
        Plot.ruleY(keyed, { x1: "from", x2: "to", y: "name", stroke: "var(--blue)", strokeWidth: 2 }),
        Plot.dot(keyed, {
          x: "at",
          y: "name",
          r: 4.5,
          stroke: "var(--blue)",
          strokeWidth: 1.5,
          title: (row: (typeof keyed)[number]) => `${row.name} ${row.value}`,
          fill: (row: ForestRow) => (row.decides ? "var(--blue)" : "var(--paper)"),
        }),
        ...marks,
      ],
    },
    numbersOf(rows, [
      ["comparison", ({ name }) => name],
      ["ratio", ({ estimate }) => ratioOf(estimate)],
      ["low", ({ low }) => ratioOf(low)],
      ["high", ({ high }) => ratioOf(high)],
      ...drawColumns(rows).map(([name, of]) => [name, (row: ForestRow) => ratioOf(of(row))] as const),
    ]),
  );
}

/** The ratio of a logarithm, the same on every engine. */
export function ratioOf(logarithm: number | null): number | null {
  return logarithm === null ? null : exp64(logarithm);
}

/** The axis of ratios. */
export function ratioAxis(label: string, domain: [number, number]): Plot.Markish {
  return Plot.axisX({
    ticks: spread(domain),
    text: (value: number) => `×${tick(value)}`,
    tickSize: 4,
    label,
    labelArrow: "right",
    color: "var(--soft)",
  });
}

/** Round ratios inside the domain that do not crowd; 1 always. */
function spread([from, to]: [number, number]): number[] {
  const inside = TICKS.filter((value) => value >= from && value <= to);
  const gap = Math.log(to / from) / 5;
  const chosen = [1];
  for (const value of inside.sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))) {
    if (chosen.every((other) => Math.abs(Math.log(value / other)) > gap)) chosen.push(value);
  }
  return chosen.sort((a, b) => a - b);
}
