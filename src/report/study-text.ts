/** A study in words and as JSON. */

import { visible } from "../study/errors.js";
import type { Study } from "../study/study.js";
import { count } from "./format.js";
import { type Html, html } from "./html.js";

/** Characters; a page stays one where data, orders or weights are given as thousands of numbers. */
const LONGEST = 20_000;

/** `vee, hidden [8], relu`; of a file its path; with what is simulated */
export function studyName(study: Study): string {
  const { data, hidden, activation } = study;
  const source = ("path" in data && data.path) || data.name;
  return `${visible(source)}, ${hidden.length === 0 ? "linear" : `hidden [${hidden.join(", ")}], ${activation.name}`}${simulatedText(study)}`;
}

/** `, simulated arithmetic (permuted, bf16; forward)`, or nothing. */
export function simulatedText({ arithmetic }: Study): string {
  if (!arithmetic) return "";
  const { profiles, on } = arithmetic;
  return `, simulated arithmetic (${profiles.join(", ")}${on === "both" ? "" : `; ${on}`})`;
}

/** What differs between the replicas. */
export function variesText({ design, vary }: Study): string {
  if (design)
    return `crossed: ${Object.entries(design)
      .map(([factor, levels]) => `${factor} × ${levels}`)
      .join(", ")}`;
  return vary.join(", ") || "nothing (control)";
}

/**
 * The JSON, indented, under what trains it in any folder; cut where it is very long, and then saying so.
 * @param besides what is said of it first
 */
export function studyBlock(study: Study, besides: Html | string = ""): Html {
  const text = JSON.stringify(study, null, 2);
  const isWhole = text.length <= LONGEST;
  const path = "path" in study.data && typeof study.data.path === "string" ? study.data.path : null;
  const again = html`Save it as <code>study.json</code> in any folder${path === null ? null : html`, with the data file at <code>${visible(path)}</code> from there`}; <code>doppelgrad run study.json</code> trains the same replicas, bit for bit.`;
  const shown = isWhole
    ? text
    : `${text.slice(0, LONGEST)}\n... cut: ${count(text.length)} characters in all; result.json has it whole`;
  return html`<p class="soft">With every default filled in. ${besides}${isWhole ? again : null}</p>
<pre><code>${shown}</code></pre>`;
}
