/** The figures of one study: how its examples differ, where, and the losses of its replicas. */
import { exampleRows } from "../measure/by-example.js";
import { AGAINST } from "../measure/loss.js";
import { figure, type Panel } from "./figure.js";
import { percent } from "./format.js";
import { type Html, html } from "./html.js";
import { type CurveSet, curvesPlot } from "./plots/curves.js";
import { differenceScatter, histogram, strip } from "./plots/distributions.js";
import type { RunPageInput } from "./run-page.js";

const STRIP = `The ticks are the mean test losses of the replicas, ${AGAINST.labels}, the triangle their mean.`;

/** Histogram, scatter and losses, for at least two replicas. Yields between them. */
export function* examplesFigure(result: RunPageInput & { predictions: Float32Array }): Generator<void, Html> {
  const { study, predictions, replicas, data, measures, preprocessing } = result;
  const positive = preprocessing?.classNames?.[1];
  const columns = predictions.length / (replicas.length * data.test);
  const kind = study.loss === "squared" ? "value" : "probability";
  const grid = { values: predictions, replicas: replicas.length, examples: data.test, columns, kind } as const;
  const rows = yield* exampleRows(grid, null);
  const differences = rows.map((row) => row.difference);
  const form = measures.predictionDifference?.form ?? "pairwise";
  const probability =
    columns === 1
      ? `mean predicted probability of ${positive === undefined ? "the positive class" : `class ${positive}`}`
      : "mean predicted probability of the likeliest class";
  const across = kind === "value" ? "mean prediction of the replicas" : probability;
  const panels: Panel[] = [];
  for (const draw of [
    () => histogram(`PD (${form})`, differences),
    () => differenceScatter(form, across, rows, kind === "probability" ? [0, 1] : null),
    () => lossStrip(replicas),
  ]) {
    panels.push(draw());
    yield;
  }
  return figure(
    panels,
    html`Prediction difference (${form}) of each test example: its distribution, and against the mean prediction.
${shareSays(differences)} ${STRIP}`,
  );
}

const SETS = [
  { name: "training examples", part: "train", colour: "var(--blue)" },
  { name: "validation examples", part: "validation", colour: "var(--orange)" },
  { name: "test examples", part: "test", colour: "var(--orange)" },
] as const;

/** Losses by epoch, where they were recorded; else null. */
export function curvesFigure(replicas: RunPageInput["replicas"]): Html | null {
  const sets = SETS.map(
    ({ part, ...set }): CurveSet => ({
      ...set,
      losses: replicas.map(({ curves }) => curves?.[part] ?? []),
    }),
  ).filter(({ losses }) => losses.some(({ length }) => length > 0));
  if (sets.length === 0) return null;
  const best = replicas.flatMap(({ epochs }) => (epochs ? [epochs.best] : []));
  return figure(
    [curvesPlot(sets, best)],
    html`Mean loss ${AGAINST.labels} before the first step and after each epoch: lines are the mean of the replicas, bands hold the middle 80% of them.
${best.length > 0 ? "After some have stopped, they are of those that still train. Ticks on the axis are the epochs at which replicas were best." : null}`,
    html`<div class="legend">${sets.map(({ name, colour }) => html`<span>${line(colour)}${name}</span>`)}</div>`,
  );
}

function line(colour: string): Html {
  return html`<svg viewBox="0 0 14 14" aria-hidden="true"><path d="M0 7H14" stroke="${colour}" stroke-width="2"/></svg>`;
}

/** The losses alone, where no predictions are at hand. */
export function lossesFigure(replicas: RunPageInput["replicas"]): Html {
  return figure([lossStrip(replicas)], html`${STRIP}`);
}

function lossStrip(replicas: RunPageInput["replicas"]): Panel {
  return strip(
    "Loss of each replica",
    `mean test loss ${AGAINST.labels}`,
    replicas.map((replica) => replica.loss),
  );
}

/** How unequally the difference is spread over the examples. */
function shareSays(differences: readonly number[]): string {
  const sorted = [...differences].sort((a, b) => b - a);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  if (total === 0) return "No example is predicted differently.";
  const tenth = sorted.slice(0, Math.max(1, Math.round(sorted.length / 10))).reduce((sum, value) => sum + value, 0);
  return `The tenth of the examples that differ most carries ${percent(tenth / total)} of the whole.`;
}
