/** Predictions over the plane of two inputs, with the hinges of a first layer and the examples that are explained. */
import * as Plot from "@observablehq/plot";
import type { HingeKind, UnitHinges } from "../../explain/hinges.js";
import { numbersOf, type PlottedNumbers } from "../download.js";
import { PANEL_WIDTH, type Panel } from "../figure.js";
import { number } from "../format.js";
import { SERIES } from "./band-line.js";
import { boundary, drawMap, type Plane, placesOn, type Steps } from "./decision-map.js";

/** An example on a map: its place and the number by which the page counts it. */
export interface PlacedExample {
  x: number;
  y: number;
  rank: number;
  title: string;
}

/** What is on a map beside its colours. */
export interface OnPlane {
  hinges?: readonly UnitHinges[];
  examples?: readonly PlacedExample[];
  /** Whether the line at one half is drawn. */
  isProbability?: boolean;
}

const INK = "#111111";
const PAPER = "#ffffff";
/** Pixels of the line at one half, wider than any hinge. */
const BOUNDARY = 2.6;

/** A map of numbers: predictions, or differences. */
export function planeMap(
  title: string,
  label: string,
  plane: Plane,
  values: number[],
  steps: Steps,
  { hinges = [], examples = [], isProbability = false }: OnPlane,
): Panel {
  const line = isProbability ? [boundary(plane, { probabilities: values }, undefined, BOUNDARY)] : [];
  const marks = [...hingeMarks(hinges), ...line, ...exampleMarks(examples)];
  return drawMap(title, label, plane, values, steps, marks, planeNumbers(plane, values), PANEL_WIDTH);
}

/** A map of classes: a colour each. */
export function classMap(
  title: string,
  label: string,
  plane: Plane,
  classes: readonly number[],
  { hinges = [], examples = [] }: OnPlane,
): Panel {
  const { width, height, domain } = plane;
  const [x0, x1, y0, y1] = domain;
  const [inX, inY] = [(x1 - x0) / width, (y1 - y0) / height];
  const runs = runsOf(classes, width).map(({ row, rows, from, to, value }) => ({
    x1: x0 + from * inX,
    x2: x0 + to * inX,
    y1: y0 + row * inY,
    y2: y0 + rows * inY,
    value,
  }));
  const cells = Plot.rect(runs, {
    x1: "x1",
    x2: "x2",
    y1: "y1",
    y2: "y2",
    fill: ({ value }: { value: number }) => classColour(value),
    fillOpacity: 0.55,
    shapeRendering: "crispEdges",
  });
  const blank = { domain: [0.5], range: ["var(--paper)", "var(--paper)"] };
  const marks = [cells, ...hingeMarks(hinges), ...exampleMarks(examples)];
  return drawMap(
    title,
    label,
    plane,
    classes.map(() => 0),
    blank,
    marks,
    planeNumbers(plane, classes),
    PANEL_WIDTH,
  );
}

/** The points of a map, a row each, with the value to four digits: finer than any colour. */
function planeNumbers(plane: Plane, values: readonly number[]): PlottedNumbers {
  return numbersOf([...values.keys()], [...placesOn(plane), ["value", (at) => Number(values[at]!.toPrecision(4))]]);
}

/** The colour of a class by its index. */
export function classColour(index: number): string {
  return SERIES[index % SERIES.length]!;
}

/** Points of one value: from one column to the next in the rows from `row` up to, and without, `rows`. */
interface Run {
  row: number;
  rows: number;
  from: number;
  to: number;
  value: number;
}

/** Points of one value side by side, with those above them where these are the same. */
function runsOf(values: readonly number[], width: number): Run[] {
  const runs: Run[] = [];
  let below: Run[] = [];
  for (let row = 0; row < values.length / width; row++) {
    const own: Run[] = [];
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column]!;
      const last = own.at(-1);
      if (last?.value === value) last.to = column + 1;
      else own.push({ row, rows: row + 1, from: column, to: column + 1, value });
    }
    below = own.map((run) => {
      const same = below.find(({ from, to, value }) => from === run.from && to === run.to && value === run.value);
      if (!same) runs.push(run);
      else same.rows = row + 1;
      return same ?? run;
    });
  }
  return runs;
}

/** How a line of each kind is drawn. */
export const DASHES: Record<HingeKind, string | undefined> = { kink: undefined, edge: "6,3", zero: "2,3" };

/** Lines, white under black, so that they are seen on every colour; the stronger, the wider. */
function hingeMarks(hinges: readonly UnitHinges[]): Plot.Markish[] {
  const strongest = Math.max(...hinges.map(({ strength }) => strength), 0) || 1;
  const rows = hinges.flatMap(({ unit, strength, lines }) =>
    lines.map(({ kind, at, from, to }) => ({
      x1: from[0],
      y1: from[1],
      x2: to[0],
      y2: to[1],
      kind,
      width: 0.5 + 1.1 * (strength / strongest),
      title: `unit ${unit}: ${kind === "zero" ? "" : `${kind}, `}pre-activation ${number(at)}`,
    })),
  );
  const places = { x1: "x1", y1: "y1", x2: "x2", y2: "y2" };
  return (Object.keys(DASHES) as HingeKind[]).flatMap((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    if (own.length === 0) return [];
    const dash = DASHES[kind];
    return [
      Plot.link(own, {
        ...places,
        stroke: PAPER,
        strokeOpacity: 0.75,
        strokeWidth: ({ width }: { width: number }) => width + 1.4,
      }),
      Plot.link(own, {
        ...places,
        stroke: INK,
        strokeWidth: "width",
        title: "title",
        ...(dash && { strokeDasharray: dash }),
      }),
    ];
  });
}

function exampleMarks(examples: readonly PlacedExample[]): Plot.Markish[] {
  if (examples.length === 0) return [];
  // The first lies on top.
  const drawn = [...examples].reverse();
  return drawn.flatMap((example) => [
    Plot.dot([example], { x: "x", y: "y", r: 7, fill: PAPER, stroke: INK, strokeWidth: 1, title: "title" }),
    Plot.text([example], {
      x: "x",
      y: "y",
      text: ({ rank }: PlacedExample) => String(rank),
      fill: INK,
      fontSize: 9,
      fontWeight: 600,
    }),
  ]);
}
