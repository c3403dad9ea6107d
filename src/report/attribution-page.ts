/** The page of an attribution: what was found, shares with their intervals, and where the variance is. */
import type { Attribution } from "../attribute/attribution.js";
import { capital } from "../study/errors.js";
import {
  componentName,
  designSays,
  exampleName,
  foundOfAttribution,
  learnedSays,
  mostVarying,
  shareText,
  varianceSays,
} from "./attribution-words.js";
import { figure } from "./figure.js";
import { count, estimate, list, number, shortFingerprint, unbroken } from "./format.js";
import { type Html, html } from "./html.js";
import { commandBlock, facts, heads, type Origin, type PageParts, tableOf } from "./page.js";
import { SERIES } from "./plots/band-line.js";
import { type ShareRow, sharesPlot } from "./plots/shares.js";
import { type StackedRow, stackedVariance } from "./plots/stacked-variance.js";

/** What the page reads of an attribution. */
export interface AttributionPageInput extends Attribution, Pick<Origin, "command" | "host"> {}

const QUESTION = "Where do the differences between predictions come from?";
/** More components than these are not plotted; the table holds all. */
const MOST_SHARES = 16;
/** Bars of the stacked plot. */
const BARS = 20;
/** Examples of the table. */
const SHOWN = 20;

/** The whole page as one HTML document. Yields between its pieces. */
export function* attributionPage(attribution: AttributionPageInput): Generator<void, PageParts> {
  const { attributed, study, variance, notes, method } = attribution;
  const learned = learnedSays(attribution);
  yield;
  const varies = Boolean(variance.value);
  const pictures = varies ? sharesFigure(attribution) : null;
  yield;
  const stacked = varies ? stackedFigure(attribution) : null;
  yield;
  return {
    title: `doppelgrad: ${QUESTION}`,
    origin: attribution,
    body: html`<header>
<p class="kind">doppelgrad report on an attribution</p>
<h1>${QUESTION}</h1>
<p class="lead">${unbroken(foundOfAttribution(attribution))}</p>
${[learned, ...notes].map((note) => note && html`<p class="soft">${note}</p>`)}
${facts([
  ["Design", designSays(attribution)],
  ["Examples", count(attribution.examples)],
  ["Loss", attribution.loss === null ? null : number(attribution.loss)],
  ["Data", study.data.name],
  ["Contract", `bits ${attribution.bits}, statistics ${attribution.statistics}`],
  ["Fingerprint", html`<span class="hex">${shortFingerprint(attribution.fingerprint)}</span>`],
])}
${commandBlock(attribution.command)}
</header>
<section><h2>Shares</h2><p>${capital(unbroken(varianceSays(attribution)))}.</p>${pictures}${componentsTable(attribution)}</section>
<section><h2>Fixing a factor, or all others</h2>${factorsTable(attribution)}</section>
${stacked && html`<section><h2>Where the variance is</h2>${stacked}${examplesTable(attribution)}</section>`}
<footer><p>Intervals are of 95%: ${method}. A component is estimated without bias and not cut at 0, so a small one may be negative. Levels of ${list(attributed.map(({ factor }) => factor))} are seeds drawn at random; everything here is given this training and test set.</p></footer>`,
    cited: [
      {
        title: `Attribution of prediction differences to ${list(attributed.map(({ factor }) => factor))}: ${study.data.name}`,
        fingerprint: attribution.fingerprint,
      },
    ],
  };
}

function sharesFigure({ components }: Attribution): Html {
  const largest = [...components].sort((a, b) => b.share.value! - a.share.value!).slice(0, MOST_SHARES);
  const rows = components
    .filter((component) => largest.includes(component))
    .map(
      ({ factors, share }): ShareRow => ({
        name: componentName({ factors }),
        value: share.value!,
        low: share.low,
        high: share.high,
        isInteraction: factors.length > 1,
      }),
    );
  const cut = rows.length < components.length ? ` The ${rows.length} largest of ${components.length}.` : "";
  return figure(
    [sharesPlot("Share of the variance", rows)],
    html`Each factor alone (full dots) and each interaction (hollow), with 95% intervals over levels. All shares add up to 1.${cut}`,
  );
}

