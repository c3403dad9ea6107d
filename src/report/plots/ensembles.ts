/** A measure of ensembles by their size: dots with intervals, the size on a logarithmic axis. */
import * as Plot from "@observablehq/plot";
import type { EnsembleSize } from "../../further/ensembles.js";
import { INTERVAL, numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { estimate } from "../format.js";
import { fromZero, horizontalAxis, type PlottedEstimate, padded, points, spoken, verticalAxis } from "./axes.js";

type Row = PlottedEstimate & { size: number };

/**
 * @param name of the measure, as it stands on the axis
 * @param startsAtZero whether 0 is where there is nothing left of it; else the axis shows its range alone
 */
export function ensemblePlot(
  title: string,
  curve: readonly EnsembleSize[],
  measure: keyof EnsembleSize["measures"],
  name: string,
  startsAtZero: boolean,
): Panel | null {
  const rows = curve.flatMap(({ size, ensembles, measures }): Row[] => {
    const e = measures[measure];
    if (e.value === null) return [];
    return [{ size, y: e.value, low: e.low, high: e.high, title: `${ensembles} ensembles of ${size}: ${estimate(e)}` }];
  });
  if (rows.length < 2) return null;
  const sizes = rows.map(({ size }) => size);
  const all = rows.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const heard = spoken(rows.map(({ size, y }) => ({ x: `${size}`, y })));
  // Three fit a row.
  return plot(
    title,
    `${title}: ${name} against the replicas of an ensemble. ${heard}`,
    {
      width: 290,
      height: 240,
      x: { type: "log", base: 2, domain: [1, sizes.at(-1)!] },
      y: { domain: startsAtZero ? fromZero(rows) : padded(all) },
      marks: [
        ...verticalAxis(name, startsAtZero),
        ...horizontalAxis("replicas of an ensemble", sizes),
        Plot.line(rows, { x: "size", y: "y", stroke: "var(--blue)", strokeWidth: 1.5, strokeOpacity: 0.6 }),
        ...points(rows, ({ size }) => size, "var(--blue)"),
      ],
    },
    numbersOf(rows, [["replicas of an ensemble", ({ size }) => size], [name, ({ y }) => y], ...INTERVAL]),
  );
}
