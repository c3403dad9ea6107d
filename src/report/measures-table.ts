/** What was measured, in a sentence and as a table of a page. */
import { MEASURES, type MeasureName } from "../measure/names.js";
import type { Estimate } from "../statistics/estimate.js";
import { ABSENT, count, estimate, interval, number, percent, roughness } from "./format.js";
import { type Html, html } from "./html.js";
import { heads, tableOf } from "./page.js";

type Measures = Readonly<Record<string, Estimate>>;

/**
 * How far two replicas differ that do not predict alike.
 * @param given what the numbers hold for
 */
export function differenceSays(
  { measures, isValue, isScaled }: { measures: Measures; isValue: boolean; isScaled: boolean },
  replicas: number,
  given: string,
): string {
  const { predictionDifference: difference, churn } = measures;
  const unit = !isValue ? "" : isScaled ? " standard deviations of the target" : " in units of the target";
  const decisions =
    churn && churn.value !== null
      ? `, and decide differently on ${percent(churn.value)} of the test examples (prediction churn)`
      : "";
  const rough = roughness(replicas, measures);
  return (
    `Two of ${count(replicas)} replicas differ in their predictions by ${estimate(difference!)}${unit} on average ` +
    `(prediction difference, ${difference!.form})${decisions}. This holds given ${given}.${rough === null ? "" : ` ${rough}.`}`
  );
}

/** A row a measure. */
export function measuresTable(measures: Measures, replicas: number, about = "on the test set "): Html {
  const rough = roughness(replicas, measures);
  return tableOf(
    "Measures",
    `Every measure ${about}with its form and 95% interval; a dash where it does not apply.${rough === null ? "" : ` ${rough}.`}`,
    estimatesTable(measures, (name) => MEASURES[name as MeasureName] ?? ""),
  );
}

/** Estimates by name, with what each says. */
export function estimatesTable(estimates: Measures, says: (name: string) => string): Html {
  return html`${heads([
    ["Measure", ""],
    ["Form", ""],
    ["Value", "n"],
    ["Interval", "n"],
    ["What it says", ""],
  ])}
<tbody>${Object.entries(estimates).map(([name, e]) => row(name, e, says(name)))}</tbody>`;
}

function row(name: string, { form, value, low, high }: Estimate, says: string): Html {
  return html`<tr${value === null ? html` class="aside"` : null}><th scope="row">${spaced(name)}</th><td>${form}</td>
<td class="n">${number(value)}</td><td class="n">${interval(low, high) || ABSENT}</td>
<td class="soft">${says}</td></tr>
`;
}

/** predictionDifference -> prediction difference */
export function spaced(name: string): string {
  return name.replace(/([A-Z]|\d+)/g, " $1").toLowerCase();
}

/** A value with its interval below it. */
export function stackedEstimate(e: Estimate | null): Html | string {
  const range = interval(e?.low, e?.high);
  return range ? html`${number(e?.value)}<br><span class="range">${range}</span>` : number(e?.value);
}
