/** A measure along one axis of numbers: a line with its band of intervals, one for each of some series. */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { type Html, html } from "../html.js";
import { fromZero, horizontalAxis, type PlottedEstimate, spoken, verticalAxis } from "./axes.js";

/** A point of a line: a setting. */
export type BandRow = PlottedEstimate & { x: number; series: string };

/** Colours of series, as many as can be told apart. */
export const SERIES = ["var(--blue)", "var(--orange)", "var(--green)", "var(--purple)", "var(--gold)", "var(--sky)"];

/** Names and colours of the lines; none of a single one. */
export function seriesLegend(series: readonly string[]): Html | undefined {
  return series.length > 1
    ? html`<div class="legend">${series.map((name, at) => html`<span><svg viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="5" fill="${SERIES[at % SERIES.length]!}"/></svg>${name}</span>`)}</div>`
    : undefined;
}

/** @param of what is plotted, as it stands on the axis */
export function bandLine(
  title: string,
  of: string,
  axis: string,
  series: readonly string[],
  rows: readonly BandRow[],
  domain = fromZero(rows),
): Panel {
  const sorted = [...rows].sort((a, b) => a.x - b.x);
  const ticks = [...new Set(sorted.map(({ x }) => x))];
  const isLog = isSpreadOut(ticks);
  const colour = (row: BandRow) => SERIES[series.indexOf(row.series) % SERIES.length]!;
  const ranged = sorted.filter(({ low, high }) => low !== null && high !== null);
  const heard = series.map((name) => {
    const own = sorted.filter((row) => row.series === name);
    return `${name && `${name}, `}${spoken(own.map((row) => ({ x: number(row.x), y: row.y })))}`;
  });
  return plot(
    title,
    `${title}: ${of} against ${axis}. ${heard.join("; ")}`,
    {
      x: { type: isLog ? "log" : "linear" },
      y: { domain },
      marks: [
        ...verticalAxis(of),
        ...horizontalAxis(axis, spacedTicks(ticks, isLog)),
        Plot.areaY(ranged, { x: "x", y1: "low", y2: "high", z: "series", fill: colour, fillOpacity: 0.16 }),
        Plot.line(sorted, { x: "x", y: "y", z: "series", stroke: colour, strokeWidth: 1.8 }),
        Plot.dot(sorted, {
          x: "x",
          y: "y",
          r: 3.5,
          fill: colour,
          stroke: "var(--paper)",
          strokeWidth: 1,
          title: "title",
        }),
      ],
    },
    numbersOf(sorted, [["series", (row) => row.series], [axis, ({ x }) => x], [of, ({ y }) => y], ...INTERVAL]),
  );
}

/** Positive numbers, each about a multiple of the one before. */
function isSpreadOut(ascending: readonly number[]): boolean {
  const [first, last] = [ascending[0] ?? 0, ascending.at(-1) ?? 0];
  return first > 0 && last / first >= 16;
}

/** Ticks whose texts do not overlap; the last always. */
function spacedTicks(ascending: readonly number[], isLog: boolean): number[] {
  const at = (x: number) => (isLog ? Math.log(x) : x);
  const [first, last] = [at(ascending[0] ?? 0), at(ascending.at(-1) ?? 0)];
  const gap = (last - first) / 9;
  const kept: number[] = [];
  for (const tick of [...ascending].reverse()) {
    if (kept.length === 0 || at(kept.at(-1)!) - at(tick) >= gap) kept.push(tick);
  }
  return kept.reverse();
}
