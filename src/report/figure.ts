/**
 * A figure: panels side by side (one a data family), one caption. Plots are made by Observable Plot into a DOM that is
 * no browser's, and leave as plain SVG: colours are variables of the page's style sheet, so that light, dark and print
 * all work.
 */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { downloads, type PlottedNumbers } from "./download.js";
import { escaped, type Html, html, raw } from "./html.js";

/** The width that panels are plotted at: two fit a desktop column, one a phone. Pixels. */
export const PANEL_WIDTH = 400;

export interface Panel {
  /** Stands above the panel, e.g. the data family. */
  title: string;
  /** What a reader who does not see the plot is told. */
  label: string;
  svg: Html;
  /** Pixels it is plotted at, and the most it takes on the page. */
  width: number;
  /** What is plotted; null where it stands in the table of another panel of its figure. */
  numbers: PlottedNumbers | null;
}

const MARGINS = { marginLeft: 52, marginRight: 16, marginTop: 26, marginBottom: 40 };

/**
 * One plot as SVG with the role of an image; `label` is its accessible name. The same options give the same text.
 * @param numbers what is plotted, for those who take it along
 */
export function plot(title: string, label: string, options: Plot.PlotOptions, numbers: PlottedNumbers | null): Panel {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({
    document: document as unknown as Document,
    width: PANEL_WIDTH,
    height: 280,
    ...MARGINS,
    style: { fontSize: "12px", fontFamily: "inherit", overflow: "visible" },
    ...options,
  });
  // A label may hold a name from a file, and "$&" in a replacement text is no text.
  const svg = plot.outerHTML.replace(/^<svg/, () => `<svg role="img" aria-label="${escaped(label)}"`);
  return { title, label, svg: raw(shortened(svg)), width: options.width ?? PANEL_WIDTH, numbers };
}

/** Coordinates to a hundredth of a pixel. */
function shortened(svg: string): string {
  return withCoordinates(svg, (numbers) =>
    numbers.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
}

/** The drawing with each of its attributes of coordinates changed. */
export function withCoordinates(svg: string, change: (numbers: string) => string): string {
  return svg.replace(
    / (d|transform|points|x1|x2|y1|y2|cx|cy|r|x|y|width|height)="([^"]*)"/g,
    (_, name: string, numbers: string) => ` ${name}="${change(numbers)}"`,
  );
}

/**
 * Panels and what stands below them: a caption that names the form of every measure plotted, and the figure to take
 * along. `page.ts` numbers the figures of a page.
 */
export function figure(panels: readonly Panel[], caption: Html, legend?: Html): Html {
  return html`<figure>
${legend}<div class="row">${panels.map(
    ({ title, svg, width }) =>
      html`<div class="${width < 300 ? "panel third" : width > 600 ? "panel whole" : "panel"}"><div class="panel-title">${title}</div>${svg}</div>`,
  )}</div>
<figcaption>${caption}</figcaption>
${downloads(panels, legend)}
</figure>`;
}
