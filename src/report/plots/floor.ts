/** The difference of equally good units on each data draw, at each length of training. */
import * as Plot from "@observablehq/plot";
import { numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { horizontalAxis, verticalAxis } from "./axes.js";

export interface FloorRow {
  draw: number;
  epochs: number;
  y: number;
}

export function floorPlot(
  data: string,
  rows: readonly FloorRow[],
  floor: number,
  draws: number,
  domain: [number, number],
): Panel {
  const longest = Math.max(...rows.map(({ epochs }) => epochs));
  const [last, earlier] = [
    rows.filter(({ epochs }) => epochs === longest),
    rows.filter(({ epochs }) => epochs < longest),
  ];
  const title = ({ draw, epochs, y }: FloorRow) => `draw ${draw}, ${epochs} epochs: ${number(y)}`;
  return plot(
    data,
    `${data}: prediction difference of equally good units by data draw. ${last.map((row) => `draw ${row.draw}: ${number(row.y)}`).join("; ")}`,
    {
      x: { domain: [-0.5, draws - 0.5] },
      y: { domain },
      marks: [
        ...verticalAxis("PD (pairwise) of equally good units"),
        ...horizontalAxis(
          "data draw",
          Array.from({ length: draws }, (_, draw) => draw),
        ),
        Plot.ruleY([floor], { stroke: "var(--ink)", strokeDasharray: "4 3" }),
        Plot.dot(earlier, { x: "draw", y: "y", r: 6, fill: "none", stroke: "var(--soft)", strokeWidth: 1.5, title }),
        Plot.dot(last, { x: "draw", y: "y", r: 4, fill: "var(--blue)", stroke: "var(--paper)", strokeWidth: 1, title }),
      ],
    },
    numbersOf(rows, [
      ["draw", ({ draw }) => draw],
      ["epochs", ({ epochs }) => epochs],
      ["PD (pairwise)", ({ y }) => y],
    ]),
  );
}
