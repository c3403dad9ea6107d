/** The tables of the claims page: verdicts, contrasts, arms. Each says which form of a measure it holds. */
import type { Arm, Claim, ClaimId, Contrast, Verdict } from "../claims/claim.js";
import { AGAINST } from "../measure/loss.js";
import { convergenceRows, grounds, keptShares, neededOf } from "./claims-words.js";
import { ABSENT, count, list, number, percent, ratio, ratioInterval, roundRatio, shortFingerprint } from "./format.js";
import { type Html, html } from "./html.js";
import { stackedEstimate } from "./measures-table.js";
import { foldedTable, heads, tableOf } from "./page.js";

/** The class of what has a verdict. */
export const CLASSES: Record<Verdict, string> = { holds: "holds", "does not hold": "fails", "not resolved": "open" };

/** The verdict as a word on a coloured ground; the word alone says all. */
export function badge({ verdict, reversed }: Pick<Claim, "verdict" | "reversed">): Html {
  return html`<span class="verdict ${CLASSES[verdict]}">${verdict}${reversed ? " (reversed)" : ""}</span>`;
}

/** One row a claim and data family. */
export function verdictsTable(claims: readonly Claim[]): Html {
  return tableOf(
    "Verdicts",
    "Verdicts. Ratios of pairwise prediction differences (PD) with the simultaneous intervals of each claim; for the controls the PD itself.",
    html`${heads([
      ["Claim", "wide"],
      ["Data", ""],
      ["Verdict", ""],
      ["Rests on", ""],
      ["Replicas an arm", "n"],
      ["Kept", "n"],
    ])}
<tbody>${claims.map((claim, i) => verdictRow(claim, claims[i - 1]?.id === claim.id ? 0 : claims.filter(({ id }) => id === claim.id).length))}</tbody>`,
  );
}

/** `span`: the rows of this claim, for the first of them; 0 for the others. */
function verdictRow(claim: Claim, span: number): Html {
  const sizes = [...new Set(claim.arms.map((arm) => arm.replicas))].sort((a, b) => b - a);
  const rests = grounds(claim).map(
    ({ about, value }, i) => html`${i > 0 ? html`<br>` : null}${about} <span class="keep">${value}</span>`,
  );
  return html`<tr>${span > 0 ? html`<th scope="rowgroup" rowspan="${span}"><a href="#${claim.id}">${heading(claim)}</a></th>` : null}
<td>${claim.data}</td><td>${badge(claim)}</td><td>${rests}</td>
<td class="n">${sizes.map(count).join(", ")}</td><td class="n">${keptShares(claim.arms) || ABSENT}</td></tr>
`;
}

/** Whether a claim is there to check the others. */
export function isControl(id: ClaimId): boolean {
  return id === "control" || id === "linear" || id === "negative";
}

function heading({ id, title }: Claim): Html {
  return isControl(id) ? html`${title}` : html`${id}: ${title}`;
}

/** The data draws of C1; null for other claims. */
export function convergenceTable(claim: Claim): Html | null {
  if (claim.convergence === null) return null;
  const draws = claim.convergence.above.of;
  return foldedTable(
    `Draws of ${claim.id} on ${claim.data}`,
    `Draws of ${claim.id} on ${claim.data}: mean prediction differences (pairwise) of replicas trained to convergence, on each data draw, and their mean over draws ` +
      `with a ${percentOf(claim.convergence.level)} interval over draws.`,
    html`${heads([["", ""], ["Over draws", "n"], ...Array.from({ length: draws }, (_, draw) => [`Draw ${draw}`, "n"] as const)])}
<tbody>${convergenceRows(claim.convergence).map(
      ({ head, cells, mean }) => html`<tr><th scope="row">${head}</th><td class="n">${mean}</td>
${cells.length > 0 ? cells.map((cell) => html`<td class="n">${cell}</td>`) : html`<td colspan="${draws}"></td>`}</tr>
`,
    )}</tbody>`,
  );
}

/** A row a contrast; null where the claim has none. */
export function contrastsTable(claim: Claim): Html | null {
  const first = claim.contrasts[0];
  if (!first) return null;
  const needed = neededOf(claim, first);
  const needs = needed > first.margin ? `, the claim needs ${roundRatio(Math.exp(needed))}` : "";
  const methods = list([...new Set(claim.contrasts.map(({ method }) => method))]);
  return foldedTable(
    `Contrasts on ${claim.data}`,
    `Contrasts on ${claim.data}: ratio of pairwise prediction differences, ${percentOf(first.level)} intervals over data draws, simultaneous within the ` +
      `claim; beside each, the interval on these data draws alone, for this contrast alone; margin ${roundRatio(Math.exp(first.margin))}${needs}. Method: ${methods}.`,
    html`${heads([
      ["Contrast", ""],
      ["Ratio", "n"],
      ["Over draws", "n"],
      ["These draws", "n"],
      ["Replicas", ""],
      ["Pairs", "n"],
      ["Draws above 1", "n"],
      ["Smallest detectable", "n"],
      ["Role", ""],
    ])}
<tbody>${claim.contrasts.map(contrastRow)}</tbody>`,
  );
}

