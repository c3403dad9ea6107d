/**
 * The page of one study: its JSON and fingerprint, every measure with its form, and the pictures of its predictions.
 */
import { flipsOf } from "../compare/flips.js";
import { type PredictedResult, predictedByResult } from "../compare/result.js";
import type { Preprocessing } from "../data/preprocessing.js";
import type { FurtherMeasures } from "../further/further.js";
import type { GroupMeasures } from "../measure/by-group.js";
import { AGAINST } from "../measure/loss.js";
import type { ReplicaResult, RunResult } from "../run/result.js";
import type { Estimate } from "../statistics/estimate.js";
import { visible } from "../study/errors.js";
import { flipsTable } from "./flips-table.js";
import { count, duration, learnedNothing, number, scaledTargets, sharedLevels, stopsText, unbroken } from "./format.js";
import { furtherTables } from "./further-tables.js";
import { groupsTable } from "./groups.js";
import { type Html, html } from "./html.js";
import { mapsFigure } from "./maps-figure.js";
import { differenceSays, measuresTable } from "./measures-table.js";
import { commandBlock, facts, foldedTable, heads, hostText, type Origin, type PageParts } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";
import { curvesFigure, examplesFigure, lossesFigure } from "./run-figures.js";
import { studyBlock, studyName, variesText } from "./study-text.js";

type LaterData = "constantLoss" | "decided";

/** What the page reads of a result. */
export interface RunPageInput extends Origin, Pick<RunResult, "study" | "fingerprint" | "bits" | "statistics"> {
  /** Without what results of release 0.2.0 did not have. */
  data: Omit<RunResult["data"], "inputs" | LaterData> & Partial<Pick<RunResult["data"], LaterData>>;
  preprocessing?: Preprocessing | null;
  measures: Readonly<Record<string, Estimate>>;
  /** Where the data have groups. */
  groups?: readonly GroupMeasures[];
  /** Where they were asked for. */
  further?: FurtherMeasures;
  replicas: readonly Pick<ReplicaResult, "index" | "loss" | "fingerprint" | "epochs" | "curves">[];
  /** R x N x C; without them the page has no pictures of the examples. */
  predictions?: Float32Array | null;
  /** As predictions; what is decided is exact with them. */
  logits?: PredictedResult["logits"];
  /** What is known of the test examples. */
  examples?: PredictedResult["examples"];
  maps?: DecisionMaps;
}

const [SHOWN_REPLICAS, SHOWN_FLIPS] = [64, 100];

/** The whole page as one HTML document. The same input gives the same text. Yields between its pieces. */
export function* runPage(result: RunPageInput): Generator<void, PageParts> {
  const { study, data, replicas, predictions } = result;
  const name = studyName(study);
  const pictures =
    replicas.length < 2
      ? null
      : predictions
        ? yield* examplesFigure({ ...result, predictions })
        : lossesFigure(replicas);
  yield;
  const flips =
    predictions && replicas.length > 1 ? yield* flipsOf(predictedByResult(result, "result"), SHOWN_FLIPS) : null;
  const maps = result.maps && mapsFigure(result.maps);
  yield;
  const curves = curvesFigure(replicas);
  yield;
  return {
    title: `doppelgrad: ${name}`,
    origin: result,
    body: html`<header>
<p class="kind">doppelgrad report on one study</p>
<h1>${name}</h1>
<p class="lead">${unbroken(runSays(result))}</p>
${runWarnings(result)}
${facts([
  ["Replicas", count(replicas.length)],
  ["Varies", variesText(study)],
  ["Examples", `${count(data.train)} training, ${count(data.test)} test`],
  ["Epochs", stopsText(replicas, study.epochs)],
  ["Data", data.decided ?? null],
  ["Inputs", inputsText(result.preprocessing)],
  ["Contract", `bits ${result.bits}, statistics ${result.statistics}`],
  ["Took", result.seconds === undefined ? null : duration(result.seconds)],
  ["Computed on", hostText(result.host)],
])}
<div class="block"><p class="soft">Study fingerprint, the same on every machine:</p><pre><code>${result.fingerprint}</code></pre></div>
${commandBlock(result.command)}
</header>
<section><h2>Measures</h2>${measuresTable(result.measures, replicas.length)}</section>
${result.groups && html`<section><h2>Groups</h2>${groupsTable(result.groups)}</section>`}
${result.further && html`<section><h2>Further measures</h2>${furtherTables(result.further)}</section>`}
${pictures && html`<section><h2>Examples and replicas</h2>${pictures}</section>`}
${flips && html`<section><h2>Examples that flip</h2>${flipsTable(flips, data.test)}</section>`}
${curves && html`<section><h2>Training</h2>${curves}</section>`}
${maps && html`<section><h2>Two replicas</h2>${maps}</section>`}
<section><h2>Replicas</h2>${replicasTable(replicas)}</section>
<section><h2>Study</h2>${studyBlock(study, html`Data: SHA-256 <span class="hex">${data.sha256}</span>. `)}</section>`,
    cited: [{ title: `Prediction differences: ${name}`, fingerprint: result.fingerprint }],
  };
}

