/** The page of an explanation: the examples on which replicas differ most, the plane around them, and how it begins. */
import type { ExplainedExample, Explanation } from "../explain/explanation.js";
import type { ExplainedMap, ExplainedMaps } from "../explain/maps.js";
import type { Twins } from "../explain/twins.js";
import {
  activationName,
  decisionsSay,
  differSay,
  explainedName,
  hingeKindSays,
  inputText,
  labelWords,
  movedSays,
  ofOutput,
  pairSays,
  shareSays,
  traceSays,
} from "./explain-words.js";
import { figure, type Panel } from "./figure.js";
import { count, list, number, percent, shortFingerprint } from "./format.js";
import { type Html, html } from "./html.js";
import { SIDE_NAMES } from "./map-colours.js";
import { commandBlock, facts, foldedTable, heads, type Origin, type PageParts } from "./page.js";
import { answersPlot } from "./plots/answers.js";
import { SERIES } from "./plots/band-line.js";
import { DIFFERENCE, type Plane, ramp, SIDES, type Steps, THRESHOLDS } from "./plots/decision-map.js";
import { classColour, classMap, DASHES, type OnPlane, type PlacedExample, planeMap } from "./plots/explained-plane.js";
import { twinsPlot } from "./plots/twins.js";
import { studyBlock, studyName, variesText } from "./study-text.js";

/** What the page reads of an explanation. */
export interface ExplainPageInput extends Explanation, Pick<Origin, "command" | "host"> {}

const QUESTION = "Where do the replicas disagree, and why there?";
/** Of the examples in figures and tables, of the columns of inputs, of the neighbours, and of replicas as dots. */
const [FIGURED, LISTED, INPUTS, NEIGHBOURS, DOTS] = [20, 100, 8, 8, 128];

/** The whole page as one HTML document. Yields between its pieces. */
export function* explainPage(found: ExplainPageInput): Generator<void, PageParts> {
  const { study, explained, maps, twins, notes } = found;
  const share = shareSays(found);
  const answers = explained.length > 0 ? answersFigure(found) : null;
  yield;
  const plane = maps && mapsFigure(found, maps);
  yield;
  const parting = twins && twinsFigure(twins);
  yield;
  return {
    title: `doppelgrad: ${QUESTION}`,
    origin: found,
    body: html`<header>
<p class="kind">doppelgrad report on disagreement</p>
<h1>${QUESTION}</h1>
<p class="lead">${differSay(found)} ${share}</p>
${notes.map((note) => html`<p class="soft">${note}</p>`)}
${facts([
  ["Study", studyName(study)],
  ["Varies", variesText(study)],
  ["Examples", `${count(found.training)} training, ${count(found.examples)} test`],
  ["Result", html`<span class="hex">${shortFingerprint(found.resultFingerprint)}</span>`],
  ["Contract", `bits ${found.bits}`],
])}
<div class="block"><p class="soft">Fingerprint of all numbers here, the same on every machine:</p><pre><code>${found.fingerprint}</code></pre></div>
${commandBlock(found.command)}
</header>
${answers && html`<section><h2>The examples</h2>${answers}${examplesTable(found)}</section>`}
${explained.some(({ nearest }) => nearest.length > 0) ? html`<section><h2>What lies near</h2>${nearestTable(found)}</section>` : null}
${plane && html`<section><h2>The plane around them</h2>${plane}</section>`}
${parting && html`<section><h2>How it begins</h2>${parting}</section>`}
<section><h2>Study</h2>${studyBlock(study)}</section>
<footer><p>Everything here is given this training and test set.</p></footer>`,
    cited: [{ title: `Where replicas disagree: ${studyName(study)}`, fingerprint: found.fingerprint }],
  };
}

/** Number and name: "3 · row 17". */
function rankedName(each: ExplainedExample, at: number): string {
  return `${at + 1} · ${explainedName(each)}`;
}

