/** Prediction difference against depth (linear) or width (logarithmic, base 2). */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
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

export type SizeRow = PlottedEstimate & { size: number; matched: boolean };
export type SizeAxis = "depth" | "width";

const LABELS: Record<SizeAxis, string> = { depth: "hidden layers", width: "units of the hidden layer" };

export function complexityPlot(
  title: string,
  axis: SizeAxis,
  form: string,
  rows: readonly SizeRow[],
  domain: [number, number],
): Panel {
  const sorted = [...rows].sort((a, b) => a.size - b.size);
  const sizes = sorted.map((row) => row.size);
  const colour = axis === "depth" ? "var(--blue)" : "var(--green)";
  const least = Math.min(...sizes);
  const largest = Math.max(...sizes);
  const heard = spoken(sorted.map((row) => ({ x: `${row.size}${row.matched ? "" : " (not matched)"}`, y: row.y })));
  return plot(
    title,
    `${title}: ${named(form)} against ${axis}. ${heard}`,
    {
      height: 250,
      x:
        axis === "width"
          ? { type: "log", base: 2, domain: [least / 1.25, largest * 1.25] }
          : { domain: [least - 0.25, largest + 0.25] },
      y: { domain },
      marks: [
        ...verticalAxis(named(form)),
        ...horizontalAxis(LABELS[axis], sizes),
        Plot.line(sorted, { x: "size", y: "y", stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.5 }),
        ...drawDots(sorted, (row) => row.size),
        ...points(sorted, (row) => row.size, colour),
        Plot.dot(
          sorted.filter((row) => !row.matched),
          {
            x: "size",
            y: "y",
            r: 4,
            fill: "var(--paper)",
            stroke: colour,
            strokeWidth: 1.5,
            title: "title",
          },
        ),
      ],
    },
    numbersOf(sorted, [
      [LABELS[axis], ({ size }) => size],
      [named(form), ({ y }) => y],
      ...INTERVAL,
      ...drawColumns(sorted),
      ["matches another in loss", ({ matched }) => (matched ? "yes" : "no")],
    ]),
  );
}
