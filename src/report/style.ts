/** The style sheet: system fonts, one column, light and dark, phone and print. */

/** Of the light page, of print, and of a drawing on its own: after Okabe and Ito (2008), darkened on white for contrast. */
export const COLOURS = {
  paper: "#ffffff",
  ink: "#1b1f24",
  soft: "#5a636e",
  line: "#d9dde2",
  wash: "#f5f6f8",
  blue: "#0072b2",
  orange: "#c24e00",
  green: "#00795a",
  purple: "#a8467d",
  gold: "#946200",
  sky: "#2f7fae",
  holds: "#00694e",
  fails: "#a83f00",
  open: "#5a636e",
  "holds-wash": "#e3f3ee",
  "fails-wash": "#fbeae0",
  "open-wash": "#eceef1",
} as const;

const LIGHT = Object.entries(COLOURS)
  .map(([name, colour]) => `--${name}: ${colour};`)
  .join(" ");

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e8eaed; --soft: #a3acb7; --line: #343b44; --wash: #1d2127;
    --blue: #56b4e9; --orange: #ff9254; --green: #33c79b; --purple: #e39ac4; --gold: #e6b23c; --sky: #9fd3f2;
    --holds: #4fd6ad; --fails: #ff9f68; --open: #a3acb7;
    --holds-wash: #12332a; --fails-wash: #3b2317; --open-wash: #2a2f36;
  }
}
@media print { :root { color-scheme: light; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
}
main { max-width: 64rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1, h2 { line-height: 1.2; text-wrap: balance; margin: 0; letter-spacing: -0.01em; }
h1 { font-size: 2rem; }
h2 { font-size: 1.35rem; }
p { margin: 0.75rem 0; max-width: 44rem; }
a { color: var(--blue); }
.lead { font-size: 1.125rem; }
.kind { color: var(--soft); font-size: 0.875rem; margin: 0 0 0.5rem; }
.soft { color: var(--soft); }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.heading { display: flex; flex-wrap: wrap; gap: 0.4rem 0.9rem; align-items: baseline; }
.heading .id { color: var(--soft); font-weight: 400; margin-right: 0.5em; }
code, pre, .hex { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875em; }
pre {
  background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem 1rem; margin: 0.75rem 0;
  overflow-x: auto; line-height: 1.45;
}
.verdict {
  display: inline-block; white-space: nowrap; border-radius: 999px; padding: 0.1em 0.75em 0.15em; font-size: 0.875rem; font-weight: 600; line-height: 1.5;
}
.holds { color: var(--holds); background: var(--holds-wash); }
.fails { color: var(--fails); background: var(--fails-wash); }
.open { color: var(--open); background: var(--open-wash); }
.scroll { overflow-x: auto; margin: 0 0 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.8125rem; line-height: 1.4; }
.caption { color: var(--soft); font-size: 0.8125rem; line-height: 1.45; max-width: none; margin: 1.25rem 0 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem 0.4rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; color: var(--soft); border-bottom-color: var(--soft); vertical-align: bottom; }
tbody th { font-weight: 500; min-width: 7rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.range { color: var(--soft); font-size: 0.75rem; }
th.n { white-space: normal; }
.keep { white-space: nowrap; }
.wide { width: 30%; }
tr.aside th, tr.aside td { color: var(--soft); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 45%), 1fr)); gap: 0.9rem 1.5rem; margin: 1.25rem 0; }
dt { color: var(--soft); font-size: 0.8125rem; }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.anchor { color: inherit; text-decoration: none; }
.anchor:hover, .number:hover { text-decoration: underline; }
.anchor::after { content: " #"; color: var(--soft); font-weight: 400; opacity: 0; }
.anchor:hover::after, .anchor:focus-visible::after { opacity: 1; }
.number { color: var(--ink); font-weight: 600; text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; margin: 1.5rem 0 0; font-size: 0.875rem; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
dfn { font-style: italic; font-weight: 600; color: var(--ink); }
details { margin: 0.75rem 0; }
summary { cursor: pointer; color: var(--soft); font-size: 0.875rem; width: fit-content; }
summary:hover { color: var(--ink); }
.get { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin: 0.4rem 0 0; font-size: 0.8125rem; max-width: none; align-items: baseline; }
.get a { text-decoration: none; }
.get a:hover { text-decoration: underline; }
.get .again { color: var(--soft); font-size: 0.75rem; overflow-wrap: anywhere; flex: 1 1 12rem; text-align: right; }
.answers { display: block; margin: 1.5rem 0; }
.answers > div { margin: 0 0 0.9rem; }
.answers dt { font-size: 1rem; font-weight: 600; color: var(--ink); }
.answers dt a { color: inherit; text-decoration: none; }
.answers dt a:hover { text-decoration: underline; }
.answers dd { line-height: 1.45; margin-top: 0.15rem; }
.word { background: none; }
.first { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 430px); gap: 0 2.5rem; }
.first > figure { margin-top: 0; }
figure { margin: 1.5rem 0; }
figcaption { color: var(--soft); font-size: 0.875rem; line-height: 1.5; max-width: 44rem; margin-top: 0.5rem; }
.row { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; }
.panel { flex: 0 1 430px; min-width: 0; }
.panel.third { flex-basis: 288px; }
.panel.whole { flex-basis: 100%; overflow-x: auto; }
.panel.whole svg { min-width: 38rem; }
.panel-title { font-weight: 600; font-size: 0.875rem; margin-bottom: 0.1rem; }
svg[role="img"] { display: block; width: 100%; max-width: 100%; height: auto; --plot-background: var(--paper); font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; font-size: 0.8125rem; margin-bottom: 0.5rem; }
.legend span { display: inline-flex; align-items: center; gap: 0.4rem; }
.legend svg { width: 14px; height: 14px; flex: none; overflow: visible; }
.legend svg.ramp { width: 90px; height: 12px; overflow: hidden; border-radius: 2px; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.8125rem; }
@media (max-width: 60rem) { .first { display: block; } }
@media (max-width: 36rem) {
  main { padding: 1.75rem 1rem 3rem; }
  h1 { font-size: 1.6rem; }
  section { margin-top: 2.25rem; }
}
@media print {
  @page { margin: 12mm 13mm; }
  body { font-size: 9pt; line-height: 1.4; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  figure, tr, .panel, .block, .answers > div, dl > div { break-inside: avoid; }
  nav, .get, .anchor::after { display: none; }
  .first { display: grid; gap: 0 6mm; grid-template-columns: minmax(0, 1fr) minmax(0, 76mm); }
  .first .panel { flex-basis: 100%; }
  .first p { font-size: 8.5pt; }
  .first .lead { font-size: 9.5pt; }
  .tested { break-before: page; margin-top: 0; border-top: 0; padding-top: 0; }
  h1 { font-size: 15pt; }
  h2 { font-size: 12pt; }
  h3 { font-size: 10pt; }
  .lead { font-size: 9.5pt; line-height: 1.35; }
  p { margin: 1.5mm 0; max-width: none; }
  section { margin-top: 4mm; padding-top: 3mm; }
  figure { margin: 3mm 0; }
  figcaption, .legend, summary, .panel-title, .kind { font-size: 7.5pt; line-height: 1.35; max-width: none; }
  .verdict { font-size: 8pt; padding: 0 0.6em; line-height: 1.35; }
  details:not([open]) { display: inline-block; margin: 0 4mm 0 0; }
  details, .caption { margin: 1mm 0; }
  .caption { font-size: 7.5pt; }
  .row { gap: 2mm 5mm; }
  .answers { margin: 3mm 0; }
  .answers > div { margin-bottom: 1.5mm; }
  .answers dt { font-size: 8.5pt; }
  .answers dd { font-size: 8pt; line-height: 1.3; margin-top: 0; }
  dl { gap: 2mm 5mm; margin: 3mm 0; }
  pre { font-size: 8pt; padding: 2mm 3mm; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  h1, h2, .heading, .caption { break-after: avoid; }
  p { orphans: 3; widows: 3; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; line-height: 1.3; }
  th, td { padding: 0.2rem 0.5rem 0.2rem 0; }
  .panel { flex: 0 1 41%; }
  .panel.third { flex-basis: 28%; }
  .panel.whole { flex-basis: 100%; overflow: visible; }
  .panel.whole svg { min-width: 0; }
}
`;
