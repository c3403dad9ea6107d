/**
 * Losses against epochs: of each set of examples the mean of the replicas that still train, and a band that holds the
 * middle 80% of them.
 */
import * as Plot from "@observablehq/plot";
import { meanOf, quantile } from "../../statistics/sample.js";
import { numbersOf } from "../download.js";
import { PANEL_WIDTH, type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { horizontalAxis, padded, verticalAxis } from "./axes.js";

/** The losses on one set of examples: of each replica before the first step and after each of its epochs. */
export interface CurveSet {
  name: string;
  colour: string;
  losses: readonly (readonly number[])[];
}

interface Row {
  epoch: number;
  mean: number;
  low: number;
  high: number;
}

/** More epochs than pixels are no more to be seen. */
const MOST_ROWS = PANEL_WIDTH;

/** @param best the best epoch of each replica that early stopping may stop; a tick each on the axis */
export function curvesPlot(sets: readonly CurveSet[], best: readonly number[]): Panel {
  const plotted = sets.map((set) => ({ ...set, rows: rowsOf(set.losses) }));
  const all = plotted.flatMap(({ rows }) => rows.flatMap(({ low, high }) => [low, high]));
  const domain = padded(all, 0.06);
  const last = Math.max(1, ...plotted.map(({ rows }) => rows.at(-1)?.epoch ?? 0));
  const heard = plotted.map(
    ({ name, rows }) => `${name}: from ${number(rows[0]?.mean ?? null)} to ${number(rows.at(-1)?.mean ?? null)}`,
  );
  return plot(
    "Loss by epoch",
    `Mean loss of the replicas after each epoch. ${heard.join("; ")}`,
    {
      x: { domain: [0, last] },
      y: { domain },
      marks: [
        ...verticalAxis("mean loss", false),
        ...horizontalAxis("epoch", last <= 5 ? Array.from({ length: last + 1 }, (_, epoch) => epoch) : undefined),
        ...plotted.flatMap(({ colour, rows }) => [
          Plot.areaY(rows, { x: "epoch", y1: "low", y2: "high", fill: colour, fillOpacity: 0.2 }),
          Plot.line(rows, { x: "epoch", y: "mean", stroke: colour, strokeWidth: 1.8 }),
        ]),
        Plot.ruleX([...new Set(best)], {
          x: (epoch: number) => epoch,
          y1: domain[0],
          y2: domain[0] + (domain[1] - domain[0]) * 0.04,
          stroke: "var(--ink)",
          strokeOpacity: 0.7,
        }),
      ],
    },
    numbersOf(
      plotted.flatMap(({ name, rows }) => rows.map((row) => ({ ...row, name }))),
      [
        ["examples", ({ name }) => name],
        ["epoch", ({ epoch }) => epoch],
        ["mean", ({ mean }) => mean],
        ["10%", ({ low }) => low],
        ["90%", ({ high }) => high],
      ],
    ),
  );
}

/** A row an epoch, or one in several where there are many; the first and the last always. */
function rowsOf(losses: CurveSet["losses"]): Row[] {
  const epochs = losses.reduce((most, { length }) => Math.max(most, length), 0);
  const every = Math.ceil(epochs / MOST_ROWS);
  return Array.from({ length: epochs }, (_, epoch) => epoch)
    .filter((epoch) => epoch % every === 0 || epoch === epochs - 1)
    .map((epoch) => {
      const values = Float64Array.from(losses.flatMap((replica) => (epoch < replica.length ? [replica[epoch]!] : [])));
      return { epoch, mean: meanOf(values), low: quantile(values, 0.1), high: quantile(values, 0.9) };
    });
}
