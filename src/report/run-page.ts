/**
 * The page of one study: its JSON and fingerprint, every measure with its form, and the pictures of its predictions.
 */
import { MEASURES, type MeasureName } from "../measure/all.js";
import { AGAINST } from "../measure/loss.js";
import type { Estimate } from "../statistics/estimate.js";
import type { Study } from "../study/study.js";
import { ABSENT, count, duration, estimate, interval, number, percent, roughness, unbroken } from "./format.js";
import { type Html, html } from "./html.js";
import { mapsFigure } from "./maps-figure.js";
import { commandBlock, facts, heads, hostText, type Origin, page, tableOf } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";
import { examplesFigure, lossesFigure } from "./run-figures.js";
import { studyJson, studyName, variesText } from "./study-text.js";

/** What the page reads of a result. */
export interface RunPageInput extends Origin {
  study: Study;
  fingerprint: string;
  bits: number;
  statistics: number;
  data: { train: number; test: number; sha256: string; task: string; classes: number };
  measures: Readonly<Record<string, Estimate>>;
  replicas: readonly { index: number; loss: number; fingerprint: string }[];
  /** R x N x C; without them the page has no pictures of the examples. */
  predictions?: Float32Array | null;
  maps?: DecisionMaps;
}

const SHOWN_REPLICAS = 64;

/** The whole page as one HTML document. The same input gives the same text. Yields between its pieces. */
export function* runPage(result: RunPageInput): Generator<void, string> {
  const { study, data, replicas, predictions } = result;
  const name = studyName(study);
  const pictures =
    replicas.length < 2
      ? null
      : predictions
        ? yield* examplesFigure({ ...result, predictions })
        : lossesFigure(replicas);
  yield;
  const maps = result.maps && mapsFigure(result.maps);
  yield;
  return page(
    `doppelgrad: ${name}`,
    result,
    html`<header>
<p class="kind">doppelgrad report on one study</p>
<h1>${name}</h1>
<p class="lead">${unbroken(says(result))}</p>
${facts([
  ["Replicas", count(replicas.length)],
  ["Varies", variesText(study)],
  ["Examples", `${count(data.train)} training, ${count(data.test)} test`],
  ["Contract", `bits ${result.bits}, statistics ${result.statistics}`],
  ["Took", result.seconds === undefined ? null : duration(result.seconds)],
  ["Computed on", hostText(result.host)],
])}
<div class="block"><p class="soft">Study fingerprint, the same on every machine:</p><pre><code>${result.fingerprint}</code></pre></div>
${commandBlock(result.command)}
</header>
<section><h2>Measures</h2>${measuresTable(result)}</section>
${pictures && html`<section><h2>Examples and replicas</h2>${pictures}</section>`}
${maps && html`<section><h2>Two replicas</h2>${maps}</section>`}
<section><h2>Replicas</h2>${replicasTable(replicas)}</section>
<section><h2>Study</h2><p class="soft">With every default filled in. Data: SHA-256 <span class="hex">${data.sha256}</span></p>
<pre><code>${studyJson(study)}</code></pre></section>`,
  );
}

/** What was found, in a sentence or two. */
function says({ measures, replicas, study }: RunPageInput): string {
  const { predictionDifference: difference, churn } = measures;
  if (!difference || difference.value === null) {
    return `${replicas.length === 1 ? "One replica was" : `${count(replicas.length)} replicas were`} trained; there is nothing to compare.`;
  }
  if (difference.value === 0) {
    const distinct = new Set(replicas.map((replica) => replica.fingerprint)).size;
    const fingerprints = distinct === 1 ? "one fingerprint" : `${distinct} fingerprints`;
    return `${count(replicas.length)} replicas predict exactly alike: the prediction difference (${difference.form}) is 0, with ${fingerprints}.`;
  }
  const unit = study.loss === "squared" ? " in units of the target" : "";
  const decisions =
    churn && churn.value !== null
      ? `, and decide differently on ${percent(churn.value)} of the test examples (prediction churn)`
      : "";
  const rough = roughness(replicas.length, measures);
  return (
    `Two of ${count(replicas.length)} replicas differ in their predictions by ${estimate(difference)}${unit} on average ` +
    `(prediction difference, ${difference.form})${decisions}. This holds given this training and test set.${rough === null ? "" : ` ${rough}.`}`
  );
}

function measuresTable({ measures, replicas }: RunPageInput): Html {
  const rough = roughness(replicas.length, measures);
  return tableOf(
    "Measures",
    `Every measure on the test set with its form and 95% interval; a dash where it does not apply.${rough === null ? "" : ` ${rough}.`}`,
    html`${heads([
      ["Measure", ""],
      ["Form", ""],
      ["Value", "n"],
      ["Interval", "n"],
      ["What it says", ""],
    ])}
<tbody>${Object.entries(measures).map(([name, e]) => measureRow(name, e))}</tbody>`,
  );
}

function measureRow(name: string, { form, value, low, high }: Estimate): Html {
  return html`<tr${value === null ? html` class="aside"` : null}><th scope="row">${spaced(name)}</th><td>${form}</td>
<td class="n">${number(value)}</td><td class="n">${interval(low, high) || ABSENT}</td>
<td class="soft">${MEASURES[name as MeasureName] ?? ""}</td></tr>
`;
}

/** predictionDifference -> prediction difference */
function spaced(name: string): string {
  return name.replace(/([A-Z]|\d+)/g, " $1").toLowerCase();
}

function replicasTable(replicas: RunPageInput["replicas"]): Html {
  const shown = replicas.slice(0, SHOWN_REPLICAS);
  const more = replicas.length > shown.length ? ` The first ${SHOWN_REPLICAS} of ${count(replicas.length)}.` : "";
  const row = ({ index, loss, fingerprint }: RunPageInput["replicas"][number]) =>
    html`<tr><th scope="row" class="n">${index}</th><td class="n">${number(loss, 5)}</td><td class="hex">${fingerprint}</td></tr>
`;
  return tableOf(
    "Replicas",
    `Mean test loss (${AGAINST.labels}) and fingerprint of each replica (SHA-256 of its final parameters).${more}`,
    html`${heads([
      ["Replica", "n"],
      [`Loss ${AGAINST.labels}`, "n"],
      ["Fingerprint", ""],
    ])}<tbody>${shown.map(row)}</tbody>`,
  );
}
