/** A measure over two axes: a cell a setting, the stronger its colour the larger the value. */
import * as Plot from "@observablehq/plot";
import { numbersOf } from "../download.js";
import { PANEL_WIDTH, type Panel, plot } from "../figure.js";
import { number } from "../format.js";

/** A setting in a heat map. */
export interface HeatCell {
  x: string;
  y: string;
  /** null: the setting has no number. */
  value: number | null;
}

/** Two axes of a heat map: their names and the labels along them. */
export interface HeatAxes {
  x: { name: string; labels: readonly string[] };
  y: { name: string; labels: readonly string[] };
}

const ROW = 34;
const CHARACTER = 6.6;
/** Of the colour of the least and of the largest value: text stays readable on both. */
const LIGHTEST = 0.06;
const DARKEST = 0.62;
/** A text of this many characters needs a cell of its width. */
const LONGEST = 7;

/** @param of what the values are, on the axis and for those who do not see the plot */
export function heatMap(
  title: string,
  of: string,
  { x, y }: HeatAxes,
  cells: readonly HeatCell[],
  [least, largest]: readonly [number, number],
): Panel {
  const longest = Math.max(...y.labels.map(({ length }) => length), 1);
  const marginLeft = Math.min(170, 16 + longest * CHARACTER);
  const width = PANEL_WIDTH;
  const inCell = (width - marginLeft - 8) / x.labels.length;
  const shadeOf = ({ value }: HeatCell) =>
    value === null
      ? 0
      : LIGHTEST + (DARKEST - LIGHTEST) * (largest > least ? (value - least) / (largest - least) : 0.5);
  const hasText = inCell >= LONGEST * CHARACTER * 0.85;
  const heard = cells.map((cell) => `${x.name} ${cell.x}, ${y.name} ${cell.y}: ${number(cell.value)}`);
  const tilted = x.labels.some((label) => label.length * CHARACTER > inCell);
  return plot(
    title,
    `${title}: ${of} over ${x.name} and ${y.name}. ${heard.join("; ")}`,
    {
      width,
      height: y.labels.length * ROW + (tilted ? 102 : 68),
      marginLeft,
      marginRight: 8,
      marginTop: 28,
      marginBottom: tilted ? 74 : 40,
      x: { type: "band", domain: [...x.labels], padding: 0.04 },
      y: { type: "band", domain: [...y.labels], padding: 0.06 },
      marks: [
        Plot.axisX({
          tickSize: 0,
          label: x.name,
          labelArrow: "none",
          color: "var(--soft)",
          tickRotate: tilted ? -40 : 0,
        }),
        Plot.axisY({ tickSize: 0, label: y.name, labelArrow: "none", labelAnchor: "top", color: "var(--soft)" }),
        Plot.cell(cells, {
          x: "x",
          y: "y",
          fill: "var(--blue)",
          fillOpacity: shadeOf,
          stroke: "var(--line)",
          title: (cell: HeatCell) => `${x.name} ${cell.x}, ${y.name} ${cell.y}: ${number(cell.value)}`,
        }),
        ...(hasText
          ? [Plot.text(cells, { x: "x", y: "y", text: ({ value }: HeatCell) => number(value, 2), fill: "var(--ink)" })]
          : []),
      ],
    },
    numbersOf(cells, [
      [x.name, (cell) => cell.x],
      [y.name, (cell) => cell.y],
      [of, ({ value }) => value],
    ]),
  );
}
