/** How a result is cited, and the paper whose claims it tests: BibTeX, on the page and to take along. */
import { address } from "./data-address.js";
import { type Html, html } from "./html.js";

/** A paper as BibTeX needs it. */
export interface CitedPaper {
  /** Family names with commas between. */
  authors: string;
  title: string;
  /** Where and when: "ICML 2021". */
  venue: string;
  url: string;
}

/** What a page is of. */
export interface Cited {
  /** The result in a few words. */
  title: string;
  /** SHA-256 of the result; null where it has none. */
  fingerprint: string | null;
  /** The paper that its claims are from. */
  paper?: CitedPaper;
}

/** The section of a page that says how it is cited. */
export function citation(cited: readonly Cited[], version: string, command: string | undefined): Html {
  const papers = new Map(cited.flatMap(({ paper }) => (paper ? [[paper.url, paperEntry(paper)] as const] : [])));
  const text = [...cited.map((one) => resultEntry(one, version, command)), ...papers.values()].join("\n\n");
  return html`<section id="cite"><h2>Cite</h2>
<p class="soft">${cited.length > 1 ? "These results" : "This result"}${papers.size > 0 ? `, and the ${papers.size > 1 ? "papers" : "paper"} that the claims are from` : null}, in BibTeX.</p>
<pre><code>${text}</code></pre>
<p class="get"><a download="doppelgrad.bib" href="${address("text/plain", `${text}\n`)}">BibTeX</a></p>
</section>`;
}

function resultEntry({ title, fingerprint }: Cited, version: string, command: string | undefined): string {
  const note = [
    ...(command === undefined ? [] : [`Made by: ${command}`]),
    ...(fingerprint === null ? [] : [`Fingerprint: ${fingerprint}`]),
  ].join(". ");
  return entry("misc", `doppelgrad${fingerprint === null ? "" : `-${fingerprint.slice(0, 8)}`}`, {
    author: "{The doppelgrad project}",
    title: `{${plain(title)}}`,
    howpublished: plain(`doppelgrad ${version}`),
    ...(note !== "" && { note: plain(note) }),
  });
}

/** `Snapp, Shamir` of `2021` is snapp2021. */
function paperEntry({ authors, title, venue, url }: CitedPaper): string {
  const names = authors.split(", ");
  const year = /\d{4}/.exec(venue)?.[0];
  const arxiv = /arxiv\.org\/abs\/([\w.]+)/.exec(url)?.[1];
  return entry("misc", `${names[0]!.toLowerCase().replace(/[^a-z]/g, "")}${year ?? ""}`, {
    author: names.map(plain).join(" and "),
    title: `{${plain(title)}}`,
    ...(venue !== year && { howpublished: plain(venue) }),
    ...(year !== undefined && { year }),
    ...(arxiv !== undefined && { eprint: arxiv, archiveprefix: "arXiv" }),
    url,
  });
}

function entry(kind: string, key: string, fields: Readonly<Record<string, string>>): string {
  const wide = Math.max(...Object.keys(fields).map(({ length }) => length));
  const lines = Object.entries(fields).map(([name, value]) => `  ${name.padEnd(wide)} = {${value}}`);
  return `@${kind}{${key},\n${lines.join(",\n")}\n}`;
}

/** Text that TeX sets as it stands. */
function plain(text: string): string {
  const named: Record<string, string> = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
  };
  return text.replace(/\s+/g, " ").replace(/[\\{}&%$#_~^]/g, (character) => named[character] ?? `\\${character}`);
}
