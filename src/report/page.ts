/** The frame of every page: one file, nothing loaded from anywhere, no script. */

import { version } from "../../package.json";
import { addressed } from "./addresses.js";
import { type Cited, citation } from "./cite.js";
import { workersText } from "./format.js";
import { type Html, html, raw } from "./html.js";
import { STYLE } from "./style.js";

/** The version whose pages these are: another one may word or draw the same result otherwise. */
export const PAGE_VERSION: string = version;

/** What a page is made of. */
export interface PageParts {
  /** Of the window. */
  title: string;
  /** What no result holds: it stands in the head as JSON, so that the page can be made again. */
  origin: Origin;
  /** A header, sections, and perhaps a footer. */
  body: Html;
  /** What it is cited as; a page of no result has nothing. */
  cited: readonly Cited[];
}

/** The whole document: with figures numbered, sections that can be linked to, and how it is cited. */
export function page({ title, origin: { command, seconds, host }, body, cited }: PageParts): string {
  const cites = cited.length === 0 ? "" : `${citation(cited, PAGE_VERSION, command).markup}\n`;
  const whole = raw(body.markup.replace(/<footer>|$/, (end) => `${cites}${end}`));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="doppelgrad" content="${JSON.stringify({ version: PAGE_VERSION, command, seconds, host })}">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${addressed(whole, command)}
</main>
</body>
</html>
`.markup;
}

/** How the numbers of a page came about, as far as it is known. Nothing of it decides a number. */
export interface Origin {
  /** The command line that makes the same page. */
  command?: string;
  /** Wall-clock time of the computation, in seconds. */
  seconds?: number;
  /** What ran it: `result.host`. */
  host?: Readonly<{
    /** Name and version of the host. */
    engine?: string;
    /** System and processor. */
    architecture?: string;
    /** The backend that trained. */
    backend?: string;
    /** How many there were. */
    workers?: number;
  }>;
}

/** Terms with their values, side by side; those without a value are left out. */
export function facts(pairs: readonly (readonly [string, Html | string | null | undefined])[]): Html {
  return html`<dl>${pairs.map(([term, value]) => (value ? html`<div><dt>${term}</dt><dd>${value}</dd></div>` : null))}</dl>`;
}

/** Engine and machine in one line. */
export function hostText({ engine, architecture, backend, workers }: NonNullable<Origin["host"]> = {}): string {
  const shared = workers === undefined ? undefined : workersText(workers);
  return [engine, architecture, backend && `${backend} backend`, shared].filter(Boolean).join(", ");
}

/** A table under what says what it holds, unless that stands above; it scrolls by itself where the screen is too narrow. */
export function tableOf(name: string, caption: string | null, content: Html): Html {
  return html`${
    caption === null
      ? null
      : html`<p class="caption">${caption}</p>
`
  }<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table aria-label="${name}">${content}</table></div>`;
}

/** The same under its name, which opens it; in print it is left folded, for a page of all tables has no end. */
export function foldedTable(name: string, caption: string | null, content: Html): Html {
  return html`<details><summary>${name}</summary>
${tableOf(name, caption, content)}</details>`;
}

/** The head of a table: a cell a column, with its class; "n" for columns of numbers. */
export function heads(columns: readonly (readonly [text: string, kind: "n" | "wide" | ""])[]): Html {
  return html`<thead><tr>${columns.map(([text, kind]) => html`<th scope="col" class="${kind}">${text}</th>`)}</tr></thead>`;
}

/** The command line that makes the numbers again. */
export function commandBlock(command: string | undefined): Html | null {
  if (!command) return null;
  return html`<div class="block"><p class="soft">Every bit of the numbers on this page follows from this command:</p>
<pre><code>${command}</code></pre></div>`;
}
