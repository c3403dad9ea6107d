/**
 * The page of several results: their measures side by side in a table and a figure, the fields in which their studies
 * differ, and a section for each.
 */
import { MEASURES, type MeasureName } from "../measure/names.js";
import type { Estimate } from "../statistics/estimate.js";
import { type ComparePageInput, comparisonSays } from "./compare-page.js";
import { differingFields } from "./differing-fields.js";
import { figure } from "./figure.js";
import { ABSENT, count, duration, estimate, list, shortFingerprint, unbroken } from "./format.js";
import { type Html, html } from "./html.js";
import { measuresTable, spaced, stackedEstimate } from "./measures-table.js";
import { commandBlock, facts, heads, type Origin, type PageParts, tableOf } from "./page.js";
import { named } from "./plots/axes.js";
import { type SideBySideRow, sideBySide } from "./plots/side-by-side.js";
import { curvesFigure, examplesFigure, lossesFigure } from "./run-figures.js";
import { inputsText, type RunPageInput, runSays, runWarnings } from "./run-page.js";
import { studyBlock, studyName, variesText } from "./study-text.js";

/** A result and what it is called on the page. */
export interface ShownResult {
  /** Tells the result from the others. */
  name: string;
  result: RunPageInput | ComparePageInput;
}

/** What the page reads of several results. */
export interface SeveralPageInput extends Origin {
  results: readonly ShownResult[];
}

/** A result as a row of the table. */
interface Row {
  name: string;
  study: string;
  /** The examples. */
  data: string;
  replicas: number;
  measures: Readonly<Record<string, Estimate>>;
  fingerprint: string | null;
  /** In which units its predictions differ: only results of the same can stand on one axis. */
  units: "probabilities" | "values";
}

const SHOWN: readonly MeasureName[] = ["predictionDifference", "churn", "loss", "accuracy"];
/** Characters of a field, and fields, that a table shows. */
const [LONGEST, MOST_FIELDS] = [60, 40];

/** The whole page as one HTML document. Yields between its pieces. */
export function* severalPage(input: SeveralPageInput): Generator<void, PageParts> {
  const { results } = input;
  const rows = results.map(rowOf);
  const title = `${count(results.length)} results side by side`;
  yield;
  const sections: Html[] = [];
  for (const each of results) {
    sections.push(yield* sectionOf(each));
    yield;
  }
  return {
    title: `doppelgrad: ${title}`,
    origin: input,
    body: html`<header>
<p class="kind">doppelgrad report on several results</p>
<h1>${title}</h1>
<p class="lead">${unbroken(rangeSays(rows))}</p>
${cautions(results, rows).map((line) => html`<p>${line}</p>`)}
${facts([["Took", input.seconds === undefined ? null : duration(input.seconds)]])}
${commandBlock(input.command)}
</header>
<section><h2>Side by side</h2>${resultsTable(rows)}${differencesFigure(rows)}</section>
${fieldsSection(results)}
${sections}`,
    cited: results.map(({ name, result }) => ({
      title: `Prediction differences: ${"study" in result ? studyName(result.study) : name}`,
      fingerprint: "study" in result ? result.fingerprint : null,
    })),
  };
}

function rowOf({ name, result }: ShownResult): Row {
  const { measures } = result;
  if ("study" in result) {
    const { study, data, replicas, fingerprint } = result;
    const units = study.loss === "squared" ? "values" : "probabilities";
    const examples = `${count(data.train)} training, ${count(data.test)} test`;
    return { name, study: studyName(study), data: examples, replicas: replicas.length, measures, fingerprint, units };
  }
  const { replicas, examples, task } = result;
  const units = task === "regression" ? "values" : "probabilities";
  const data = `${count(examples)} examples`;
  return {
    name,
    study: "predictions of any networks",
    data,
    replicas,
    measures: { ...measures },
    fingerprint: null,
    units,
  };
}

/** Rows that can stand on one axis, by the name of what differs. */
function comparable(rows: readonly Row[]): { units: Row["units"]; form: string; rows: Row[] }[] {
  return (["probabilities", "values"] as const).flatMap((units) => {
    const own = rows.filter(
      (row) => row.units === units && typeof row.measures.predictionDifference?.value === "number",
    );
    return own.length === 0 ? [] : [{ units, form: own[0]!.measures.predictionDifference!.form, rows: own }];
  });
}

/** From the least to the most reproducible. */
function rangeSays(rows: readonly Row[]): string {
  const said = comparable(rows).flatMap(({ units, form, rows: own }) => {
    const sorted = [...own].sort((a, b) => difference(a).value! - difference(b).value!);
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    if (sorted.length < 2) return [];
    if (difference(least).value === difference(most).value)
      return [`Replicas of ${list(own.map(({ name }) => name))} differ equally, by ${estimate(difference(least))}.`];
    const between = overlap(difference(least), difference(most));
    return [
      `Replicas predict most alike in ${least.name} and least alike in ${most.name}: two of them differ by ${estimate(difference(least))} and ${estimate(difference(most))} on average (prediction difference, ${form}, of ${units}).${between === null ? "" : ` The two intervals ${between ? "overlap" : "do not overlap"}.`}`,
    ];
  });
  return said.length > 0 ? said.join(" ") : "No two of these results have a prediction difference of the same kind.";
}

function difference({ measures }: Row): Estimate {
  return measures.predictionDifference!;
}

/** null where one has no interval. */
function overlap(less: Estimate, more: Estimate): boolean | null {
  return less.high === null || more.low === null ? null : less.high >= more.low;
}

