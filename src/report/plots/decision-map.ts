/**
 * Two replicas' predictions over the plane, and where they differ: filled contours of P(y = 1), vectors instead of
 * pixels, so that the picture is small, sharp on paper and needs no canvas.
 */
import * as Plot from "@observablehq/plot";
import { numbersOf, type PlottedNumbers } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { percent } from "../format.js";
import { type Html, html } from "../html.js";
import { differenceColour, hex, LIGHT, predictionColour, SIDE_NAMES } from "../map-colours.js";

/** A grid of predictions; row 0 is at y0, so that index = row * width + column. */
export interface DecisionMaps {
  /** What is plotted, e.g. the data family and the study. */
  title?: string;
  /** Points of the grid along the first input. */
  width: number;
  /** Points along the second. */
  height: number;
  /** x0, x1, y0, y1 in units of the inputs. */
  domain: [number, number, number, number];
  /** The two that are plotted. */
  replicas: [DecisionMap, DecisionMap];
  /** Names of the two inputs. */
  inputNames?: [string, string];
  /** Names of class 0 and class 1. */
  classNames?: [string, string];
}

/** What one replica predicts on the grid. */
export interface DecisionMap {
  /** r, counted from 0. */
  index: number;
  /** P(y = 1), height x width. */
  probabilities: Float32Array | readonly number[];
}

/** What a map is drawn over. */
export type Plane = Pick<DecisionMaps, "width" | "height" | "domain" | "inputNames">;

/** Ten steps from class 0 to class 1, and seven from no difference to the largest: the colours of the middles. */
export const SIDES = Array.from({ length: 10 }, (_, i) => hex(predictionColour((i + 0.5) / 10, LIGHT)));
export const DIFFERENCE = Array.from({ length: 7 }, (_, i) => hex(differenceColour(i / 6, LIGHT)));
const BOUNDARY = "#111111";
export const THRESHOLDS = SIDES.slice(1).map((_, i) => (i + 1) / SIDES.length);
/** Pixels a map takes where three stand side by side. */
const WIDTH = 284;

/** The share of the plane on which the two decide differently. */
export function disagreement({ replicas: [a, b] }: DecisionMaps): number {
  let different = 0;
  for (let i = 0; i < a.probabilities.length; i++) {
    if (a.probabilities[i]! > 0.5 !== b.probabilities[i]! > 0.5) different++;
  }
  return different / a.probabilities.length;
}

/** The largest difference of two predictions in one place. */
export function largestDifference({ replicas: [a, b] }: DecisionMaps): number {
  let largest = 0;
  for (let i = 0; i < a.probabilities.length; i++)
    largest = Math.max(largest, Math.abs(a.probabilities[i]! - b.probabilities[i]!));
  return largest;
}

/** Three panels: replica, replica, absolute difference with both decision boundaries. */
export function decisionMapPanels(maps: DecisionMaps): Panel[] {
  const [a, b] = maps.replicas;
  const difference = Array.from(a.probabilities, (p, i) => Math.abs(p - b.probabilities[i]!));
  const largest = largestDifference(maps);
  const steps = DIFFERENCE.slice(1).map((_, i) => ((i + 1) / DIFFERENCE.length) * (largest || 1));
  const share = percent(disagreement(maps));
  const single = (map: DecisionMap, numbers: PlottedNumbers | null) =>
    drawMap(
      `replica ${map.index}`,
      `replica ${map.index}: predicted probability over the plane; ${SIDE_NAMES[1]} above one half, ${SIDE_NAMES[0]} below`,
      maps,
      Array.from(map.probabilities),
      { domain: THRESHOLDS, range: SIDES },
      [boundary(maps, map)],
      numbers,
    );
  return [
    single(a, mapNumbers(maps)),
    single(b, null),
    drawMap(
      largest === 0 ? "no difference" : `difference, up to ${percent(largest)}`,
      `absolute difference of the two replicas; they decide differently on ${share} of the plane`,
      maps,
      difference,
      { domain: steps, range: DIFFERENCE },
      [boundary(maps, a), boundary(maps, b, "4,3")],
      null,
    ),
  ];
}

/** Decimals of a probability: finer than any colour, and a page stays small. */
const DECIMALS = 1e4;

