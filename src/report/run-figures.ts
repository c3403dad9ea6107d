/** The figures of one study: how its examples differ, where, and the losses of its replicas. */
import { exampleRows } from "../measure/by-example.js";
import { AGAINST } from "../measure/loss.js";
import { figure, type Panel } from "./figure.js";
import { percent } from "./format.js";
import { type Html, html } from "./html.js";
import { differenceScatter, histogram, strip } from "./plots/distributions.js";
import type { RunPageInput } from "./run-page.js";

const STRIP = `The ticks are the mean test losses of the replicas, ${AGAINST.labels}, the triangle their mean.`;

/** Histogram, scatter and losses, for at least two replicas. Yields between them. */
export function* examplesFigure(result: RunPageInput & { predictions: Float32Array }): Generator<void, Html> {
  const { study, predictions, replicas, data, measures } = result;
  const columns = predictions.length / (replicas.length * data.test);
  const kind = study.loss === "squared" ? "value" : "probability";
  const grid = { values: predictions, replicas: replicas.length, examples: data.test, columns, kind } as const;
  const rows = yield* exampleRows(grid, null);
  const differences = rows.map((row) => row.difference);
  const form = measures.predictionDifference?.form ?? "pairwise";
  const probability =
    columns === 1
      ? "mean predicted probability of the positive class"
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
