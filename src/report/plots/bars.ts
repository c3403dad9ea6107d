/** Prediction difference a bar an arm, lengths from 0, with intervals; the value on each data draw as a dot. */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { estimate, number } from "../format.js";
import { drawColumns, horizontalAxis, named, type PlottedEstimate } from "./axes.js";
import { rowLabels } from "./row-labels.js";

export type BarRow = PlottedEstimate & { name: string; form: string };

const BAR = 14;

export function barsPlot(data: string, form: string, rows: readonly BarRow[], domain: [number, number]): Panel {
  const heard = rows.map((row) => `${row.name}: ${number(row.y)}`).join("; ");
  const ranged = rows.filter((row) => row.low !== null && row.high !== null);
  const { marginLeft, row, marks } = rowLabels(
    rows.map(({ name, form, y, low, high }) => ({ name, value: estimate({ form, value: y, low, high }) })),
  );
  const inset = (row - BAR) / 2;
  return plot(
    data,
    `${data}: ${named(form)} by arm. ${heard}`,
    {
      height: rows.length * row + 46,
      marginLeft,
      marginTop: 4,
      x: { domain },
      y: { type: "band", domain: rows.map((row) => row.name), axis: null, padding: 0 },
      marks: [
        Plot.gridX({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
        ...horizontalAxis(named(form), undefined, 4),
        Plot.barX(rows, {
          x1: 0,
          x2: "y",
          y: "name",
          fill: "var(--blue)",
          fillOpacity: 0.7,
          insetTop: inset,
          insetBottom: inset,
          title: "title",
        }),
        Plot.ruleY(ranged, { x1: "low", x2: "high", y: "name", stroke: "var(--ink)", strokeWidth: 1.5 }),
        ...drawDots(rows),
        Plot.ruleX([0], { stroke: "var(--soft)" }),
        ...marks,
      ],
    },
    numbersOf(rows, [["arm", ({ name }) => name], [named(form), ({ y }) => y], ...INTERVAL, ...drawColumns(rows)]),
  );
}

/** A dot a draw, below the bar. */
function drawDots(rows: readonly BarRow[]): Plot.Markish[] {
  const dots = rows.flatMap(({ name, draws = [] }) => draws.map((at) => ({ name, at })));
  return [Plot.dot(dots, { x: "at", y: "name", dy: BAR / 2 + 4, r: 1.8, fill: "var(--soft)", fillOpacity: 0.55 })];
}
