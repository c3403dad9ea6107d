/** Every claim on all data: a head a claim, below it a row for each family, all on one axis of ratios. */
import * as Plot from "@observablehq/plot";
import type { Verdict } from "../../claims/claim.js";
import { numbersOf } from "../download.js";
import { type Panel, plot } from "../figure.js";
import { ratio, ratioInterval } from "../format.js";
import { type Html, html } from "../html.js";
import { drawColumns } from "./axes.js";
import { ratioAxis, ratioOf } from "./forest.js";

/** What a claim rests on, on one family. */
export interface OverviewRow {
  /** The claim, and what is compared: rows of one head stand together. */
  head: string;
  data: string;
  verdict: Verdict;
  /** Logarithms; null where nothing could be compared. A lower end may be −∞. */
  estimate: number | null;
  low: number | null;
  high: number | null;
  /** In log units: what counts begins beyond it. */
  margin: number;
  /** The same on each data draw. */
  draws: readonly number[];
}

const [WIDTH, LEFT, ROW, HEAD] = [430, 196, 21, 30];
/** Marks differ in shape too: colour is not all. */
const MARKS: Record<Verdict, { colour: string; symbol: Plot.SymbolType; full: boolean }> = {
  holds: { colour: "var(--holds)", symbol: "circle", full: true },
  "does not hold": { colour: "var(--fails)", symbol: "square", full: true },
  "not resolved": { colour: "var(--open)", symbol: "circle", full: false },
};

export function overviewPlot(rows: readonly OverviewRow[]): Panel {
  const finite = rows
    .flatMap(({ estimate, low, high, margin, draws }) => [estimate, low, high, margin, -margin, ...draws])
    .filter((value): value is number => value !== null && Number.isFinite(value));
  const [least, largest] = [Math.min(-0.1, ...finite), Math.max(0.1, ...finite)];
  const room = (largest - least) * 0.06;
  const domain: [number, number] = [Math.exp(least - room), Math.exp(largest + room)];
  const heads: { head: string; y: number }[] = [];
  let y = 0;
  const placed = rows.map((row, at) => {
    if (row.head !== rows[at - 1]?.head) {
      heads.push({ head: row.head, y: y + HEAD - 8 });
      y += HEAD;
    }
    y += ROW;
    const value = row.estimate === null ? "no comparison" : withInterval(row);
    return { ...row, y: y - ROW / 2, value };
  });
  const drawn = placed.flatMap((row) =>
    row.estimate === null
      ? []
      : [
          {
            ...row,
            at: Math.exp(row.estimate),
            from: Math.max(domain[0], Math.exp(row.low ?? row.estimate)),
            to: Math.min(domain[1], Math.exp(row.high ?? row.estimate)),
          },
        ],
  );
  const draws = placed.flatMap(({ y, draws }) => draws.map((draw) => ({ y, at: Math.exp(draw) })));
  const bands = placed.filter(({ margin }) => margin > 0);
  const colour = ({ verdict }: OverviewRow) => MARKS[verdict].colour;
  const text = (value: "data" | "value", dx: number, fill: string) =>
    Plot.text(placed, {
      y: "y",
      frameAnchor: "left",
      dx,
      textAnchor: value === "data" ? "start" : "end",
      fill,
      text: value,
    });
  const heard = placed.map(({ head, data, verdict, value }) => `${head} on ${data}: ${verdict}, ${value}`).join("; ");
  return plot(
    "",
    `Every claim on all data, as ratios. ${heard}`,
    {
      width: WIDTH,
      height: y + 50,
      marginLeft: LEFT,
      marginTop: 2,
      x: { type: "log", domain },
      y: { type: "linear", domain: [0, y], range: [2, y + 2], axis: null },
      marks: [
        Plot.rect(bands, {
          x1: ({ margin }: OverviewRow) => Math.exp(-margin),
          x2: ({ margin }: OverviewRow) => Math.exp(margin),
          y1: ({ y }: { y: number }) => y - ROW / 2,
          y2: ({ y }: { y: number }) => y + ROW / 2,
          fill: "var(--soft)",
          fillOpacity: 0.16,
        }),
        Plot.ruleX([1], { stroke: "var(--soft)" }),
        ratioAxis("ratio of differences", domain),
        Plot.dot(draws, { x: "at", y: "y", dy: 6, r: 1.6, fill: "var(--soft)", fillOpacity: 0.55 }),
        Plot.ruleY(drawn, { x1: "from", x2: "to", y: "y", stroke: colour, strokeWidth: 2 }),
        Plot.dot(drawn, {
          x: "at",
          y: "y",
          r: 4.5,
          symbol: ({ verdict }: OverviewRow) => MARKS[verdict].symbol,
          stroke: colour,
          strokeWidth: 1.5,
          fill: (row: OverviewRow) => (MARKS[row.verdict].full ? colour(row) : "var(--paper)"),
          title: ({ head, data, value }: (typeof drawn)[number]) => `${head} on ${data}: ${value}`,
        }),
        Plot.text(heads, {
          y: "y",
          frameAnchor: "left",
          dx: 2 - LEFT,
          textAnchor: "start",
          fontWeight: 600,
          fill: "var(--ink)",
          text: "head",
        }),
        text("data", 2 - LEFT, "var(--ink)"),
        text("value", -12, "var(--soft)"),
      ],
    },
    numbersOf(rows, [
      ["claim", ({ head }) => head],
      ["data", ({ data }) => data],
      ["verdict", ({ verdict }) => verdict],
      ["ratio", ({ estimate }) => ratioOf(estimate)],
      ["low", ({ low }) => ratioOf(low)],
      ["high", ({ high }) => ratioOf(high)],
      ["margin", ({ margin }) => ratioOf(margin)],
      ...drawColumns(rows).map(([name, of]) => [name, (row: OverviewRow) => ratioOf(of(row))] as const),
    ]),
  );
}

function withInterval({ estimate, low, high }: OverviewRow): string {
  return `${ratio(estimate)} ${ratioInterval(low, high)}`.trim();
}

/** What the marks mean. */
export function overviewLegend(verdicts: readonly Verdict[]): Html {
  const shape = (verdict: Verdict) => {
    const { colour, symbol, full } = MARKS[verdict];
    const fill = full ? colour : "none";
    return symbol === "square"
      ? html`<rect x="3" y="3" width="8" height="8" fill="${fill}" stroke="${colour}"/>`
      : html`<circle cx="7" cy="7" r="4.5" fill="${fill}" stroke="${colour}" stroke-width="1.5"/>`;
  };
  return html`<div class="legend">${(Object.keys(MARKS) as Verdict[])
    .filter((verdict) => verdicts.includes(verdict))
    .map(
      (verdict) => html`<span><svg viewBox="0 0 14 14" aria-hidden="true">${shape(verdict)}</svg>${verdict}</span>`,
    )}</div>
`;
}
