/** Shares of the variance: a dot with its interval a component, on one axis with 0. */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { estimate, number } from "../format.js";
import { horizontalAxis } from "./axes.js";
import { rowLabels } from "./row-labels.js";

/** A component: its share, with its interval where it has one. */
export interface ShareRow {
  name: string;
  value: number;
  low: number | null;
  high: number | null;
  /** Whether it is an interaction, which is drawn hollow. */
  isInteraction: boolean;
}

/** Every share and every interval is on the axis, and 0 is. */
export function sharesPlot(title: string, rows: readonly ShareRow[]): Panel {
  const texts = rows.map((row) => ({ ...row, text: estimate({ form: "", ...row }) }));
  const { marginLeft, row, marks } = rowLabels(texts.map(({ name, text }) => ({ name, value: text })));
  const ranged = texts.filter(({ low, high }) => low !== null && high !== null);
  const least = Math.min(0, ...rows.map(({ value, low }) => low ?? value));
  const largest = Math.max(...rows.map(({ value, high }) => high ?? value), 0.1);
  const room = (largest - least) * 0.05;
  const heard = rows.map(({ name, value }) => `${name} ${number(value)}`).join("; ");
  return plot(
    title,
    `${title}. ${heard}`,
    {
      height: rows.length * row + 46,
      marginLeft,
      marginTop: 4,
      x: { domain: [least < 0 ? least - room : 0, largest + room] },
      y: { type: "band", domain: rows.map(({ name }) => name), axis: null, padding: 0 },
      marks: [
        Plot.gridX({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.ruleX([0], { stroke: "var(--soft)" }),
        ...horizontalAxis("share of the variance", undefined, 4),
        Plot.ruleY(ranged, { x1: "low", x2: "high", y: "name", stroke: "var(--blue)", strokeWidth: 2 }),
        Plot.dot(texts, {
          x: "value",
          y: "name",

          r: 4.5,
          stroke: "var(--blue)",
          strokeWidth: 1.5,
          fill: ({ isInteraction }: ShareRow) => (isInteraction ? "var(--paper)" : "var(--blue)"),
          title: ({ name, text }: (typeof texts)[number]) => `${name}  ${text}`,
        }),
        ...marks,
      ],
    },
    numbersOf(rows, [["component", ({ name }) => name], ["share of the variance", ({ value }) => value], ...INTERVAL]),
  );
}