/** Most names of inputs that are read at a glance. */
const FEW = 12;

/** The columns of a file that the network sees, by name; null where there is no file. */
export function inputsText(preprocessing: Preprocessing | null | undefined): string | null {
  if (!preprocessing) return null;
  const names = preprocessing.inputs.map(({ column }) => visible(column));
  return names.length <= FEW
    ? names.join(", ")
    : `${names.slice(0, FEW).join(", ")} and ${count(names.length - FEW)} more`;
}

/** What a reader must know before the numbers. */
export function runWarnings({ data, measures, preprocessing, study }: RunPageInput): Html[] {
  const said = [
    learnedNothing(data.constantLoss, measures),
    scaledTargets(preprocessing, measures),
    sharedLevels(study),
  ];
  return said.filter((line) => line !== null).map((line) => html`<p>${line}.</p>`);
}

/** What was found, in a sentence or two. */
export function runSays({ measures, replicas, study, preprocessing }: RunPageInput): string {
  const { predictionDifference: difference } = measures;
  if (!difference || difference.value === null) {
    return `${replicas.length === 1 ? "One replica was" : `${count(replicas.length)} replicas were`} trained; there is nothing to compare.`;
  }
  if (difference.value === 0) {
    const distinct = new Set(replicas.map((replica) => replica.fingerprint)).size;
    const fingerprints = distinct === 1 ? "one fingerprint" : `${distinct} fingerprints`;
    return `${count(replicas.length)} replicas predict exactly alike: the prediction difference (${difference.form}) is 0, with ${fingerprints}.`;
  }
  const units = { isValue: study.loss === "squared", isScaled: Boolean(preprocessing?.target) };
  return differenceSays({ measures, ...units }, replicas.length, "this training and test set");
}

function replicasTable(replicas: RunPageInput["replicas"]): Html {
  const shown = replicas.slice(0, SHOWN_REPLICAS);
  const more = replicas.length > shown.length ? ` The first ${SHOWN_REPLICAS} of ${count(replicas.length)}.` : "";
  const row = ({ index, loss, fingerprint }: RunPageInput["replicas"][number]) =>
    html`<tr><th scope="row" class="n">${index}</th><td class="n">${number(loss, 5)}</td><td class="hex">${fingerprint}</td></tr>
`;
  return foldedTable(
    "Replicas",
    `Mean test loss (${AGAINST.labels}) and fingerprint of each replica (SHA-256 of its final parameters).${more}`,
    html`${heads([
      ["Replica", "n"],
      [`Loss ${AGAINST.labels}`, "n"],
      ["Fingerprint", ""],
    ])}<tbody>${shown.map(row)}</tbody>`,
  );
}
