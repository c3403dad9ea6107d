/** The examples that flip, as a table of a page. */
import { answerText, type Flip, type Flips } from "../compare/flips.js";
import { ABSENT, count, number, percent } from "./format.js";
import { type Html, html } from "./html.js";
import { foldedTable, heads } from "./page.js";

/** Rows, and columns of answers, that a page shows. */
const [SHOWN, SHOWN_REPLICAS] = [100, 16];

/** @param examples of which there are so many in all */
export function flipsTable(table: Flips, examples: number): Html {
  const shown = table.flips.slice(0, SHOWN);
  const answers = Math.min(table.replicas, SHOWN_REPLICAS);
  const has = (field: "id" | "group" | "label" | "baseline") => shown.some((flip) => flip[field] !== null);
  const isValue = shown.some(({ disagreement }) => disagreement === null);
  const optional = (["id", "group", "label", "baseline"] as const).filter(has);
  const cut = [
    ...(shown.length < table.flipping ? [`The first ${count(shown.length)} rows.`] : []),
    ...(answers < table.replicas ? [`The answers of ${answers} of ${count(table.replicas)} replicas.`] : []),
  ].join(" ");
  const caption = `${flipsSay(table, examples)} ${cut}`.trim();
  if (shown.length === 0) return html`<p class="caption">${caption}</p>`;
  const cell = (flip: Flip, name: (typeof optional)[number]) => {
    const value = flip[name];
    if (value === null) return ABSENT;
    return name === "id" || name === "group" ? String(value) : answerText(value as number, flip, table);
  };
  const line = (flip: Flip) => html`<tr><th scope="row" class="n">${flip.row}</th>${optional.map(
    (name) => html`<td>${cell(flip, name)}</td>`,
  )}${isValue ? null : html`<td class="n">${percent(flip.disagreement)}</td>`}<td class="n">${number(flip.difference)}</td>${flip.answers
    .slice(0, answers)
    .map((answer) => html`<td>${shortened(answerText(answer, flip, table), isValue)}</td>`)}</tr>
`;
  return foldedTable(
    "Examples that flip",
    caption,
    html`${heads([
      ["Row", "n"],
      ...optional.map((name) => [`${name[0]!.toUpperCase()}${name.slice(1)}`, ""] as const),
      ...(isValue ? [] : [["Disagree", "n"] as const]),
      ["Difference", "n"],
      ...Array.from({ length: answers }, (_, r) => [`Replica ${r}`, ""] as const),
    ])}<tbody>${shown.map(line)}</tbody>`,
  );
}

/** How many flip, in a sentence. */
export function flipsSay({ flipping, flips }: Flips, examples: number): string {
  const isValue = flips.some(({ disagreement }) => disagreement === null);
  const of = `${count(flipping)} of ${count(examples)} examples`;
  if (flipping === 0) return `No example flips: all replicas answer alike on each.`;
  if (isValue) return `Replicas predict different values for ${of}; those that differ most come first.`;
  return `${of} flip: two replicas at least answer differently; those on which most pairs disagree come first.`;
}

function shortened(text: string, isValue: boolean): string {
  if (!isValue) return text;
  return text
    .split(" ")
    .map((value) => number(Number(value)))
    .join(" ");
}
