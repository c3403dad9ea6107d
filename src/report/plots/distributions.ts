/**
 * Pictures of one study: how the differences of its examples are spread, at which predictions they sit, and the losses
 * of its replicas.
 */
import * as Plot from "@observablehq/plot";
import type { ExampleRow } from "../../measure/by-example.js";
import { meanOf } from "../../statistics/sample.js";
import { numbersOf } from "../download.js";
import { PANEL_WIDTH, type Panel, plot } from "../figure.js";
import { count, number } from "../format.js";
import { ends, horizontalAxis, named, padded, verticalAxis } from "./axes.js";

const BINS = 40;
const MOST_DOTS = 5000;

/** Histogram of one number per example, from 0 to the largest, in 40 bins. */
export function histogram(label: string, values: readonly number[]): Panel {
  const sorted = [...values].sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const top = largest || 1;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value / top) * BINS))]!++;
  const bars = counts.map((examples, i) => ({ from: (i / BINS) * top, to: ((i + 1) / BINS) * top, examples }));
  const middle = sorted[Math.floor(values.length / 2)] ?? 0;
  const heard = `${count(values.length)} examples, median ${number(middle)}, largest ${number(largest)}`;
  return plot(
    "How the examples differ",
    `Histogram of the ${label} of each example. ${heard}`,
    {
      x: { domain: [0, top] },
      y: { domain: [0, Math.max(...counts) * 1.08] },
      marks: [
        ...verticalAxis("examples"),
        ...horizontalAxis(label),
        Plot.rectY(bars, {
          x1: "from",
          x2: "to",
          y: "examples",
          fill: "var(--blue)",
          fillOpacity: 0.75,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.ruleX([middle], { stroke: "var(--ink)", strokeDasharray: "3,3" }),
        Plot.text([middle], {
          x: (x: number) => x,
          frameAnchor: "top",
          dx: 5,
          textAnchor: "start",
          text: () => `median ${number(middle)}`,
          stroke: "var(--paper)",
          strokeWidth: 3,
          fill: "var(--ink)",
        }),
      ],
    },
    numbersOf(bars, [
      ["from", ({ from }) => from],
      ["to", ({ to }) => to],
      ["examples", ({ examples }) => examples],
    ]),
  );
}

/** The difference of each example against the mean prediction of the replicas. */
export function differenceScatter(
  form: string,
  across: string,
  rows: readonly Pick<ExampleRow, "mean" | "difference">[],
  domain: [number, number] | null,
): Panel {
  const largest = rows.reduce((most, row) => (row.difference > most.difference ? row : most));
  // More dots than this are a cloud, and a page of many megabytes.
  const every = Math.ceil(rows.length / MOST_DOTS);
  const plotted = every === 1 ? rows : [...rows.filter((_, n) => n % every === 0), largest];
  const top = largest.difference * 1.08 || 1;
  return plot(
    every === 1 ? "Where they differ" : `Where they differ: one in ${every} examples`,
    `${named(form)} of each example against its mean prediction. The largest, ${number(largest.difference)}, at ${number(largest.mean)}`,
    {
      x: {
        domain:
          domain ??
          padded(
            rows.map((row) => row.mean),
            0.04,
          ),
      },
      y: { domain: [0, top] },
      marks: [
        ...verticalAxis(named(form)),
        ...horizontalAxis(across),
        Plot.dot(plotted, { x: "mean", y: "difference", r: 1.8, fill: "var(--blue)", fillOpacity: 0.45 }),
      ],
    },
    numbersOf(plotted, [
      [across, ({ mean }) => mean],
      [named(form), ({ difference }) => difference],
    ]),
  );
}

/** Places of a strip, four a pixel: of the values that fall on one, the first is plotted. */
const PLACES = 4 * PANEL_WIDTH;

/** One value for each place that has any, where there are more values than places. */
function apart(values: readonly number[], [from, to]: [number, number]): readonly number[] {
  if (values.length <= PLACES) return values;
  const first = new Map<number, number>();
  for (const value of values) {
    const place = Math.floor(((value - from) / (to - from)) * PLACES);
    if (!first.has(place)) first.set(place, value);
  }
  return [...first.values()];
}

/** One value a replica, in order: a strip of ticks over the mean. */
export function strip(title: string, label: string, values: readonly number[]): Panel {
  const domain = padded(values, 0.08);
  const mean = meanOf(values);
  const [least, largest] = ends(values);
  const heard = `${values.length} replicas from ${number(least)} to ${number(largest)}, mean ${number(mean)}`;
  return plot(
    title,
    `${label} of each replica: ${heard}`,
    {
      height: 96,
      marginTop: 20,
      marginLeft: 16,
      x: { domain },
      marks: [
        ...horizontalAxis(label),
        Plot.tickX(apart(values, domain), {
          x: (x: number) => x,
          stroke: "var(--blue)",
          strokeOpacity: 0.7,
          strokeWidth: 1.5,
        }),
        Plot.dot([mean], {
          x: (x: number) => x,
          frameAnchor: "top",
          dy: -5,
          symbol: "triangle",
          rotate: 180,
          fill: "var(--ink)",
          r: 3.5,
        }),
      ],
    },
    numbersOf(
      [...values.entries()],
      [
        ["replica", ([replica]) => replica],
        [label, ([, value]) => value],
      ],
    ),
  );
}