/** The layers: each factor alone, as many as can be told apart, and all else. */
function stackedFigure(attribution: Attribution): Html | null {
  const { components, examples } = attribution;
  const mains = components.flatMap(({ factors }, at) => (factors.length === 1 ? [at] : [])).slice(0, SERIES.length);
  const rest = mains.length < attribution.attributed.length ? "all else" : "interactions";
  const series = [...mains.map((at) => componentName(components[at]!)), rest];
  const colours = [...mains.map((_, at) => SERIES[at]!), "var(--soft)"];
  const ranked = mostVarying(attribution, examples);
  const bars = Math.min(BARS, examples);
  const rows = Array.from({ length: bars }, (_, bar) => {
    const own = ranked.slice(Math.floor((bar * examples) / bars), Math.floor(((bar + 1) * examples) / bars));
    const mean = (of: (example: (typeof own)[number]) => number) =>
      own.reduce((sum, each) => sum + of(each), 0) / own.length;
    const layers = mains.map((at) => mean(({ components: each }) => each[at]!));
    const whole = mean(({ variance }) => variance);
    return [...layers, layers.reduce((left, layer) => left - layer, whole)].map(
      (value, at): StackedRow => ({
        group: bar + 1,
        series: series[at]!,
        value,
        title: `${series[at]}: ${number(value)} of ${number(whole)}`,
      }),
    );
  }).flat();
  const what = bars < examples ? `${bars} groups of examples` : "examples";
  const legend = html`<div class="legend">${series.map(
    (name, at) =>
      html`<span><svg viewBox="0 0 14 14" aria-hidden="true"><rect width="14" height="14" rx="2" fill="${colours[at]!}"/></svg>${name}</span>`,
  )}</div>`;
  return figure(
    [stackedVariance("By example", `${what}, from the most variance to the least`, series, colours, rows)],
    html`Variance of predictions of the test examples, ranked${bars < examples ? html` and in ${bars} groups of equal size` : null}, and what makes it. A layer below 0 is an estimate around 0.`,
    legend,
  );
}

function componentsTable({ components }: Attribution): Html {
  return tableOf(
    "Components",
    "Each component of the variance, its share, and the closed share of its factors: what they explain together, which goes when all of them are fixed.",
    html`${heads([
      ["Component", ""],
      ["Share", "n"],
      ["Variance", "n"],
      ["Closed share", "n"],
      ["", ""],
    ])}<tbody>${components.map(
      (component) =>
        html`<tr><th scope="row">${componentName(component)}</th><td class="n">${estimate(component.share)}</td><td class="n">${estimate(component.variance)}</td><td class="n">${estimate(component.closed)}</td><td class="soft">${component.residual ? "also the residual" : ""}</td></tr>
`,
    )}</tbody>`,
  );
}

function factorsTable({ attributed }: Attribution): Html {
  return tableOf(
    "Factors",
    "Alone: the share that goes when this factor is fixed. With interactions: the share that is left when it alone varies and all others are fixed. Both on average over what is fixed.",
    html`${heads([
      ["Factor", ""],
      ["Levels", "n"],
      ["Alone", "n"],
      ["With interactions", "n"],
    ])}<tbody>${attributed.map(
      ({ factor, levels, main, total }) =>
        html`<tr><th scope="row">${factor}</th><td class="n">${count(levels)}</td><td class="n">${estimate(main)}</td><td class="n">${estimate(total)}</td></tr>
`,
    )}</tbody>`,
  );
}

function examplesTable(attribution: Attribution): Html {
  const { components, examples } = attribution;
  const shown = components.slice(0, MOST_SHARES);
  const most = mostVarying(attribution, SHOWN);
  const cut = most.length < examples ? ` The first ${most.length} of ${count(examples)}; attribution.csv has all.` : "";
  return tableOf(
    "Examples",
    `Test examples by the variance of their predictions, and the share of each component in it.${cut}`,
    html`${heads([
      ["Example", ""],
      ["Variance", "n"],
      ...shown.map((component) => [componentName(component), "n"] as const),
    ])}<tbody>${most.map(
      (each) =>
        html`<tr><th scope="row">${exampleName(each)}</th><td class="n">${number(each.variance)}</td>${shown.map(
          (_, at) => html`<td class="n">${shareText(each.components[at]!, each)}</td>`,
        )}</tr>
`,
    )}</tbody>`,
  );
}
