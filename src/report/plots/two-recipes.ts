/** Two recipes as two dots, loss across and prediction difference up: down and to the left is better in both. */
import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../statistics/estimate.js";
import { numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { estimate } from "../format.js";
import { horizontalAxis, padded, verticalAxis } from "./axes.js";

export interface RecipeDot {
  name: "A" | "B";
  difference: Estimate;
  loss: Estimate;
}

export function twoRecipes(recipes: readonly RecipeDot[]): Panel {
  const rows = recipes.map(({ name, difference, loss }) => ({
    name,
    x: loss.value!,
    y: difference.value!,
    left: loss.low ?? loss.value!,
    right: loss.high ?? loss.value!,
    low: difference.low ?? difference.value!,
    high: difference.high ?? difference.value!,
    title: `${name}: PD ${estimate(difference)}, loss ${estimate(loss)}`,
    colour: name === "A" ? "var(--orange)" : "var(--blue)",
  }));
  const colour = (row: (typeof rows)[number]) => row.colour;
  const [{ difference, loss }] = recipes as [RecipeDot];
  return plot(
    "Both at once: down and to the left is better",
    `Prediction difference (${difference.form}) against loss ${loss.form}. ${rows.map(({ title }) => title).join("; ")}`,
    {
      height: 240,
      x: {
        domain: padded(
          rows.flatMap(({ left, right }) => [left, right]),
          0.2,
        ),
      },
      y: {
        domain: padded(
          rows.flatMap(({ low, high }) => [low, high]),
          0.2,
        ),
      },
      marks: [
        ...verticalAxis(`PD (${difference.form})`, false),
        ...horizontalAxis(`loss ${loss.form}`),
        Plot.ruleX(rows, { x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 2 }),
        Plot.ruleY(rows, { y: "y", x1: "left", x2: "right", stroke: colour, strokeWidth: 2 }),
        Plot.dot(rows, { x: "x", y: "y", r: 5, fill: colour, stroke: "var(--paper)", strokeWidth: 1, title: "title" }),
        Plot.text(rows, {
          x: "x",
          y: "y",
          text: "name",
          dx: 9,
          dy: -10,
          textAnchor: "start",
          fontWeight: 600,
          fill: colour,
          stroke: "var(--paper)",
          strokeWidth: 3,
        }),
      ],
    },
    numbersOf(rows, [
      ["recipe", ({ name }) => name],
      ["loss", ({ x }) => x],
      ["loss, low", ({ left }) => left],
      ["loss, high", ({ right }) => right],
      ["PD", ({ y }) => y],
      ["PD, low", ({ low }) => low],
      ["PD, high", ({ high }) => high],
    ]),
  );
}
