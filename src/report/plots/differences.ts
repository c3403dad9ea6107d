/**
 * Differences of measures in different units, a row each with its interval. Every row has a scale of its own, on which
 * the end of its interval that is farther from 0 stands at the edge: what is compared is how surely each is not 0.
 */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { interval, number } from "../format.js";

export interface DifferenceRow {
  /** Tells the row from the others. */
  name: string;
  value: number;
  /** null where there is no interval. */
  low: number | null;
  high: number | null;
}

const [WIDTH, ROW, NAMES, NUMBERS] = [900, 26, 190, 250];

/** @param of what each difference is: "B − A" */
export function differencesPlot(title: string, rows: readonly DifferenceRow[], of: string): Panel {
  const scaled = rows.map(({ name, value, low, high }) => {
    const [from, to] = [low ?? value, high ?? value];
    const most = Math.max(Math.abs(from), Math.abs(to), Math.abs(value)) || 1;
    return {
      name,
      at: value / most,
      from: from / most,
      to: to / most,
      text: `${number(value)} ${interval(low, high)}`.trim(),
      decides: low !== null && high !== null && (low > 0 || high < 0),
    };
  });
  const heard = scaled.map(({ name, text }) => `${name} ${text}`).join("; ");
  const edge = { fill: "var(--soft)", frameAnchor: "bottom", dy: 26 } as const;
  return plot(
    title,
    `${title}: ${of} with 95% intervals. ${heard}`,
    {
      width: WIDTH,
      height: rows.length * ROW + 44,
      marginLeft: NAMES,
      marginRight: NUMBERS,
      marginTop: 4,
      x: { domain: [-1.05, 1.05], axis: null },
      y: { type: "band", domain: scaled.map(({ name }) => name), axis: null, padding: 0 },
      marks: [
        Plot.ruleX([0], { stroke: "var(--soft)" }),
        Plot.frame({ anchor: "bottom", stroke: "var(--line)" }),
        Plot.text(["0"], { x: () => 0, text: (label: string) => label, ...edge, dy: 12 }),
        Plot.text(["← B has less"], { x: () => -1, text: (label: string) => label, ...edge, textAnchor: "start" }),
        Plot.text(["B has more →"], { x: () => 1, text: (label: string) => label, ...edge, textAnchor: "end" }),
        Plot.ruleY(scaled, { x1: "from", x2: "to", y: "name", stroke: "var(--blue)", strokeWidth: 2 }),
        Plot.dot(scaled, {
          x: "at",
          y: "name",
          r: 4.5,
          stroke: "var(--blue)",
          strokeWidth: 1.5,
          title: (row: (typeof scaled)[number]) => `${row.name}: ${row.text}`,
          fill: (row: (typeof scaled)[number]) => (row.decides ? "var(--blue)" : "var(--paper)"),
        }),
        Plot.text(scaled, {
          y: "name",
          frameAnchor: "left",
          dx: -10,
          text: "name",
          textAnchor: "end",
          fill: "var(--ink)",
        }),
        Plot.text(scaled, {
          y: "name",
          frameAnchor: "right",
          dx: 10,
          text: "text",
          textAnchor: "start",
          fill: "var(--ink)",
        }),
      ],
    },
    numbersOf(rows, [["measure", ({ name }) => name], [of, ({ value }) => value], ...INTERVAL]),
  );
}