function answersFigure(found: Explanation): Html {
  const { explained, outputs, task, classNames, replicas } = found;
  const shown = explained.slice(0, FIGURED);
  const isProbability = found.churn !== null;
  const rows = shown.map((each, at) => {
    const { predictions, output, label } = each;
    const values = replicas > DOTS ? [] : (predictions ?? []);
    return {
      name: rankedName(each, at),
      least: each.least.value,
      largest: each.largest.value,
      quantiles: each.quantiles,
      values: values.map((value) => (typeof value === "number" ? value : value[output]!)),
      label: task === "regression" ? ([label].flat()[output] as number) : placeOf(found, each),
    };
  });
  const of = classNames?.[1] ?? "1";
  const kind = !isProbability ? "value" : outputs === 1 ? "binary" : "probability";
  const axis =
    outputs > 1
      ? isProbability
        ? "predicted probability of the class on which they differ most"
        : "prediction of the output on which they differ most"
      : isProbability
        ? `predicted probability of class ${of}`
        : "prediction";
  const dots = replicas > DOTS ? "" : "a dot a replica";
  const sides =
    dots === "" ? "" : kind === "binary" ? `, ${SIDE_NAMES[1]} above one half and ${SIDE_NAMES[0]} below; ` : "; ";
  return figure(
    [
      answersPlot(
        `What ${replicas > DOTS ? "the" : "each"} replica${replicas > DOTS ? "s predict" : " predicts"}`,
        axis,
        rows,
        kind,
      ),
    ],
    html`A row an example, the one with the largest prediction difference first${shown.length < explained.length ? ` (the first ${shown.length} of ${count(explained.length)})` : null}: ${dots}${sides}the middle half of the replicas shaded, the median as a line, and a diamond where the label is.`,
  );
}

/** Where a label stands on an axis of probabilities of the output. */
function placeOf({ outputs, classNames }: Explanation, { output, label }: ExplainedExample): number | null {
  const index = typeof label === "string" ? (classNames ?? []).indexOf(label) : label;
  if (typeof index !== "number" || index < 0) return null;
  return outputs === 1 ? index : Number(index === output);
}

function examplesTable(found: Explanation): Html {
  const { explained, columns, outputs } = found;
  const isDecided = found.churn !== null;
  const shown = explained.slice(0, LISTED);
  const inputs = columns.slice(0, INPUTS);
  const cuts = [
    ...(inputs.length < columns.length ? [`The first ${INPUTS} of ${count(columns.length)} inputs.`] : []),
    ...(shown.length < explained.length ? [`The first ${LISTED} of ${count(explained.length)} examples.`] : []),
  ];
  const range = (each: ExplainedExample) =>
    `${number(each.least.value)} to ${number(each.largest.value)}${outputs > 1 ? ofOutput(each, found) : ""}`;
  return foldedTable(
    "Examples",
    `Test examples by their prediction difference (PD).${isDecided ? " Churn is the share of pairs of replicas that decide differently; the margin is how much likelier the likeliest class is than the next, in the mean prediction." : ""} ${cuts.join(" ")}`.trim(),
    html`${heads([
      ["Example", ""],
      ["Label", ""],
      ...(isDecided ? ([["Decided", ""]] as const) : []),
      ...inputs.map((name) => [name, "n"] as const),
      ["PD", "n"],
      ...(isDecided
        ? ([
            ["Churn", "n"],
            ["Margin", "n"],
          ] as const)
        : []),
      ["Predictions", "n"],
      ["Of replicas", "n"],
    ])}<tbody>${shown.map(
      (each, at) =>
        html`<tr><th scope="row" class="keep">${rankedName(each, at)}</th><td>${labelWords(each.label, found)}</td>${isDecided ? html`<td class="keep">${decisionsSay(each)}</td>` : null}${each.inputs.slice(0, INPUTS).map((value) => html`<td class="n">${inputText(value)}</td>`)}<td class="n">${number(each.difference)}</td>${isDecided ? html`<td class="n">${percent(each.churn)}</td><td class="n">${number(each.margin)}</td>` : null}<td class="n">${range(each)}</td><td class="n">${each.least.replica}, ${each.largest.replica}</td></tr>
`,
    )}</tbody>`,
  );
}

