/** Prediction difference a bar an arm, lengths from 0, with intervals. */
import * as Plot from "@observablehq/plot";
import { type Panel, plot } from "../figure.js";
import { estimate, number } from "../format.js";
import { horizontalAxis, named, type PlottedEstimate } from "./axes.js";

export type BarRow = PlottedEstimate & { name: string; form: string };

const BAND = 40;

export function barsPlot(data: string, form: string, rows: readonly BarRow[], domain: [number, number]): Panel {
  const heard = rows.map((row) => `${row.name}: ${number(row.y)}`).join("; ");
  const ranged = rows.filter((row) => row.low !== null && row.high !== null);
  return plot(data, `${data}: ${named(form)} by arm. ${heard}`, {
    height: rows.length * BAND + 46,
    marginLeft: 8,
    marginTop: 4,
    x: { domain },
    y: { type: "band", domain: rows.map((row) => row.name), axis: null, paddingInner: 0, paddingOuter: 0 },
    marks: [
      Plot.gridX({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
      ...horizontalAxis(named(form)),
      Plot.barX(rows, {
        x1: 0,
        x2: "y",
        y: "name",
        fill: "var(--blue)",
        fillOpacity: 0.75,
        insetTop: 20,
        insetBottom: 8,
        title: "title",
      }),
      Plot.ruleY(ranged, { x1: "low", x2: "high", y: "name", dy: 6, stroke: "var(--ink)", strokeWidth: 1.5 }),
      Plot.ruleX([0], { stroke: "var(--soft)" }),
      Plot.text(rows, {
        x: 0,
        y: "name",
        dx: 4,
        dy: -10,
        textAnchor: "start",
        stroke: "var(--paper)",
        strokeWidth: 3,
        fill: "var(--ink)",
        text: (row: BarRow) =>
          `${row.name}: ${estimate({ form: row.form, value: row.y, low: row.low, high: row.high })}`,
      }),
    ],
  });
}