function contrastRow(contrast: Contrast): Html {
  const { a, b, estimate, low, high, withinDraws, byDraw, smallestDetectableRatio, decides, noInterval } = contrast;
  const above = byDraw.filter((draw) => draw > 0).length;
  const measured =
    noInterval === null
      ? html`<td class="n">${ratio(estimate)}</td><td class="n">${ratioInterval(low, high)}</td><td class="n">${
          withinDraws ? ratioInterval(withinDraws.low, withinDraws.high) : ABSENT
        }</td>`
      : html`<td colspan="3">no interval: ${noInterval}</td>`;
  return html`<tr${decides ? null : html` class="aside"`}><th scope="row">${a} / ${b}</th>
${measured}
<td>${contrast.replicas}</td><td class="n">${count(contrast.pairs)}</td>
<td class="n">${byDraw.length > 0 ? `${above} of ${byDraw.length}` : ABSENT}</td>
<td class="n">${smallestDetectableRatio === null ? ABSENT : `×${number(smallestDetectableRatio)}`}</td><td>${decides ? "decides" : "shown"}</td></tr>
`;
}

/** 0.99 as 99%, 0.995 as 99.5%. */
function percentOf(level: number): string {
  return `${Number((level * 100).toPrecision(4))}%`;
}

interface Column {
  head: string;
  /** Class of the cells; numbers are aligned to the right. */
  kind: "n" | "hex" | "";
  cell: (arm: Arm) => Html | string;
}

const ARM_COLUMNS: readonly Column[] = [
  { head: "Loss", kind: "n", cell: (arm) => number(arm.loss) },
  { head: "Excess", kind: "n", cell: (arm) => number(arm.excess) },
  { head: "Excess, kept", kind: "n", cell: (arm) => number(arm.excessKept) },
  { head: "PD", kind: "n", cell: (arm) => stackedEstimate(arm.predictionDifference) },
  { head: "PD, kept", kind: "n", cell: (arm) => stackedEstimate(arm.predictionDifferenceKept) },
  { head: "Churn", kind: "n", cell: (arm) => stackedEstimate(arm.churn) },
  { head: "Kept", kind: "n", cell: (arm) => percent(arm.kept) },
  { head: "Matched", kind: "", cell: (arm) => (arm.matched === null ? ABSENT : arm.matched ? "yes" : "no") },
  { head: "Learning rate", kind: "n", cell: (arm) => String(arm.learningRate) },
  { head: "Replicas", kind: "n", cell: (arm) => count(arm.replicas) },
  { head: "Fingerprint", kind: "hex", cell: (arm) => (arm.fingerprint ? shortFingerprint(arm.fingerprint) : ABSENT) },
];

/**
 * The tables of the arms: those of replicas that are kept or not, and those of crossed grids, where no replica is left
 * out.
 */
export function armsTables(claim: Claim): (Html | null)[] {
  const isGrid = (arm: Arm) => arm.group === "grid" || arm.group === "window";
  return [
    armsTable(
      `Arms on ${claim.data}`,
      claim.arms.filter((arm) => !isGrid(arm)),
    ),
    armsTable(`Grids on ${claim.data}`, claim.arms.filter(isGrid)),
  ];
}

/** A row an arm; columns that apply to none of them are left out. */
function armsTable(name: string, arms: readonly Arm[]): Html | null {
  const first = arms[0];
  if (!first) return null;
  const columns = ARM_COLUMNS.filter(({ cell }) => arms.some((arm) => cell(arm) !== ABSENT));
  const row = (
    arm: Arm,
  ) => html`<tr${arm.matched === false ? html` class="aside"` : null}><th scope="row">${arm.name}</th>
${columns.map(({ kind, cell }) => html`<td class="${kind}">${cell(arm)}</td>`)}</tr>
`;
  return foldedTable(
    name,
    `${name}. Loss: ${AGAINST.probabilities}; excess: ${AGAINST.truth}; both in nats; PD: prediction difference (${first.predictionDifference.form}); churn: prediction churn ` +
      `(${first.churn.form}); 95% intervals over data draws below the values, none where a value is exactly 0.`,
    html`${heads([["Arm", ""], ...columns.map(({ head, kind }) => [head, kind === "n" ? "n" : ""] as const)])}<tbody>${arms.map(row)}</tbody>`,
  );
}
