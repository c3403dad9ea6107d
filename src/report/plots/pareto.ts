/** All settings by loss and prediction difference; those that none beats in both are joined. */
import * as Plot from "@observablehq/plot";
import { INTERVAL, numbersOf } from "../download.js";
import { PANEL_WIDTH, type Panel, plot } from "../figure.js";
import { number } from "../format.js";
import { horizontalAxis, type PlottedEstimate, padded, verticalAxis } from "./axes.js";
import { placeLabels } from "./labels.js";

/** A setting by both. */
export type ParetoRow = PlottedEstimate & { name: string; x: number; isFront: boolean };

const HEIGHT = 340;
const MARGIN = { left: 52, right: 16, top: 26, bottom: 40 };
/** More names than these cover each other. */
const MOST_NAMES = 12;

/** @param of what stands on the vertical and on the horizontal axis */
export function paretoPlot(of: { y: string; x: string }, rows: readonly ParetoRow[]): Panel {
  const domain = padded(
    rows.flatMap(({ y, low, high }) => [low ?? y, high ?? y]),
    0.1,
  );
  const across = padded(
    rows.map(({ x }) => x),
    0.25,
  );
  const front = rows.filter(({ isFront }) => isFront).sort((a, b) => a.x - b.x);
  const others = rows.filter(({ isFront }) => !isFront);
  const named = front.length <= MOST_NAMES ? front : [];
  const pixelX = (x: number) =>
    MARGIN.left + ((x - across[0]) / (across[1] - across[0])) * (PANEL_WIDTH - MARGIN.left - MARGIN.right);
  const pixelY = (y: number) =>
    HEIGHT - MARGIN.bottom - ((y - domain[0]) / (domain[1] - domain[0])) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const sides = placeLabels(
    named.map(({ x, y, name }) => ({ x: pixelX(x), y: pixelY(y), text: name })),
    { left: MARGIN.left, right: PANEL_WIDTH, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom },
  );
  const heard = front.map(({ name, x, y }) => `${name}: ${of.x} ${number(x)}, ${of.y} ${number(y)}`);
  const ranged = rows.filter(({ low, high }) => low !== null && high !== null);
  return plot(
    "Both at once",
    `${of.y} against ${of.x}. On the front: ${heard.join("; ")}`,
    {
      height: HEIGHT,
      x: { domain: across },
      y: { domain },
      marks: [
        ...verticalAxis(of.y, false),
        ...horizontalAxis(of.x),
        Plot.line(front, { x: "x", y: "y", stroke: "var(--blue)", strokeWidth: 1.5, strokeOpacity: 0.5 }),
        Plot.ruleX(ranged, { x: "x", y1: "low", y2: "high", stroke: "var(--soft)", strokeOpacity: 0.5 }),
        Plot.dot(others, {
          x: "x",
          y: "y",
          r: 3.5,
          fill: "var(--paper)",
          stroke: "var(--soft)",
          strokeWidth: 1.5,
          title: "title",
        }),
        Plot.dot(front, {
          x: "x",
          y: "y",
          r: 4.5,
          fill: "var(--blue)",
          stroke: "var(--paper)",
          strokeWidth: 1,
          title: "title",
        }),
        ...named.map((row, at) =>
          Plot.text([row], {
            x: "x",
            y: "y",
            text: "name",
            ...sides[at]!,
            stroke: "var(--paper)",
            strokeWidth: 3,
            fill: "var(--ink)",
          }),
        ),
      ],
    },
    numbersOf(rows, [
      ["setting", ({ name }) => name],
      [of.x, ({ x }) => x],
      [of.y, ({ y }) => y],
      ...INTERVAL,
      ["front", ({ isFront }) => (isFront ? "yes" : "no")],
    ]),
  );
}
