/** Further measures on a page: tables, and the curves of ensembles. */
import type { EnsembleSize } from "../further/ensembles.js";
import type { FurtherEstimate } from "../further/found.js";
import type { FurtherMeasures, FurtherOfExamples, FurtherOfGroup } from "../further/further.js";
import { FURTHER_MEASURES, type FurtherName } from "../further/names.js";
import { MEASURES, type MeasureName } from "../measure/names.js";
import type { Estimate } from "../statistics/estimate.js";
import { figure } from "./figure.js";
import { ABSENT, count, estimate, interval, number, percent } from "./format.js";
import { ensembleColumns, measuredIn, whyNone } from "./further-lines.js";
import { type Html, html } from "./html.js";
import { spaced } from "./measures-table.js";
import { foldedTable, heads, tableOf } from "./page.js";
import { ensemblePlot } from "./plots/ensembles.js";

/** What a measure says, by its name. */
export function furtherSays(name: string): string {
  return FURTHER_MEASURES[name as FurtherName] ?? MEASURES[name as MeasureName] ?? "";
}

/** The tables of a page: all examples, groups, classes. */
export function furtherTables(further: FurtherMeasures): Html {
  const { measures, consistency, reliability, ensembles, examples, groups, classes } = further;
  const all = tableOf(
    "Further measures",
    "With their forms and 95% intervals; where there is none, why.",
    html`${heads([
      ["Measure", ""],
      ["Form", ""],
      ["Value", "n"],
      ["Interval", "n"],
      ["What it says", ""],
    ])}<tbody>${Object.entries(measures).map(([name, e]) => row(name, e))}</tbody>`,
  );
  return html`${Object.keys(measures).length > 0 ? all : null}
${consistency && consistencyTable(consistency, examples)}
${reliability && reliabilityTable(reliability)}
${ensembles && ensemblesFigure(ensembles)}${ensembles && ensemblesTable(ensembles)}
${groups && groupedTable("Groups, further", groups)}
${classes && groupedTable("Classes", classes)}`;
}

function row(name: string, e: Estimate | FurtherEstimate): Html {
  const reason = whyNone(e);
  return html`<tr${e.value === null ? html` class="aside"` : null}><th scope="row">${spaced(name)}</th><td>${e.form}</td>
<td class="n">${number(e.value)}</td><td class="n">${interval(e.low, e.high) || ABSENT}</td>
<td class="soft">${furtherSays(name)}${reason === null ? null : ` (none: ${reason})`}</td></tr>
`;
}

function consistencyTable(bins: NonNullable<FurtherOfExamples["consistency"]>, examples: number): Html {
  return foldedTable(
    "Self-consistency",
    "How many examples have how many pairs of replicas that decide alike.",
    html`${heads([
      ["Self-consistency", ""],
      ["Examples", "n"],
      ["Share", "n"],
    ])}<tbody>${bins.map(
      (bin) =>
        html`<tr><th scope="row">${bin.from} to ${bin.to}</th><td class="n">${count(bin.examples)}</td><td class="n">${percent(bin.examples / examples)}</td></tr>\n`,
    )}</tbody>`,
  );
}

function reliabilityTable(bins: NonNullable<FurtherOfExamples["reliability"]>): Html {
  return foldedTable(
    "Reliability",
    "Probabilities by bins, of all replicas: their mean, and how often they come true.",
    html`${heads([
      ["Probability", ""],
      ["Predictions", "n"],
      ["Mean", "n"],
      ["Observed", "n"],
    ])}<tbody>${bins.map(
      (bin) =>
        html`<tr><th scope="row">${bin.from} to ${bin.to}</th><td class="n">${count(bin.predictions)}</td><td class="n">${number(bin.predicted)}</td><td class="n">${number(bin.observed)}</td></tr>\n`,
    )}</tbody>`,
  );
}

/** Curves over the size; null of one size. */
function ensemblesFigure(curve: readonly EnsembleSize[]): Html | null {
  const panels = [
    ensemblePlot("Prediction difference", curve, "predictionDifference", "PD (pairwise)", true),
    ensemblePlot("Loss", curve, "loss", `loss, ${curve[0]!.measures.loss.form}`, false),
    ensemblePlot("Accuracy", curve, "accuracy", "accuracy, on the labels", false),
  ].filter((panel) => panel !== null);
  if (panels.length === 0) return null;
  return figure(
    panels,
    html`What replicas say together: the mean of the predictions of disjoint groups of them, with 95% intervals over these groups, of which there are ${curve.map(({ ensembles }) => count(ensembles)).join(", ")}.`,
  );
}

function ensemblesTable(curve: readonly EnsembleSize[]): Html {
  const names = ensembleColumns(curve);
  return foldedTable(
    "Ensembles",
    "Disjoint groups of replicas whose mean predicts, measured as replicas are, with 95% intervals over the groups.",
    html`${heads([
      ["Replicas", "n"],
      ["Ensembles", "n"],
      ...names.map((name) => [capital(spaced(name)), "n"] as const),
    ])}<tbody>${curve.map(
      ({ size, ensembles, measures }) =>
        html`<tr><th scope="row" class="n">${size}</th><td class="n">${count(ensembles)}</td>${names.map((name) => html`<td class="n">${estimate(measures[name])}</td>`)}</tr>\n`,
    )}</tbody>`,
  );
}

const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

/** Groups that a page shows in columns. */
const COLUMNS = 12;

function groupedTable(title: string, groups: readonly FurtherOfGroup[]): Html {
  const shown = groups.slice(0, COLUMNS);
  const cut = shown.length < groups.length ? ` The first ${COLUMNS} of ${count(groups.length)}.` : "";
  return foldedTable(
    title,
    `Each measured by itself, with 95% intervals.${cut}`,
    html`${heads([
      ["Measure", ""],
      ...shown.map(({ group, examples }) => [`${group} (${count(examples)})`, "n"] as const),
    ])}<tbody>${measuredIn(shown).map(
      (name) =>
        html`<tr><th scope="row">${spaced(name)}</th>${shown.map(({ measures }) => html`<td class="n">${estimate(measures[name] ?? null)}</td>`)}</tr>\n`,
    )}</tbody>`,
  );
}
