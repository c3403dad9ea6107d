/**
 * The page of two recipes held against each other: the verdict, ratios with their intervals, and the examples that flip
 * in one of the two alone.
 */
import type { Diff, DiffEstimate, DiffMeasure } from "../compare/diff.js";
import { countedAnswers, type DiffFlip, type DiffFlips } from "../compare/diff-flips.js";
import { answerText } from "../compare/flips.js";
import { exp64, log64 } from "../reference/float64.js";
import { PROMISED_REPLICAS } from "../statistics/estimate.js";
import { figure, type Panel } from "./figure.js";
import { ABSENT, count, duration, estimate, interval, number, percent, unbroken } from "./format.js";
import { furtherSays } from "./further-tables.js";
import { type Html, html } from "./html.js";
import { spaced } from "./measures-table.js";
import { commandBlock, facts, foldedTable, heads, type Origin, type PageParts, tableOf } from "./page.js";
import { type DifferenceRow, differencesPlot } from "./plots/differences.js";
import { type ForestRow, forestPlot, ratioDomain } from "./plots/forest.js";
import { twoRecipes } from "./plots/two-recipes.js";

/** What the page reads of two recipes. */
export interface DiffPageInput extends Diff, Origin {
  /** What A is: the path of a result, of a file or of a folder. */
  a?: string;
  /** What B is. */
  b?: string;
}

/** Rows of either recipe that a page shows. */
const SHOWN = 50;

/** What each measure is called, and what it says. */
const MEASURED = {
  predictionDifference: ["prediction difference", "mean distance between the predictions of two replicas"],
  churn: ["churn", "share of examples on which two replicas decide differently"],
  loss: ["loss", "mean loss of a replica"],
} as const satisfies Record<keyof Diff["measures"], readonly string[]>;

/** The answer to the question of the page, and its colour. */
const VERDICTS: Record<Diff["verdict"], readonly [answer: string, kind: string]> = {
  "more reproducible": ["Yes, B is more reproducible", "holds"],
  "less reproducible": ["No, B is less reproducible", "fails"],
  "equally reproducible": ["No, they are equally reproducible", "open"],
  "not resolved": ["Not resolved", "open"],
};
const QUESTION = "Is B more reproducible than A?";

/** The whole page as one HTML document. Yields between its pieces. */
export function* diffPage(result: DiffPageInput): Generator<void, PageParts> {
  const { verdict, message, replicas, examples, paired, measures, further, flips } = result;
  const [answer, kind] = VERDICTS[verdict];
  const few = Math.min(...replicas);
  yield;
  const pictures = contrastsFigure(measures);
  yield;
  return {
    title: `doppelgrad: ${QUESTION}`,
    origin: result,
    body: html`<header>
<p class="kind">doppelgrad report on two recipes</p>
<h1>${QUESTION}</h1>
<p><span class="verdict ${kind}">${answer}</span></p>
<p class="lead">${unbroken(message)}</p>
${few < PROMISED_REPLICAS ? html`<p class="soft">${few} replicas: the intervals are rough; ${PROMISED_REPLICAS} or more are needed for 95%.</p>` : null}
${facts([
  ["A", result.a],
  ["B", result.b],
  ["Replicas", `A ${count(replicas[0])}, B ${count(replicas[1])}`],
  ["Examples", count(examples)],
  ["Replicas are", paired ? "paired by number" : "independent of each other"],
  ["Statistics", `version ${result.statistics}`],
  ["Took", result.seconds === undefined ? null : duration(result.seconds)],
])}
${commandBlock(result.command)}
</header>
<section><h2>B against A</h2>${pictures}${measuresOf(measures)}</section>
${further && html`<section><h2>Further measures</h2>${furtherOf(further)}</section>`}
${flips && html`<section><h2>Examples that flip in one alone</h2>${flipsOf(flips, examples)}</section>`}`,
    cited: [
      {
        title: `Two recipes compared: ${[result.a, result.b].filter(Boolean).join(" and ") || "A and B"}`,
        fingerprint: null,
      },
    ],
  };
}

/** Ratios with intervals, and both recipes by loss and prediction difference; null where neither exists. */
function contrastsFigure(measures: Diff["measures"]): Html | null {
  const entries = Object.entries(measures) as [keyof Diff["measures"], DiffMeasure][];
  const rows = entries.flatMap(([name, { ratio }]): ForestRow[] => {
    if (ratio.value === null) return [];
    const [value, low, high] = [ratio.value, ratio.low ?? ratio.value, ratio.high ?? ratio.value].map(log64);
    const decides = low! > 0 || high! < 0;
    const [title] = MEASURED[name];
    return [{ name: title, a: title, b: null, estimate: value!, low: low!, high: high!, decides }];
  });
  const { predictionDifference: pd, loss } = measures;
  const hasBoth = [pd.a, pd.b, loss.a, loss.b].every(({ value }) => value !== null);
  const panels: Panel[] = [
    ...(rows.length > 0 ? [ratiosPlot(rows)] : []),
    ...(hasBoth
      ? [
          twoRecipes(
            (["a", "b"] as const).map((s) => ({ name: s === "a" ? "A" : "B", difference: pd[s], loss: loss[s] })),
          ),
        ]
      : []),
  ];
  if (panels.length === 0) return null;
  return figure(
    panels,
    html`Left: each measure of B divided by that of A, with its 95% interval; at ×1 they are equal, left of it B has less. A full dot has an interval without 1. Right: both recipes with their intervals.`,
  );
}

const NO_LIMITS = { margin: 0, needed: 0 };

