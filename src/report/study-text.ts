/** A study in words and as JSON. */

import { visible } from "../study/errors.js";
import type { Study } from "../study/study.js";
import { count } from "./format.js";

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

/** The JSON, indented; cut where it is very long, and then saying so. */
export function studyJson(study: Study): string {
  const text = JSON.stringify(study, null, 2);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n... cut: ${count(text.length)} characters in all`;
}
