/** The sheets of a bench as one self-contained page. */
import * as Plot from "@observablehq/plot";
import { numbersOf } from "../src/report/download.js";
import { figure, type Panel, plot } from "../src/report/figure.js";
import { type Html, html } from "../src/report/html.js";
import { facts, page } from "../src/report/page.js";
import { horizontalAxis } from "../src/report/plots/axes.js";
import type { Bars, Sheet } from "./sheet.js";
import { sheetHtml } from "./sheet-html.js";

const COLOURS = ["var(--blue)", "var(--orange)", "var(--green)", "var(--gold)"];
const BAR = 14;
const WIDTH = 960;

export interface BenchPage {
  bench: string;
  machine: string;
  command: string;
  sheets: readonly Sheet[];
  /** A table that is text already. */
  text?: string;
}

/** The whole page as one HTML document. */
export function benchPage({ bench, machine, command, sheets, text }: BenchPage): string {
  return page({
    title: `doppelgrad bench ${bench}`,
    origin: { command },
    cited: [],
    body: html`<header>
<p class="kind">doppelgrad bench</p>
<h1>${bench}</h1>
${facts([
  ["Machine and engine", machine],
  ["Command", html`<code>${command}</code>`],
])}
</header>
${text === undefined ? null : html`<section><pre><code>${text}</code></pre></section>`}
${sheets.map(section)}`,
  });
}

function section(sheet: Sheet): Html {
  const { title, bars } = sheet;
  return html`<section><h2>${title}</h2>
${bars ? figure([barsOf(title, bars)], html`${bars.label}.`) : null}
${sheetHtml(sheet)}</section>
`;
}

/** Bars from 0, one band a row of the table, a bar a series; each bar says its value. */
function barsOf(title: string, { label, rows }: Bars): Panel {
  const names = [...new Set(rows.map((row) => row.name))];
  const series = [...new Set(rows.map((row) => row.series))];
  const bar = (row: Bars["rows"][number]) => `${row.series} ${Number(row.value.toPrecision(3))}`;
  return plot(
    "",
    `${title}: ${label}. ${rows.map((row) => `${row.name}, ${bar(row)}`).join("; ")}`,
    {
      width: WIDTH,
      height: names.length * (series.length * BAR + 10) + 46,
      marginLeft: 320,
      marginRight: 120,
      marginTop: 4,
      x: { domain: [0, Math.max(...rows.map((row) => row.value))] },
      fy: { domain: names, axis: null, padding: 0.15 },
      y: { type: "band", domain: series, axis: null, paddingInner: 0.1 },
      color: { domain: series, range: COLOURS.slice(0, series.length) },
      marks: [
        ...horizontalAxis(label),
        Plot.barX(rows, { x: "value", y: "series", fy: "name", fill: "series", fillOpacity: 0.8 }),
        Plot.text(rows, {
          x: "value",
          y: "series",
          fy: "name",
          text: bar,
          dx: 5,
          textAnchor: "start",
          fill: "var(--ink)",
          fontSize: 10,
        }),
        Plot.text(names, {
          fy: (name: string) => name,
          text: (name: string) => name,
          frameAnchor: "left",
          dx: -312,
          textAnchor: "start",
          fill: "var(--ink)",
        }),
      ],
    },
    numbersOf(rows, [
      ["row", ({ name }) => name],
      ["series", ({ series }) => series],
      [label, ({ value }) => value],
    ]),
  );
}
