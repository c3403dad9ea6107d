/** What each replica predicts for some examples: a row an example, a dot a replica. */
import * as Plot from "@observablehq/plot";
import { numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { padded } from "./axes.js";

/** The predictions for one example. */
export interface AnswersRow {
  name: string;
  least: number;
  largest: number;
  /** 5%, 25%, 50%, 75% and 95%. */
  quantiles: readonly number[];
  /** Of each replica; empty where there are too many for dots. */
  values: readonly number[];
  /** What is right, on the same axis; null where that is no place on it. */
  label: number | null;
}

const [WIDTH, ROW] = [860, 30];
const CHARACTER = 7;

/**
 * @param kind of the numbers: values; probabilities, whose axis goes from 0 to 1; or those of the second of two classes,
 *   with a line at one half and a colour on each side
 */
export function answersPlot(
  title: string,
  axis: string,
  rows: readonly AnswersRow[],
  kind: "value" | "probability" | "binary",
): Panel {
  const all = rows.flatMap(({ least, largest, label }) => [least, largest, ...(label === null ? [] : [label])]);
  const domain: [number, number] = kind === "value" ? padded(all, 0.04) : [0, 1];
  const marginLeft = Math.min(200, 24 + CHARACTER * Math.max(...rows.map(({ name }) => name.length)));
  const dots = rows.flatMap(({ name, values }) => values.map((value, replica) => ({ name, value, replica })));
  const labels = rows.filter(({ label }) => label !== null);
  const heard = rows.map(
    ({ name, least, largest, quantiles }) =>
      `${name}: from ${number(least)} to ${number(largest)}, median ${number(quantiles[2])}`,
  );
  const side = ({ value }: { value: number }) => (kind === "binary" && value <= 0.5 ? "var(--orange)" : "var(--blue)");
  return plot(
    title,
    `${axis} for each example. ${heard.join("; ")}`,
    {
      width: WIDTH,
      height: rows.length * ROW + 62,
      marginLeft,
      x: { domain },
      y: { type: "band", domain: rows.map(({ name }) => name), padding: 0.3 },
      marks: [
        Plot.gridX({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
        Plot.axisX({ ticks: 5, tickSize: 4, label: axis, labelArrow: "right", color: "var(--soft)" }),
        Plot.axisY({ tickSize: 0, label: null, color: "var(--ink)" }),
        ...(kind === "binary" ? [Plot.ruleX([0.5], { stroke: "var(--soft)", strokeDasharray: "3,3" })] : []),
        Plot.ruleY(rows, { y: "name", x1: "least", x2: "largest", stroke: "var(--soft)", strokeWidth: 1 }),
        Plot.barX(rows, {
          y: "name",
          x1: ({ quantiles }: AnswersRow) => quantiles[1]!,
          x2: ({ quantiles }: AnswersRow) => quantiles[3]!,
          fill: "var(--soft)",
          fillOpacity: 0.22,
          rx: 3,
        }),
        Plot.dot(dots, {
          y: "name",
          x: "value",
          r: 3.6,
          fill: side,
          fillOpacity: 0.75,
          stroke: "var(--paper)",
          strokeWidth: 0.8,
          title: ({ value, replica }: (typeof dots)[number]) => `replica ${replica}: ${number(value)}`,
        }),
        Plot.tickX(rows, {
          y: "name",
          x: ({ quantiles }: AnswersRow) => quantiles[2]!,
          stroke: "var(--ink)",
          strokeWidth: 2,
        }),
        Plot.dot(labels, {
          y: "name",
          x: "label",
          symbol: "diamond",
          r: 6,
          fill: "var(--paper)",
          stroke: "var(--ink)",
          strokeWidth: 1.6,
          title: () => "label",
        }),
      ],
    },
    numbersOf(
      rows.flatMap((row) =>
        (row.values.length > 0 ? row.values : [null]).map((value, replica) => ({ ...row, value, replica })),
      ),
      [
        ["example", ({ name }) => name],
        ["replica", ({ value, replica }) => (value === null ? null : replica)],
        ["prediction", ({ value }) => value],
        ["least", ({ least }) => least],
        ["5%", ({ quantiles }) => quantiles[0]!],
        ["25%", ({ quantiles }) => quantiles[1]!],
        ["median", ({ quantiles }) => quantiles[2]!],
        ["75%", ({ quantiles }) => quantiles[3]!],
        ["95%", ({ quantiles }) => quantiles[4]!],
        ["largest", ({ largest }) => largest],
        ["label", ({ label }) => label],
      ],
    ),
  );
}