function ratiosPlot(rows: readonly ForestRow[]): Panel {
  const [low, high] = ratioDomain(rows, NO_LIMITS);
  // A little room around 1 where all is equal.
  const domain: [number, number] = [Math.min(low, exp64(-0.1)), Math.max(high, exp64(0.1))];
  return forestPlot("B divided by A", rows, NO_LIMITS, domain, { axis: "ratio B / A", says: "ratios of measures" });
}

function measuresOf(measures: Diff["measures"]): Html {
  return tableOf(
    "B against A",
    "Each measure of both recipes, its ratio and its difference, with 95% intervals over replicas; a dash where it does not apply.",
    rowsOf(
      (Object.entries(measures) as [keyof Diff["measures"], DiffMeasure][]).map(([name, measure]) => {
        const [title, says] = MEASURED[name];
        return { title, says: `${says} (${measure.a.form})`, measure };
      }),
    ),
  );
}

/** Rows of a table of both recipes. */
function rowsOf(rows: readonly { title: string; says: string; measure: DiffMeasure }[]): Html {
  const ranged = ({ value, low, high }: DiffEstimate) =>
    value === null ? ABSENT : `${number(value)} ${interval(low, high)}`.trim();
  return html`${heads([
    ["Measure", ""],
    ["A", "n"],
    ["B", "n"],
    ["B / A", "n"],
    ["B − A", "n"],
    ["What it says", ""],
  ])}<tbody>${rows.map(
    ({
      title,
      says,
      measure: { a, b, ratio, difference },
    }) => html`<tr${a.value === null ? html` class="aside"` : null}><th scope="row">${title}</th><td class="n">${estimate(a)}</td><td class="n">${estimate(b)}</td><td class="n">${ranged(ratio)}</td><td class="n">${ranged(difference)}</td><td class="soft">${says}</td></tr>
`,
  )}</tbody>`;
}

/** The differences of the further measures in one picture, and all numbers. */
function furtherOf(further: NonNullable<Diff["further"]>): Html {
  const entries = Object.entries(further);
  const drawn = entries.flatMap(([name, { difference }]): DifferenceRow[] => {
    const { value, low, high } = difference;
    return value === null ? [] : [{ name: spaced(name), value, low, high }];
  });
  const picture =
    drawn.length > 0 &&
    figure(
      [differencesPlot("B less A, each on a scale of its own", drawn, "B − A")],
      html`Each further measure of B less that of A, with its 95% interval. In every row the end that is farther from 0 stands at the edge, for the measures have different units; the numbers are on the right. A full dot has an interval without 0.`,
    );
  return html`${picture || null}${foldedTable(
    "Further measures of both",
    "Each of both recipes, its ratio and its difference, with 95% intervals; a dash where it does not apply, and why.",
    rowsOf(
      entries.map(([name, measure]) => ({
        title: spaced(name),
        says: `${furtherSays(name)} (${measure.a.form})${measure.reason === null ? "" : ` (none: ${measure.reason})`}`,
        measure,
      })),
    ),
  )}`;
}

/** How many flip where, in a sentence. */
export function flipsSayOfTwo({ both, onlyA, onlyB }: DiffFlips, examples: number): string {
  const neither = examples - both - onlyA - onlyB;
  return `Of ${count(examples)} examples ${count(both)} flip in both, ${count(onlyA)} in A alone, ${count(onlyB)} in B alone, ${count(neither)} in neither.`;
}

function flipsOf(flips: DiffFlips, examples: number): Html {
  const says = `${flipsSayOfTwo(flips, examples)} An example flips where two replicas of a recipe answer differently.`;
  return html`<p>${says}</p>
${(["A", "B"] as const).map((name) => flipsTableOf(flips, name))}`;
}

function flipsTableOf({ examples, classNames, onlyA, onlyB }: DiffFlips, name: "A" | "B"): Html | null {
  const all = examples.filter(({ flips }) => flips === name);
  const shown = all.slice(0, SHOWN);
  if (shown.length === 0) return null;
  const total = name === "A" ? onlyA : onlyB;
  const [other, what] = name === "A" ? ["B", "settles"] : ["A", "unsettles"];
  const cut = shown.length < total ? ` The first ${shown.length} of ${count(total)}.` : "";
  const optional = (["id", "group", "label"] as const).filter((field) => shown.some((flip) => flip[field] !== null));
  const cell = (flip: DiffFlip, field: (typeof optional)[number]) =>
    field === "label"
      ? answerText(flip.label, { disagreement: 0 }, { classNames: classNames[0] })
      : String(flip[field] ?? ABSENT);
  const row = (flip: DiffFlip) => html`<tr><th scope="row">${flip.row}</th>${optional.map(
    (field) => html`<td>${cell(flip, field)}</td>`,
  )}<td class="n">${percent(flip.disagreement)}</td><td>${countedAnswers(flip.a, classNames[0])}</td><td>${countedAnswers(flip.b, classNames[1])}</td></tr>
`;
  return foldedTable(
    `Examples that flip in ${name} alone`,
    `What B ${what}: examples on which replicas of ${name} disagree, and those of ${other} all answer alike; the most disagreement first.${cut}`,
    html`${heads([
      ["Row", ""],
      ...optional.map((field) => [`${field[0]!.toUpperCase()}${field.slice(1)}`, ""] as const),
      [`Disagree in ${name}`, "n"],
      ["Answers of A", ""],
      ["Answers of B", ""],
    ])}<tbody>${shown.map(row)}</tbody>`,
  );
}