function nearestTable(found: Explanation): Html {
  const shown = found.explained.slice(0, LISTED);
  const most = Math.min(NEIGHBOURS, Math.max(...shown.map(({ nearest }) => nearest.length)));
  const isClasses = found.task !== "regression";
  const alike = ({ nearest, label }: ExplainedExample) =>
    `${nearest.filter((near) => near.label === label).length} of ${nearest.length}`;
  return foldedTable(
    "Nearest training examples",
    `The training examples nearest to each, by the Euclidean distance of the inputs as the network takes them: label, distance and name.${isClasses ? " Alike: how many have the label of the example." : ""}`,
    html`${heads([
      ["Example", ""],
      ["Label", ""],
      ...(isClasses ? ([["Alike", "n"]] as const) : []),
      ...Array.from({ length: most }, (_, k) => [k === 0 ? "Nearest" : `${k + 1}.`, ""] as const),
    ])}<tbody>${shown.map(
      (each, at) =>
        html`<tr><th scope="row" class="keep">${rankedName(each, at)}</th><td>${labelWords(each.label, found)}</td>${isClasses ? html`<td class="n">${alike(each)}</td>` : null}${each.nearest
          .slice(0, most)
          .map(
            (near) =>
              html`<td><strong>${labelWords(near.label, found)}</strong> ${number(near.distance)}<br><span class="range">${explainedName(near)}</span></td>`,
          )}</tr>
`,
    )}</tbody>`,
  );
}

function mapsFigure(found: Explanation, maps: ExplainedMaps): Html {
  const { replicas, classNames, outputs } = found;
  const plane: Plane = { width: maps.side, height: maps.side, domain: maps.domain, inputNames: maps.columns };
  const isClasses = maps.classes !== null;
  const isProbability = maps.churn !== null && outputs === 1;
  const examples = placedOn(found);
  const [least, largest] = endsOf([...maps.mean, ...maps.replicas.flatMap(({ predictions }) => predictions)]);
  const steps: Steps = isProbability
    ? { domain: THRESHOLDS, range: SIDES }
    : { domain: THRESHOLDS.map((share) => least + share * (largest - least || 1)), range: SIDES };
  const most = endsOf(maps.difference)[1];
  const difference: Steps = {
    domain: DIFFERENCE.slice(1).map((_, i) => ((i + 1) / DIFFERENCE.length) * (most || 1)),
    range: DIFFERENCE,
  };
  const drawn = (title: string, label: string, values: number[], classes: number[] | null, on: OnPlane): Panel =>
    classes
      ? classMap(title, label, plane, classes, on)
      : planeMap(title, label, plane, values, steps, { ...on, isProbability });
  const one = (map: ExplainedMap) =>
    drawn(
      `replica ${map.replica}`,
      `replica ${map.replica}: what it predicts over the plane, with the hinges of its first layer`,
      map.predictions,
      map.classes,
      { hinges: map.hinges ?? [] },
    );
  const hinged = hingeKindSays(maps);
  const colours = isClasses
    ? "The colour is the class that is decided."
    : isProbability
      ? `Predicted probability of class ${classNames?.[1] ?? "1"}: ${SIDE_NAMES[1]} above one half, ${SIDE_NAMES[0]} below, the thick black line at one half.`
      : `Predicted value, from ${number(least)} (${SIDE_NAMES[0]}) to ${number(largest)} (${SIDE_NAMES[1]}).`;
  return html`<p>${pairSays(maps, replicas)} ${churnSays(maps)}</p>
${figure(
  [
    drawn("mean of the replicas", "mean prediction of the replicas over the plane", maps.mean, maps.classes, {
      examples,
    }),
    planeMap(
      most === 0 ? "no difference" : `prediction difference, up to ${number(most)}`,
      `prediction difference of the replicas over the plane, up to ${number(most)}`,
      plane,
      maps.difference,
      difference,
      { examples },
    ),
    one(maps.replicas[0]),
    one(maps.replicas[1]),
  ],
  html`${colours} Above: the mean of all replicas, and how far two of them differ on average, darker where more; the numbers are the examples of the table. Below: the two replicas that differ most.${hinged && ` Lines: of each unit of the first layer ${hinged}; wider where the network bends more.`}`,
  mapsLegend(found, maps, most),
)}`;
}

/** The share of the plane on which two replicas decide differently on average. */
function churnSays({ churn }: ExplainedMaps): string {
  if (churn === null) return "";
  const share = churn.reduce((sum, value) => sum + value, 0) / churn.length;
  return share === 0
    ? "All replicas decide alike everywhere on the map."
    : `Two replicas decide differently on ${percent(share)} of the map on average.`;
}

