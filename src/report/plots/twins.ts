/** How far two twins are apart after each step, on logarithmic axes. */
import * as Plot from "@observablehq/plot";
import { numbersOf } from "../download.js";
import { PANEL_WIDTH, type Panel, plot } from "../figure.js";
import { count, number } from "../format.js";
import { SERIES } from "./band-line.js";

/** A distance after a step. */
export interface TwinsRow {
  series: string;
  step: number;
  distance: number;
}

/** What is 0 has no place on the axis and is left out. */
export function twinsPlot(title: string, axis: string, series: readonly string[], all: readonly TwinsRow[]): Panel {
  const rows = all.filter(({ distance }) => distance > 0);
  const colour = ({ series: name }: TwinsRow) => SERIES[series.indexOf(name) % SERIES.length]!;
  const heard = series.map((name) => {
    const last = rows.filter((row) => row.series === name).at(-1);
    return last ? `${name}: ${number(last.distance)} after step ${count(last.step)}` : `${name}: 0`;
  });
  const [least, largest] = rows.reduce(
    ([a, b], { distance }) => [Math.min(a, distance), Math.max(b, distance)],
    [Infinity, 0],
  );
  const last = Math.max(2, ...all.map(({ step }) => step));
  const ticks = powersOfTen(least!, largest!);
  return plot(
    title,
    `${title}: ${axis} against steps. ${heard.join("; ")}`,
    {
      width: PANEL_WIDTH,
      x: { type: "log", domain: [1, last] },
      y: { type: "log", domain: [ticks[0]!, ticks.at(-1)!] },
      marks: [
        Plot.gridY(thinned(ticks), { stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.axisY(thinned(ticks), {
          tickSize: 0,
          text: powerText,
          label: axis,
          labelArrow: "up",
          color: "var(--soft)",
        }),
        Plot.axisX(
          powersOfTen(1, last).filter((tick) => tick <= last),
          {
            text: (tick: number) => count(tick),
            tickSize: 4,
            label: "step",
            labelArrow: "right",
            color: "var(--soft)",
          },
        ),
        Plot.frame({ anchor: "bottom", stroke: "var(--soft)" }),
        Plot.line(rows, { x: "step", y: "distance", z: "series", stroke: colour, strokeWidth: 1.8 }),
        Plot.dot(rows, {
          x: "step",
          y: "distance",
          r: 2.6,
          fill: colour,
          stroke: "var(--paper)",
          strokeWidth: 0.8,
          title: ({ series: name, step, distance }: TwinsRow) => `${name}, step ${count(step)}: ${number(distance)}`,
        }),
      ],
    },
    numbersOf(rows, [
      ["activation", (row) => row.series],
      ["step", ({ step }) => step],
      [axis, ({ distance }) => distance],
    ]),
  );
}

/** From the one below the least to the one above the largest. */
function powersOfTen(least: number, largest: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(largest))];
  return Array.from({ length: Math.max(2, to - from + 1) }, (_, k) => Number(`1e${from + k}`));
}

/** So many that their texts do not meet. */
function thinned(ticks: readonly number[]): number[] {
  const every = Math.ceil(ticks.length / 7);
  return ticks.filter((_, k) => (ticks.length - 1 - k) % every === 0);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10⁻⁶, and 1 and 10 as they are. */
function powerText(value: number): string {
  const power = Math.round(Math.log10(value));
  if (power === 0 || power === 1) return String(value);
  return `10${power < 0 ? "⁻" : ""}${[...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join("")}`;
}
