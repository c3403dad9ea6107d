/** Variance of groups of examples, from the largest to the least, stacked by what makes it. */
import * as Plot from "@observablehq/plot";
import { numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { horizontalAxis, verticalAxis } from "./axes.js";

/** A layer of a bar. Layers below 0 hang down. */
export interface StackedRow {
  /** Place of the group, counted from 1. */
  group: number;
  series: string;
  value: number;
  /** What the pointer shows. */
  title: string;
}

/** @param colours one a series, in the order of the layers from 0 */
export function stackedVariance(
  title: string,
  axis: string,
  series: readonly string[],
  colours: readonly string[],
  rows: readonly StackedRow[],
): Panel {
  const heard = rows.map(({ group, series: name, value }) => `${group} ${name} ${number(value)}`).join("; ");
  const groups = Math.max(...rows.map(({ group }) => group));
  return plot(
    title,
    `${title}: variance of predictions, stacked. ${heard}`,
    {
      height: 320,
      x: { domain: [0.5, groups + 0.5] },
      marks: [
        ...verticalAxis("variance of the prediction"),
        ...horizontalAxis(axis, groups > 1 ? [1, groups] : [1]),
        Plot.rectY(
          rows,
          Plot.stackY({
            x1: ({ group }: StackedRow) => group - 0.42,
            x2: ({ group }: StackedRow) => group + 0.42,
            y: "value",
            z: "series",
            order: [...series],
            fill: ({ series: name }: StackedRow) => colours[series.indexOf(name)]!,
            title: "title",
          }),
        ),
      ],
    },
    numbersOf(rows, [
      ["group", ({ group }) => group],
      ["component", (row) => row.series],
      ["variance", ({ value }) => value],
    ]),
  );
}