function mapsLegend({ classNames, outputs }: Explanation, maps: ExplainedMaps, most: number): Html {
  const swatch = (colour: string, name: string) =>
    html`<span><svg viewBox="0 0 14 14" aria-hidden="true"><rect width="14" height="14" rx="2" fill="${colour}" fill-opacity="0.55"/></svg>${name}</span>`;
  const classes = Array.from({ length: outputs }, (_, c) => swatch(classColour(c), classNames?.[c] ?? `class ${c}`));
  const kinds = new Set(
    maps.replicas.flatMap(({ hinges }) => hinges ?? []).flatMap(({ lines }) => lines.map(({ kind }) => kind)),
  );
  const names = { kink: "kink", edge: "edge of a bend", zero: "pre-activation 0" };
  const lines = [...kinds].map((kind) => {
    const dash = DASHES[kind];
    return html`<span><svg viewBox="0 0 14 14" aria-hidden="true"><path d="M0 7H14" stroke="currentColor" stroke-width="1.6"${dash === undefined ? null : html` stroke-dasharray="${dash}"`}/></svg>${names[kind]}</span>`;
  });
  const sure =
    maps.classes !== null
      ? classes
      : maps.churn === null
        ? html`<span>least ${ramp(SIDES)} largest</span>`
        : html`<span>sure of class ${classNames?.[0] ?? "0"} ${ramp(SIDES)} sure of class ${classNames?.[1] ?? "1"}</span>`;
  return html`<div class="legend">${sure}${most === 0 ? null : html`<span>difference 0 ${ramp(DIFFERENCE)} ${number(most)}</span>`}${lines}</div>
`;
}

/** The explained examples whose inputs are the two of the maps. */
function placedOn({ explained, columns }: Explanation): PlacedExample[] {
  if (columns.length !== 2) return [];
  return explained.slice(0, FIGURED).flatMap((each, at) => {
    const [x, y] = each.inputs;
    if (typeof x !== "number" || typeof y !== "number") return [];
    return [{ x, y, rank: at + 1, title: `${explainedName(each)}: PD ${number(each.difference)}` }];
  });
}

function twinsFigure(twins: Twins): Html {
  const series = twins.traces.map(({ activation }) => activationName(activation));
  const rows = (name: "predictions" | "weights") =>
    twins.traces.flatMap(({ points }, t) =>
      points.map((point) => ({ series: series[t]!, step: point.step, distance: point[name] })),
    );
  const isFlat = rows("weights").every(({ distance }) => distance === 0);
  const legend = html`<div class="legend">${series.map(
    (name, at) =>
      html`<span><svg viewBox="0 0 14 14" aria-hidden="true"><path d="M0 7H14" stroke="${SERIES[at % SERIES.length]!}" stroke-width="2"/></svg>${name}${twins.traces[at]!.isOwn ? " (this study)" : null}</span>`,
  )}</div>`;
  return html`<p>${movedSays(twins)} ${twins.traces.map(traceSays).join(" ")}</p>
${
  isFlat
    ? null
    : figure(
        [
          twinsPlot("Predictions", "mean distance of predictions", series, rows("predictions")),
          twinsPlot("Parameters", "distance of parameters", series, rows("weights")),
        ],
        html`How far the twins are apart after each step, both axes logarithmic: the mean absolute difference of their predictions of the test examples, and the Euclidean distance of their parameters. A distance of 0 has no place and is left out. ${twins.traces.length > 1 ? "The same study with other activations beside it: the same start, the same move." : null}`,
        legend,
      )
}${twinsTable(twins, series)}`;
}

/** Steps that are powers of 2, and the last. */
function twinsTable({ traces, steps }: Twins, series: readonly string[]): Html {
  const told = [...new Set(traces.flatMap(({ points }) => points.map(({ step }) => step)))].sort((a, b) => a - b);
  const shown = told.filter((step) => Number.isInteger(Math.log2(step)) || step === steps);
  return foldedTable(
    "Twins",
    `Distance of ${list(["predictions (PD)", "parameters (L2)", "the two parameters furthest apart, in units in the last place (ulps)"])}.`,
    html`${heads([
      ["Step", "n"],
      ...series.flatMap(
        (name) =>
          [
            [`${name}: PD`, "n"],
            ["L2", "n"],
            ["ulps", "n"],
          ] as const,
      ),
    ])}<tbody>${shown.map(
      (step) =>
        html`<tr><th scope="row" class="n">${count(step)}</th>${traces.map(({ points }) => {
          const point = points.find((each) => each.step === step);
          return html`<td class="n">${number(point?.predictions)}</td><td class="n">${number(point?.weights)}</td><td class="n">${point ? count(point.ulps) : "–"}</td>`;
        })}</tr>
`,
    )}</tbody>`,
  );
}

function endsOf(values: readonly number[]): [number, number] {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return [least, largest];
}
