/** The prediction differences of several results, a row each with its interval, on one axis from 0. */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { interval, number } from "../format.js";
import { fromZero, horizontalAxis } from "./axes.js";
import { rowLabels } from "./row-labels.js";

export interface SideBySideRow {
  /** Tells the row from the others. */
  name: string;
  value: number;
  /** null where there is no interval. */
  low: number | null;
  high: number | null;
}

/** @param of what is plotted, with its form: it stands on the axis */
export function sideBySide(title: string, of: string, rows: readonly SideBySideRow[]): Panel {
  const labelled = rows.map((row) => ({ ...row, text: `${number(row.value)} ${interval(row.low, row.high)}`.trim() }));
  const { marginLeft, row: height, marks } = rowLabels(labelled.map(({ name, text }) => ({ name, value: text })));
  const ranged = rows.filter(({ low, high }) => low !== null && high !== null);
  return plot(
    title,
    `${title === "" ? "" : `${title}: `}${of} of each result with its 95% interval. ${labelled.map(({ name, text }) => `${name} ${text}`).join("; ")}`,
    {
      width: WIDTH,
      height: rows.length * height + 46,
      marginLeft,
      marginTop: 4,
      x: { domain: fromZero(rows.map(({ value, high }) => ({ y: value, high }))) },
      y: { type: "band", domain: rows.map(({ name }) => name), axis: null, padding: 0 },
      marks: [
        Plot.gridX({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.ruleX([0], { stroke: "var(--soft)" }),
        ...horizontalAxis(of),
        Plot.ruleY(ranged, { x1: "low", x2: "high", y: "name", stroke: "var(--blue)", strokeWidth: 2 }),
        Plot.dot(labelled, {
          x: "value",
          y: "name",
          r: 4.5,
          fill: "var(--blue)",
          title: (row: (typeof labelled)[number]) => `${row.name}: ${row.text}`,
        }),
        ...marks,
      ],
    },
    numbersOf(rows, [["result", ({ name }) => name], [of, ({ value }) => value], ...INTERVAL]),
  );
}

/** Pixels: as wide as a phone lets a text of 12 pixels be read. */
const WIDTH = 430;
