/**
 * Prediction difference against the shuffle window: w logarithmic, PD linear, so that file order (w = 1) stands at its
 * 0.
 */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { count } from "../format.js";
import {
  drawColumns,
  drawDots,
  horizontalAxis,
  named,
  type PlottedEstimate,
  points,
  spoken,
  verticalAxis,
} from "./axes.js";

export type WindowRow = PlottedEstimate & { window: number };

export function windowPlot(data: string, form: string, rows: readonly WindowRow[], domain: [number, number]): Panel {
  const sorted = [...rows].sort((a, b) => a.window - b.window);
  const windows = sorted.map((row) => row.window);
  const zero = sorted.filter((row) => row.y === 0);
  const heard = spoken(sorted.map((row) => ({ x: `w ${count(row.window)}`, y: row.y })));
  return plot(
    data,
    `${data}: ${named(form)} against shuffle window. ${heard}`,
    {
      x: { type: "log", domain: [Math.min(1, ...windows), Math.max(10, ...windows)] },
      y: { domain },
      marks: [
        ...verticalAxis(named(form)),
        ...horizontalAxis("shuffle window w, examples", spaced(windows)),
        Plot.line(sorted, { x: "window", y: "y", stroke: "var(--blue)", strokeWidth: 1.5, strokeOpacity: 0.6 }),
        ...drawDots(sorted, (row) => row.window),
        ...points(sorted, (row) => row.window, "var(--blue)"),
        Plot.text(zero, {
          x: "window",
          y: "y",
          text: () => "exactly 0",
          dx: 12,
          dy: -9,
          textAnchor: "start",
          stroke: "var(--paper)",
          strokeWidth: 3,
          fill: "var(--soft)",
        }),
      ],
    },
    numbersOf(sorted, [
      ["shuffle window", ({ window }) => window],
      [named(form), ({ y }) => y],
      ...INTERVAL,
      ...drawColumns(sorted),
    ]),
  );
}

/**
 * The windows that get a tick text: neighbours closer than a factor of 2.2 would overlap, and the last one always
 * stands.
 */
function spaced(windows: readonly number[]): number[] {
  const ticks: number[] = [];
  for (const window of [...windows].reverse()) {
    if (ticks.length === 0 || ticks.at(-1)! / window >= 2.2 || window === windows[0]) ticks.push(window);
  }
  return ticks.reverse();
}
