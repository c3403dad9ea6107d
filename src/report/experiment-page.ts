/** The page of an experiment: the claims of a paper, the verdict on each, the numbers behind it, and a figure. */
import { brief } from "../claims/wording.js";
import type { ExperimentResult, JudgedLine, ShownTable } from "../experiments/experiment.js";
import type { Quantity } from "../experiments/rule.js";
import { claimantText, intervalText, ruleText } from "../experiments/wording.js";
import { sentence } from "./claims-words.js";
import { figure } from "./figure.js";
import { count, list, number, shortFingerprint } from "./format.js";
import { type Html, html } from "./html.js";
import { commandBlock, facts, foldedTable, heads, type Origin, type PageParts, tableOf } from "./page.js";
import { fromZero } from "./plots/axes.js";
import { type BandRow, bandLine, seriesLegend } from "./plots/band-line.js";

/** What the page reads of an experiment. */
export interface ExperimentPageInput extends ExperimentResult, Pick<Origin, "command" | "host"> {}

/** The whole page as one HTML document. Yields between its pieces. */
export function* experimentPage(result: ExperimentPageInput): Generator<void, PageParts> {
  const { name, paper, summary, ours, lines, shown, tables, trained, options } = result;
  const picture = pictureOf(result);
  const [deciding] = lines.flatMap(({ quantities }) => quantities);
  yield;
  return {
    title: `doppelgrad: ${summary}`,
    origin: result,
    body: html`<header>
<p class="kind">doppelgrad report on the experiment ${name}</p>
<h1>${summary}</h1>
<p class="lead">${verdictsSay(result)}</p>
${options.nullOf && html`<p class="soft">In a world in which ${options.nullOf} is false: ${lines.find(({ id }) => id === options.nullOf)!.nullWorld}.</p>`}
${facts([
  ["After", html`${paper.authors}, <a href="${paper.url}">${paper.title}</a>, ${paper.venue}`],
  [options.data ? "Replicas of an arm" : "Repetitions", count(options.replicas)],
  ["Data", options.data ? list(options.data) : null],
  ["Seed", String(options.seed)],
  ["Trained", trained.length === 0 ? null : trainedText(trained)],
  ["Contract", `bits ${result.bits}, statistics ${result.statistics}`],
  ["Fingerprint", html`<span class="hex">${shortFingerprint(result.fingerprint)}</span>`],
])}
${commandBlock(result.command)}
</header>
<section><h2>Figure</h2>${picture}</section>
<section><h2>Claims</h2>
<p class="caption">The tables have each number with its interval, what that is over, and the rule where it decides.</p>
${lines.map(lineSection)}</section>
<section><h2>Further numbers</h2>${shown.length > 0 ? html`<p class="caption">Shown, never deciding:</p>${quantitiesTable("Shown, never deciding", shown)}` : null}${tables.map(shownTable)}</section>
<footer><p>What is ours and not the paper's: ${ours.join(" ")}${deciding && ` An interval of a line that decides is of ${percent(deciding.level)}.`}</p></footer>`,
    cited: [{ title: `Experiment ${name}: ${summary}`, fingerprint: result.fingerprint, paper }],
  };
}

/** The verdicts in one sentence. */
export function verdictsSay({ lines }: ExperimentResult): string {
  const of = (verdict: JudgedLine["verdict"]) => lines.filter((line) => line.verdict === verdict).map(({ id }) => id);
  const [holds, not, open] = [of("holds"), of("does not hold"), of("not resolved")];
  const said = [
    ...(holds.length > 0 ? [`${list(holds)} ${holds.length === 1 ? "holds" : "hold"}`] : []),
    ...(not.length > 0 ? [`${list(not)} ${not.length === 1 ? "does not hold" : "do not hold"}`] : []),
    ...(open.length > 0 ? [`${list(open)} ${open.length === 1 ? "is" : "are"} not resolved`] : []),
  ];
  return `${list(said)}.`;
}

/** Arms that a reader can take in at a glance. */
const FEW = 8;

function trainedText(trained: ExperimentResult["trained"]): string {
  if (trained.length <= FEW) return list(trained.map(({ name, replicas }) => `${replicas} of ${name}`));
  return `${count(trained.reduce((sum, { replicas }) => sum + replicas, 0))} networks in ${trained.length} arms`;
}

function lineSection({ id, claim, measured, by, verdict, reason, quantities }: JudgedLine): Html {
  return html`<h3>${id}: ${claim}</h3>
<p><strong>${verdict}</strong>${claimantText(by)}. ${measured}.</p>
${quantities.length > 0 ? quantitiesTable(`${id}: what decides`, quantities) : html`<p>${sentence(reason)}</p>`}`;
}

function quantitiesTable(
  title: string,
  quantities: readonly (Quantity & { rule?: JudgedLine["quantities"][number]["rule"] })[],
): Html {
  return tableOf(
    title,
    null,
    html`${heads([
      ["Quantity", ""],
      ["Value", "n"],
      ["Level", "n"],
      ["Over", ""],
      ["Rule", ""],
    ])}<tbody>${quantities.map(
      (each) =>
        html`<tr><th scope="row">${each.name}</th><td class="n">${intervalText(each)}</td><td class="n">${percent(each.level)}</td><td>${each.over}; ${each.method}</td><td>${each.rule ? ruleText(each.rule) : "shown"}</td></tr>
`,
    )}</tbody>`,
  );
}

function shownTable({ title, columns, rows }: ShownTable): Html {
  const isNumber = columns.map((_, column) => rows.every((row) => typeof row[column] !== "string"));
  return foldedTable(
    title,
    null,
    html`${heads(columns.map((name, column) => [name, isNumber[column] ? "n" : ""] as const))}<tbody>${rows.map(
      (row) =>
        html`<tr>${row.map((cell, column) => html`<td class="${isNumber[column] ? "n" : ""}">${shownCell(cell)}</td>`)}</tr>
`,
    )}</tbody>`,
  );
}

/** A cell of a table of numbers. */
export function shownCell(cell: ShownTable["rows"][number][number]): string {
  return cell === null ? "-" : typeof cell === "string" ? cell : brief(cell);
}

function pictureOf({ figure: { title, x, y, series } }: ExperimentResult): Html {
  const rows = series.flatMap(({ name, points }) =>
    points.map((point) => ({ ...point, series: name, title: `${name}, ${x} ${number(point.x)}: ${number(point.y)}` })),
  );
  return figure(
    [
      bandLine(
        title,
        y,
        x,
        series.map(({ name }) => name),
        rows,
        domainOf(rows),
      ),
    ],
    html`${title}, with intervals.`,
    seriesLegend(series.map(({ name }) => name)),
  );
}

/** From 0, or from below what is negative. */
function domainOf(rows: readonly BandRow[]): [number, number] {
  const least = Math.min(...rows.map(({ y, low }) => low ?? y));
  const [zero, top] = fromZero(rows);
  return [least < 0 ? least - 0.08 * (top - least) : zero, top];
}

function percent(level: number): string {
  return `${Math.round(1000 * level) / 10}%`;
}
