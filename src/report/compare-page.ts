/**
 * The page of a comparison of predictions: every measure, what would change for users of the baseline, groups, and the
 * examples that flip.
 */
import type { Comparison } from "../compare/compare.js";
import type { Preprocessing } from "../data/preprocessing.js";
import type { FurtherMeasures } from "../further/further.js";
import { flipsTable } from "./flips-table.js";
import { count, duration, scaledTargets, unbroken } from "./format.js";
import { furtherTables } from "./further-tables.js";
import { groupsTable } from "./groups.js";
import { type Html, html } from "./html.js";
import { differenceSays, estimatesTable, measuresTable } from "./measures-table.js";
import { commandBlock, facts, foldedTable, heads, type Origin, type PageParts, tableOf } from "./page.js";

/** What the page reads of a comparison. */
export interface ComparePageInput extends Comparison, Origin {
  /** Where the predictions come from: a name a replica. */
  models?: readonly string[];
  /** Where they were asked for. */
  further?: FurtherMeasures;
  /** Of a result whose targets were scaled. */
  preprocessing?: Pick<Preprocessing, "label" | "target"> | null;
}

/** What each difference to the baseline says. */
export const BASELINE_SAYS = {
  difference: "mean distance between the predictions of a replica and of the baseline",
  churn: "share of examples that a replica decides differently",
  rightToWrong: "share of examples that the baseline decides as labelled and a replica does not (negative flips)",
  wrongToRight: "share of examples that a replica decides as labelled and the baseline does not (positive flips)",
  wrongToWrong: "share of examples that both decide otherwise than labelled, and differently",
  lossChange: "loss of a replica minus that of the baseline",
} as const;

/** What is said of sets of labels. */
export const LABEL_SETS_SAY = {
  churn: "share of examples on which two replicas decide different sets of labels",
  accuracy: "share of examples of which a replica decides the very set of labels",
} as const;

const MODELS_SHOWN = 64;

/** The whole page as one HTML document. Yields between its pieces. */
export function* comparePage(result: ComparePageInput): Generator<void, PageParts> {
  const { replicas, examples, measures, task, columns, models = [], baseline, labelSets, groups, further } = result;
  const scaled = scaledTargets(result.preprocessing, measures);
  const title = `${count(replicas)} ${replicas === 1 ? "replica" : "replicas"} on ${count(examples)} examples`;
  yield;
  return {
    title: `doppelgrad: ${title}`,
    origin: result,
    body: html`<header>
<p class="kind">doppelgrad report on predictions</p>
<h1>${title}</h1>
<p class="lead">${unbroken(comparisonSays(result))}</p>
${scaled && html`<p>${scaled}.</p>`}
${facts([
  ["Task", `${task}, ${columns} ${columns === 1 ? "column" : "columns"}`],
  ["Statistics", `version ${result.statistics}`],
  ["Took", result.seconds === undefined ? null : duration(result.seconds)],
])}
${commandBlock(result.command)}
</header>
<section><h2>Measures</h2>${measuresTable(measures, replicas, "")}${labelSets && setsTable(labelSets)}</section>
${baseline && html`<section><h2>Against the baseline</h2>${baselineTable(baseline)}</section>`}
${groups && html`<section><h2>Groups</h2>${groupsTable(groups)}</section>`}
${further && html`<section><h2>Further measures</h2>${furtherTables(further)}</section>`}
<section><h2>Examples that flip</h2>${flipsTable(result, examples)}</section>
${models.length > 0 ? html`<section><h2>Replicas</h2>${modelsTable(models)}</section>` : null}`,
    cited: [{ title: `Prediction differences of ${title}`, fingerprint: null }],
  };
}

/** What was found, in a sentence or two. */
export function comparisonSays({ measures, replicas, task, preprocessing }: ComparePageInput): string {
  const difference = measures.predictionDifference.value;
  if (difference === null) return "One replica was given; there is no second one to compare it with.";
  if (difference === 0) return `${count(replicas)} replicas predict exactly alike.`;
  const units = { isValue: task === "regression", isScaled: Boolean(preprocessing?.target) };
  const says = differenceSays({ measures, ...units }, replicas, "these examples");
  return says.replace("of the test examples", "of the examples");
}

function baselineTable(baseline: NonNullable<Comparison["baseline"]>): Html {
  return tableOf(
    "Against the baseline",
    "What would change if a replica took the place of the baseline: means over replicas with 95% intervals.",
    estimatesTable({ ...baseline }, (name) => BASELINE_SAYS[name as keyof typeof BASELINE_SAYS]),
  );
}

function setsTable(sets: NonNullable<Comparison["labelSets"]>): Html {
  return tableOf(
    "Sets of labels",
    "Above, each label is one decision. Here the sets of an example are compared whole.",
    estimatesTable({ ...sets }, (name) => LABEL_SETS_SAY[name as keyof typeof LABEL_SETS_SAY]),
  );
}

function modelsTable(models: readonly string[]): Html {
  const shown = models.slice(0, MODELS_SHOWN);
  const more = shown.length < models.length ? ` The first ${shown.length} of ${count(models.length)}.` : "";
  return foldedTable(
    "Replicas",
    `Where the predictions of each replica were read.${more}`,
    html`${heads([
      ["Replica", "n"],
      ["Predictions", ""],
    ])}<tbody>${shown.map((model, r) => html`<tr><th scope="row" class="n">${r}</th><td>${model}</td></tr>\n`)}</tbody>`,
  );
}