/** What a reader must know before the numbers are compared. */
function cautions(results: readonly ShownResult[], rows: readonly Row[]): string[] {
  const runs = results.flatMap(({ result }) => ("study" in result ? [result] : []));
  const same = results.filter(({ result }, at) =>
    results.some((other, where) => where !== at && sameFingerprint(other.result, result)),
  );
  return [
    ...(new Set(runs.map(({ data }) => data.sha256)).size > 1
      ? ["They are not all of the same data: a difference may come from the data as well as from the recipe."]
      : []),
    ...(new Set(rows.map(({ units }) => units)).size > 1
      ? ["Differences of probabilities and of values have other units, and are not compared with each other."]
      : []),
    ...(same.length > 0
      ? [`${list(same.map(({ name }) => name))} have the same fingerprint as another: they are one result.`]
      : []),
    "Each interval is of one result alone. Whether one recipe is more reproducible than another is tested by doppelgrad diff A B.",
  ];
}

function sameFingerprint(a: ShownResult["result"], b: ShownResult["result"]): boolean {
  return "study" in a && "study" in b && a.fingerprint === b.fingerprint;
}

function resultsTable(rows: readonly Row[]): Html {
  const forms = [...new Set(rows.flatMap(({ measures }) => measures.loss?.form ?? []))];
  const row = ({ name, study, data, replicas, measures, fingerprint }: Row) =>
    html`<tr><th scope="row">${name}</th><td>${study}</td><td>${data}</td><td class="n">${count(replicas)}</td>${SHOWN.map(
      (measure) => html`<td class="n">${stackedEstimate(measures[measure] ?? null)}</td>`,
    )}<td class="hex">${fingerprint === null ? ABSENT : shortFingerprint(fingerprint)}</td></tr>
`;
  return tableOf(
    "Results",
    `${SHOWN.map((name) => `${spaced(name)}: ${MEASURES[name]}`).join("; ")}. The loss is ${list(forms)}. Below each value is its 95% interval over replicas; a dash where it does not apply.`,
    html`${heads([
      ["Result", ""],
      ["Study", ""],
      ["Examples", ""],
      ["Replicas", "n"],
      ...SHOWN.map((name) => [spaced(name), "n"] as const),
      ["Fingerprint", ""],
    ])}<tbody>${rows.map(row)}</tbody>`,
  );
}

function differencesFigure(rows: readonly Row[]): Html | null {
  const groups = comparable(rows);
  if (groups.length === 0) return null;
  const panels = groups.map(({ units, form, rows: own }) => {
    const plotted = own.map((row): SideBySideRow => {
      const { value, low, high } = difference(row);
      return { name: row.name, value: value!, low, high };
    });
    return sideBySide(groups.length > 1 ? `of ${units}` : "", named(form), plotted);
  });
  return figure(
    panels,
    html`Prediction difference of each result with its 95% interval: how far two of its replicas differ in their predictions on average. Further left, replicas predict more alike.`,
  );
}

/** What tells the studies apart; null of fewer than two. */
function fieldsSection(results: readonly ShownResult[]): Html | null {
  const studied = results.flatMap(({ name, result }) => ("study" in result ? [{ name, study: result.study }] : []));
  if (studied.length < 2) return null;
  const fields = differingFields(studied.map(({ study }) => study));
  if (fields.length === 0)
    return html`<section><h2>What differs</h2><p>The studies are the same in every field.</p></section>`;
  const shown = fields.slice(0, MOST_FIELDS);
  const more = fields.length > shown.length ? ` The first ${shown.length} of ${count(fields.length)}.` : "";
  return html`<section><h2>What differs</h2>${tableOf(
    "What differs",
    `The fields in which the studies are not the same; a dash where a study has no such field.${more}`,
    html`${heads([["Field", ""], ...studied.map(({ name }) => [name, ""] as const)])}<tbody>${shown.map(
      ({
        path,
        values,
      }) => html`<tr><th scope="row">${path}</th>${values.map((value) => html`<td>${cut(value)}</td>`)}</tr>
`,
    )}</tbody>`,
  )}</section>`;
}

function cut(json: string | null): string {
  if (json === null) return ABSENT;
  return json.length > LONGEST ? `${json.slice(0, LONGEST - 1)}…` : json;
}

function* sectionOf({ name, result }: ShownResult): Generator<void, Html> {
  if (!("study" in result)) {
    return html`<section><h2>${name}</h2><p>${unbroken(comparisonSays(result))}</p>
${foldedMeasures(result.measures, result.replicas)}</section>`;
  }
  const { study, data, replicas, predictions, measures } = result;
  const pictures =
    replicas.length < 2
      ? null
      : predictions
        ? yield* examplesFigure({ ...result, predictions })
        : lossesFigure(replicas);
  yield;
  const curves = curvesFigure(replicas);
  return html`<section><h2>${name}</h2><p>${unbroken(runSays(result))}</p>
${runWarnings(result)}
${facts([
  ["Study", studyName(study)],
  ["Varies", variesText(study)],
  ["Replicas", count(replicas.length)],
  ["Data", data.decided ?? null],
  ["Inputs", inputsText(result.preprocessing)],
  ["Contract", `bits ${result.bits}, statistics ${result.statistics}`],
  ["Fingerprint", html`<span class="hex">${result.fingerprint}</span>`],
])}
${pictures}${curves}
${foldedMeasures(measures, replicas.length)}
<details><summary>Study</summary>
${studyBlock(study)}</details></section>`;
}

function foldedMeasures(measures: Readonly<Record<string, Estimate>>, replicas: number): Html {
  return html`<details><summary>All measures</summary>${measuresTable({ ...measures }, replicas)}</details>`;
}
