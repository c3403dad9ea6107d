/** Prediction difference against excess loss, a dot an activation: down and to the left is better in both. */
import * as Plot from "@observablehq/plot";
import { AGAINST } from "../../measure/loss.js";
import { INTERVAL, numbersOf } from "../download.js";
import { PANEL_WIDTH, type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { horizontalAxis, named, type PlottedEstimate, padded, verticalAxis } from "./axes.js";
import { placeLabels } from "./labels.js";

export type FrontierRow = PlottedEstimate & {
  name: string;
  /** The activation, which gives colour and symbol: arms of one family of parameters look alike and are joined. */
  activation: string;
  excess: number;
  matched: boolean;
};

const COLOURS = ["var(--blue)", "var(--orange)", "var(--green)", "var(--purple)", "var(--gold)", "var(--sky)"];
const SYMBOLS: Plot.SymbolType[] = ["circle", "square", "triangle", "diamond", "star", "wye"];
const HEIGHT = 340;
const MARGIN = { left: 52, right: 16, top: 26, bottom: 40 };

export function frontierPlot(
  data: string,
  form: string,
  rows: readonly FrontierRow[],
  activations: readonly string[],
): Panel {
  const domain = padded(
    rows.flatMap((row) => [row.low ?? row.y, row.high ?? row.y]),
    0.1,
  );
  const across = padded(
    rows.map((row) => row.excess),
    0.4,
  );
  // A pixel in units of each axis.
  const unitX = (across[1] - across[0]) / (PANEL_WIDTH - MARGIN.left - MARGIN.right);
  const unitY = (domain[1] - domain[0]) / (HEIGHT - MARGIN.top - MARGIN.bottom);
  const pixelX = (x: number) => MARGIN.left + (x - across[0]) / unitX;
  const pixelY = (y: number) => HEIGHT - MARGIN.bottom - (y - domain[0]) / unitY;
  const sides = placeLabels(
    rows.map((row) => ({ x: pixelX(row.excess), y: pixelY(row.y), text: row.name })),
    { left: MARGIN.left, right: PANEL_WIDTH, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom },
  );
  const colour = (row: FrontierRow) => COLOURS[activations.indexOf(row.activation) % COLOURS.length]!;
  const symbol = (row: FrontierRow) => SYMBOLS[activations.indexOf(row.activation) % SYMBOLS.length]!;
  // A label that does not stand right beside its dot gets a line to it.
  const leaders = rows.flatMap((row, i) => {
    const { dx, dy } = sides[i]!;
    if (dy === 0) return [];
    return [{ x1: row.excess, y1: row.y, x2: row.excess + dx * unitX, y2: row.y - (dy - Math.sign(dy) * 4) * unitY }];
  });
  const ranged = rows.filter((row) => row.low !== null && row.high !== null);
  const heard = rows.map(
    (row) => `${row.name}: excess ${number(row.excess)}, PD ${number(row.y)}${row.matched ? "" : ", not matched"}`,
  );
  return plot(
    data,
    `${data}: ${named(form)} against excess loss ${AGAINST.truth}. ${heard.join("; ")}`,
    {
      height: HEIGHT,
      x: { domain: across },
      y: { domain },
      marks: [
        ...verticalAxis(named(form), false),
        ...horizontalAxis(`excess loss ${AGAINST.truth}, nats`),
        Plot.line(rows, { x: "excess", y: "y", z: "activation", stroke: colour, strokeOpacity: 0.4 }),
        Plot.link(leaders, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: "var(--soft)", strokeWidth: 0.75 }),
        Plot.ruleX(ranged, { x: "excess", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.25 }),
        Plot.dot(rows, {
          x: "excess",
          y: "y",
          r: 4.5,
          symbol,
          stroke: colour,
          strokeWidth: 1.5,
          title: "title",
          fill: (row: FrontierRow) => (row.matched ? colour(row) : "var(--paper)"),
        }),
        ...rows.map((row, i) =>
          Plot.text([row], {
            x: "excess",
            y: "y",
            text: "name",
            ...sides[i]!,
            stroke: "var(--paper)",
            strokeWidth: 3,
            fill: row.matched ? "var(--ink)" : "var(--soft)",
          }),
        ),
      ],
    },
    numbersOf(rows, [
      ["activation", ({ name }) => name],
      [`excess loss ${AGAINST.truth}, nats`, ({ excess }) => excess],
      [named(form), ({ y }) => y],
      ...INTERVAL,
      ["matches another in loss", ({ matched }) => (matched ? "yes" : "no")],
    ]),
  );
}
