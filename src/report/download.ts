/**
 * What a reader takes along from a figure: its drawing as a file of its own, and the numbers that are plotted. Both
 * stand in the page, as addresses of data, so that nothing is loaded and no script runs.
 */
import { parseHTML } from "linkedom";
import { csvOf } from "../compare/flips-csv.js";
import { address } from "./data-address.js";
import type { Panel } from "./figure.js";
import { escaped, type Html, html } from "./html.js";
import { COLOURS } from "./style.js";

/** The numbers of a drawing as a table. */
export interface PlottedNumbers {
  columns: readonly string[];
  rows: readonly Cells[];
}

type Cell = string | number | null;
type Cells = readonly Cell[];

/** The table of rows: a column for each name, with what it holds of a row. */
export function numbersOf<Row>(
  rows: readonly Row[],
  columns: readonly (readonly [name: string, cell: (row: Row) => Cell])[],
): PlottedNumbers {
  return { columns: columns.map(([name]) => name), rows: rows.map((row) => columns.map(([, cell]) => cell(row))) };
}

/** The columns of a value with its interval. */
export const INTERVAL = [
  ["low", ({ low }: { low: number | null }): Cell => low],
  ["high", ({ high }: { high: number | null }): Cell => high],
] as const;

/** The links below a figure. `page.ts` puts the number of the figure into the names of the files. */
export function downloads(panels: readonly Panel[], legend?: Html): Html {
  const tables = tablesOf(panels);
  const csv = ({ title, numbers }: { title: string; numbers: PlottedNumbers }, at: number) =>
    html` <a download="figure${tables.length > 1 ? `-${at + 1}` : ""}.csv" href="${csvAddress(numbers)}">CSV${
      tables.length > 1 && title !== "" ? ` (${title})` : null
    }</a>`;
  return html`<p class="get"><a download="figure.svg" href="${address("image/svg+xml", alone(panels, legend))}">SVG</a>${tables.map(csv)}</p>`;
}

/** Panels of one kind are one table, with a column that tells them apart. */
function tablesOf(panels: readonly Panel[]): { title: string; numbers: PlottedNumbers }[] {
  const kinds = new Map<string, { title: string; numbers: PlottedNumbers }[]>();
  for (const { title, numbers } of panels) {
    if (numbers === null) continue;
    const kind = JSON.stringify(numbers.columns);
    kinds.set(kind, [...(kinds.get(kind) ?? []), { title, numbers }]);
  }
  return [...kinds.values()].map((same) => {
    const [first] = same;
    if (same.length === 1) return first!;
    const rows = same.flatMap(({ title, numbers }) => numbers.rows.map((row) => [title, ...row]));
    const { title, numbers } = first!;
    return { title, numbers: { columns: ["panel", ...numbers.columns], rows } };
  });
}

function csvAddress({ columns, rows }: PlottedNumbers): string {
  return address("text/csv", csvOf([columns, ...rows]));
}

/** Pixels between panels, above each for its title, around all; and of the texts of a legend. */
const [GAP, TITLE, EDGE, LINE, CHARACTER] = [24, 22, 12, 22, 6.6];
/** Panels of this width all together stand side by side. */
const ACROSS = 920;

interface Placed {
  markup: string;
  right: number;
  bottom: number;
}

/** The figure as one drawing that is right on its own: colours of the light page, on white. */
export function alone(panels: readonly Panel[], legend?: Html): string {
  const key = legendOf(legend);
  const placed: Placed[] = [];
  let [x, y, row] = [EDGE, EDGE + key.height, 0];
  for (const { title, svg, width } of panels) {
    if (x > EDGE && x + width > ACROSS + EDGE) [x, y, row] = [EDGE, y + row + GAP, 0];
    const height = Number(/ height="([\d.]+)"/.exec(svg.markup)?.[1] ?? 0);
    const above = title === "" ? 0 : TITLE;
    const heading =
      title === ""
        ? ""
        : `<text x="${x}" y="${y + 14}" font-size="14" font-weight="600" fill="${COLOURS.ink}">${escaped(title)}</text>`;
    placed.push({
      markup: `${heading}${svg.markup.replace(/^<svg/, () => `<svg x="${x}" y="${y + above}"`)}`,
      right: x + width,
      bottom: y + above + height,
    });
    x += width + GAP;
    row = Math.max(row, above + height);
  }
  const width = Math.max(key.width, ...placed.map(({ right }) => right)) + EDGE;
  const height = Math.max(...placed.map(({ bottom }) => bottom)) + EDGE;
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12"><style>text{white-space:pre}</style><rect width="${width}" height="${height}" fill="${COLOURS.paper}"/>${key.markup}${placed.map(({ markup }) => markup).join("")}</svg>`;
  return resolved(drawn);
}

/** Without what only a page has: its variables, its fonts, and the style of a plot in it. */
function resolved(svg: string): string {
  return svg
    .replace(/<style>:where.*?<\/style>/gs, "")
    .replace(/ class="[^"]*"/g, "")
    .replace(/ style="[^"]*"/g, ` style="overflow:visible"`)
    .replace(/ font-family="inherit"/g, "")
    .replaceAll("&nbsp;", "\u00a0")
    .replaceAll("currentColor", COLOURS.ink)
    .replace(/var\(--([a-z-]+)\)/g, (_, name: keyof typeof COLOURS | "plot-background") =>
      name === "plot-background" ? COLOURS.paper : COLOURS[name],
    );
}

/** The legend of a page as a row of marks and texts. */
function legendOf(legend: Html | undefined): { markup: string; width: number; height: number } {
  if (!legend) return { markup: "", width: 0, height: 0 };
  const { document } = parseHTML(`<!doctype html><html><body>${legend.markup}</body></html>`);
  let [x, y, widest] = [EDGE, EDGE, 0];
  const parts: string[] = [];
  for (const entry of document.querySelectorAll(".legend > span")) {
    const own = [...entry.childNodes].map((node) => {
      const text = node.nodeType === 3 ? (node.textContent ?? "").replace(/\s+/g, " ").trim() : null;
      const isRamp = text === null && (node as Element).getAttribute("class") === "ramp";
      const size = text === null ? (isRamp ? 90 : 14) : Math.round(text.length * CHARACTER);
      return { node: node as Element, text, size };
    });
    const width = own.reduce((sum, { size }) => sum + size + 6, 0);
    if (x > EDGE && x + width > ACROSS) [x, y] = [EDGE, y + LINE];
    for (const { node, text, size } of own) {
      parts.push(
        text === null
          ? node.outerHTML.replace(/^<svg/, `<svg x="${x}" y="${y}" width="${size}" height="14"`)
          : `<text x="${x}" y="${y + 11}" fill="${COLOURS.ink}">${escaped(text)}</text>`,
      );
      x += size + 6;
    }
    widest = Math.max(widest, x);
    x += 14;
  }
  return { markup: parts.join(""), width: widest, height: y - EDGE + LINE + 8 };
}