/** The points of the grid, a row each. */
function mapNumbers(maps: DecisionMaps): PlottedNumbers {
  return numbersOf(
    Array.from({ length: maps.width * maps.height }, (_, at) => at),
    [
      ...placesOn(maps),
      ...maps.replicas.map(
        ({ index, probabilities }) =>
          [`replica ${index}`, (at: number) => Math.round(probabilities[at]! * DECIMALS) / DECIMALS] as const,
      ),
    ],
  );
}

/** The columns that say where a point of the grid is. */
export function placesOn({ width, height, domain: [x0, x1, y0, y1], inputNames }: Plane) {
  const [across, up] = inputNames ?? ["x1", "x2"];
  const short = (x: number) => Number(x.toPrecision(4));
  return [
    [across, (at: number) => short(x0 + (((at % width) + 0.5) / width) * (x1 - x0))],
    [up, (at: number) => short(y0 + ((Math.floor(at / width) + 0.5) / height) * (y1 - y0))],
  ] as const;
}

/** What the colours mean. */
export function mapsLegend(maps: DecisionMaps): Html {
  const [zero, one] = maps.classNames ?? ["0", "1"];
  const largest = largestDifference(maps);
  return html`<div class="legend"><span>sure of class ${zero} ${ramp(SIDES)} sure of class ${one}</span>
${largest === 0 ? null : html`<span>difference 0 ${ramp(DIFFERENCE)} ${percent(largest)}</span>`}</div>
`;
}

/** One after the other, each a little into the next, so that nothing shines through. */
export function ramp(colours: readonly string[]): Html {
  return html`<svg class="ramp" viewBox="0 0 ${colours.length} 1" preserveAspectRatio="none" aria-hidden="true">${colours.map(
    (fill, i) => html`<rect x="${i}" width="1.05" height="1" fill="${fill}"/>`,
  )}</svg>`;
}

/** Colours, and between each two of them the value at which they change. */
export interface Steps {
  domain: number[];
  range: string[];
}

/**
 * A map with what is drawn on it.
 * @param values at the points of the grid
 * @param numbers what is plotted, or null where another panel has it
 */
export function drawMap(
  title: string,
  label: string,
  maps: Plane,
  values: number[],
  steps: Steps,
  above: readonly Plot.Markish[],
  numbers: PlottedNumbers | null,
  width = WIDTH,
): Panel {
  const [x0, x1, y0, y1] = maps.domain;
  const [across, up] = maps.inputNames ?? ["x₁", "x₂"];
  const margins = { marginLeft: 36, marginRight: 8, marginTop: 20, marginBottom: 34 };
  const inner = width - margins.marginLeft - margins.marginRight;
  return plot(
    title,
    label,
    {
      width,
      height: inner + margins.marginTop + margins.marginBottom,
      ...margins,
      x: { domain: [x0, x1] },
      y: { domain: [y0, y1] },
      color: { type: "threshold", ...steps },
      marks: [
        ...filled(maps, values, steps),
        ...above,
        // Contours close along the edge of the grid; this covers those stretches.
        Plot.frame({ stroke: "var(--paper)", strokeWidth: 3 }),
        Plot.axisX({ ticks: 4, tickSize: 3, label: across, labelArrow: "right", color: "var(--soft)" }),
        Plot.axisY({ ticks: 4, tickSize: 3, label: up, labelArrow: "up", color: "var(--soft)" }),
      ],
    },
    numbers,
  );
}

/**
 * The whole plane in the first colour, then everything above each threshold on top. Every step hides those under it.
 * One mark holds all steps.
 */
function filled(maps: Plane, values: number[], { domain, range }: Steps): Plot.Markish[] {
  const [x1, x2, y1, y2] = maps.domain;
  return [
    Plot.rect([0], { x1: () => x1, x2: () => x2, y1: () => y1, y2: () => y2, fill: range[0]! }),
    Plot.contour(values, { ...grid(maps), thresholds: domain, fill: "value", stroke: "none" }),
  ];
}

/** The line on which a probability is one half. */
export function boundary(
  maps: Plane,
  map: Pick<DecisionMap, "probabilities">,
  strokeDasharray?: string,
  strokeWidth = 1.5,
): Plot.Markish {
  const values = Array.from(map.probabilities);
  const line = { fill: "none", stroke: BOUNDARY, strokeWidth, ...(strokeDasharray && { strokeDasharray }) };
  return Plot.contour(values, { ...grid(maps), thresholds: [0.5], ...line });
}

function grid({ width, height, domain: [x1, x2, y1, y2] }: Plane) {
  return { width, height, x1, x2, y1, y2, value: (d: number) => d, blur: 0 };
}
