/** What the plots share: the row of a point with its interval, domains, grids and tick texts. */
import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../statistics/estimate.js";
import { estimate, number } from "../format.js";

/** A value on the vertical axis with its 95% interval. */
export interface PlottedEstimate {
  y: number;
  low: number | null;
  high: number | null;
  /** What the pointer shows. */
  title: string;
  /** The same on each data draw. */
  draws?: readonly number[];
}

/** The estimate as a row of a plot; null where there is no value. */
export function measured(name: string, e: Estimate): PlottedEstimate | null {
  return e.value === null ? null : { y: e.value, low: e.low, high: e.high, title: `${name}: PD ${estimate(e)}` };
}

/** From 0 to a little above the largest value, interval or draw, the same for every panel of a figure. */
export function fromZero(rows: readonly Pick<PlottedEstimate, "y" | "high" | "draws">[]): [number, number] {
  const top = Math.max(0, ...rows.flatMap((row) => [row.y, row.high ?? 0, ...(row.draws ?? [])]));
  return [0, top > 0 ? top * 1.08 : 1];
}

/** The least and the largest of any number of values; [0, 0] of none. */
export function ends(values: readonly number[]): [number, number] {
  let [least, largest] = [values[0] ?? 0, values[0] ?? 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return [least, largest];
}

/** From the least to the largest value with some room on both sides. */
export function padded(values: readonly number[], share = 0.12): [number, number] {
  const [least, largest] = ends(values);
  const room = (largest - least || Math.abs(largest) || 1) * share;
  return [least - room, largest + room];
}

/** Horizontal grid lines and the vertical axis, quiet; the line at 0 where the axis starts there. */
export function verticalAxis(label: string, startsAtZero = true): Plot.Markish[] {
  return [
    Plot.gridY({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
    Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: tick, label, labelArrow: "up", color: "var(--soft)" }),
    startsAtZero ? Plot.ruleY([0], { stroke: "var(--soft)" }) : Plot.frame({ anchor: "bottom", stroke: "var(--soft)" }),
  ];
}

/**
 * A horizontal axis with the given ticks, or about so many round ones. Their texts are given as such: a logarithmic axis would drop some of a
 * `tickFormat`.
 */
export function horizontalAxis(label: string, ticks?: readonly number[], about = 5): Plot.Markish[] {
  const chosen = ticks ? [...ticks] : about;
  return [Plot.axisX({ ticks: chosen, text: tick, tickSize: 4, label, labelArrow: "right", color: "var(--soft)" })];
}

/** Dots with their intervals, in one colour; 0 without an interval is a dot alone. */
export function points<Row extends PlottedEstimate>(
  rows: readonly Row[],
  x: (row: Row) => number,
  colour: string,
): Plot.Markish[] {
  const ranged = rows.filter((row) => row.low !== null && row.high !== null);
  return [
    Plot.ruleX(ranged, { x, y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5 }),
    Plot.dot(rows, { x, y: "y", r: 4, fill: colour, stroke: "var(--paper)", strokeWidth: 1, title: "title" }),
  ];
}

/** Tick texts: no trailing zeros, no locale. */
export function tick(value: number): string {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** The prediction difference and its form, as they stand on an axis. */
export function named(form: string): string {
  return `PD (${form})`;
}

/** The values on the single data draws, faint beside the points. */
export function drawDots<Row extends { draws?: readonly number[] }>(
  rows: readonly Row[],
  x: (row: Row) => number,
): Plot.Markish[] {
  const dots = rows.flatMap((row) => (row.draws ?? []).map((y) => ({ x: x(row), y })));
  return [Plot.dot(dots, { x: "x", y: "y", dx: 7, r: 1.8, fill: "var(--soft)", fillOpacity: 0.55 })];
}

/** A column a data draw; none where no row has any. */
export function drawColumns<Row extends { draws?: readonly number[] }>(rows: readonly Row[]) {
  return Array.from(
    { length: Math.max(0, ...rows.map(({ draws = [] }) => draws.length)) },
    (_, draw) => [`draw ${draw}`, (row: Row) => row.draws?.[draw] ?? null] as const,
  );
}

/** A list of points for readers who do not see them. */
export function spoken(rows: readonly { x: string; y: number }[]): string {
  return rows.map((row) => `${row.x}: ${number(row.y)}`).join("; ");
}
