/**
 * The page of the claims: what was asked, what was found, and for each claim the pictures, a paragraph and all numbers.
 */
import type { Claim, ClaimId, Claims, Verdict } from "../claims/claim.js";
import { AGAINST } from "../measure/loss.js";
import { claimFigures } from "./claims-figures.js";
import { armsTables, badge, contrastsTable, convergenceTable, isControl, verdictsTable } from "./claims-tables.js";
import { keptShares, pictureSays, sentence } from "./claims-words.js";
import { count, duration, list, number, roundRatio, unbroken } from "./format.js";
import { type Html, html } from "./html.js";
import { mapsFigure } from "./maps-figure.js";
import { commandBlock, facts, hostText, type Origin, page } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";

export type ClaimsPageInput = Claims & Origin & { maps?: DecisionMaps };

/** The whole page as one HTML document. The same input gives the same text. Yields between its pieces. */
export function* claimsPage(input: ClaimsPageInput): Generator<void, string> {
  const maps = input.maps && mapsFigure(input.maps);
  yield;
  const sections: Html[] = [];
  for (const id of new Set(input.claims.map((claim) => claim.id))) {
    sections.push(
      claimSection(
        id,
        input.claims.filter((claim) => claim.id === id),
      ),
    );
    yield;
  }
  return page(
    "doppelgrad: how reproducible are the predictions?",
    input,
    html`${summary(input)}
${maps ? html`<section><h2>Two replicas</h2>${maps}</section>` : null}
${sections}
${footer(input)}`,
  );
}

function summary(input: ClaimsPageInput): Html {
  const { replicas, seed, data, margin, floor } = input.options;
  const arms = input.claims.flatMap((claim) => claim.arms);
  return html`<header>
<p class="kind">doppelgrad report on the claims</p>
<h1>Same model, same data, different predictions?</h1>
<p class="lead">Two trainings of one model that differ only in their random choices can predict differently for the same example, even where
their average quality is equal. This report tests the claims of the abstract of Snapp and Shamir, “Synthesizing Irreproducibility in Deep
Networks” (2021), on independently designed synthetic data.</p>
<p>${found(input.claims)}</p>
${verdictsTable(input.claims)}
${facts([
  ["Data", list(data)],
  [
    "Replicas",
    `${count(replicas)} an arm by default, ${count(arms.reduce((sum, arm) => sum + arm.replicas, 0))} in all`,
  ],
  ["Kept replicas", keptShares(arms)],
  ["Margin", `${roundRatio(margin)}; C1: equally good units that differ by more than ${number(floor)}`],
  ["Seed", String(seed)],
  ["Contract", `bits ${input.bits}, statistics ${input.statistics}`],
  ["Took", input.seconds === undefined ? null : duration(input.seconds)],
  ["Computed on", hostText(input.host)],
])}
${commandBlock(input.command)}
</header>`;
}

const VERBS: Record<Verdict, [one: string, more: string]> = {
  holds: ["holds", "hold"],
  "does not hold": ["does not hold", "do not hold"],
  "not resolved": ["is not resolved", "are not resolved"],
};

/** The verdicts in a sentence for each data family; the controls are counted apart. */
function found(claims: readonly Claim[]): string {
  const sentences = [...new Set(claims.map((claim) => claim.data))].map((data) => {
    const parts = (Object.keys(VERBS) as Verdict[]).flatMap((verdict) => {
      const ids = claims
        .filter(
          (claim) =>
            claim.data === data && claim.verdict === verdict && !isControl(claim.id) && claim.id !== "C1-first",
        )
        .map(({ id }) => id);
      return ids.length > 0 ? [`${list(ids)} ${VERBS[verdict][ids.length === 1 ? 0 : 1]}`] : [];
    });
    return parts.length > 0 ? `On ${data}, ${parts.join("; ")}.` : "";
  });
  const controls = claims.filter(({ id }) => isControl(id));
  const broken = controls
    .filter(({ verdict }) => verdict !== "holds")
    .map((claim) => `${claim.id} on ${claim.data} (${claim.verdict})`);
  const checked =
    broken.length > 0
      ? `Controls that do not pass: ${list(broken)}.`
      : controls.length > 0
        ? "Every control holds."
        : "";
  return [...sentences, checked].filter(Boolean).join(" ");
}

function claimSection(id: ClaimId, families: readonly Claim[]): Html {
  const first = families[0]!;
  const numbered = !isControl(id);
  return html`<section id="${id}">
<div class="heading"><h2>${numbered ? html`<span class="id">${id}</span>` : null}${first.title}</h2></div>
${first.headline ? html`<p class="soft">Headline setting: ${first.headline}.</p>` : null}
${families.map(
  (claim) => html`<p><strong>${claim.data}</strong> ${badge(claim)} ${unbroken(sentence(claim.reason))}</p>
`,
)}
${claimFigures(families)}
${families.map((claim) => {
  const says = pictureSays(claim);
  return says ? html`<p><strong>On ${claim.data}:</strong> ${unbroken(says)}</p>` : null;
})}
${families.map((claim) => html`${convergenceTable(claim)}${contrastsTable(claim)}${armsTables(claim)}`)}
</section>
`;
}

function footer({ claims }: ClaimsPageInput): Html {
  const learnable = [...new Map(claims.map((claim) => [claim.data, claim.learnable])).entries()];
  return html`<footer>
<p>A claim <em>holds</em> where the whole interval over data draws lies above what it needs, <em>does not hold</em> where it lies below the margin, and is
<em>not resolved</em> otherwise. Margins and thresholds are the project’s own. Kept: replicas whose excess loss (${AGAINST.truth}) is near the best of their arm.
Matched: pairs of arms whose kept excess is nearly the same. There was ${list(learnable.map(([data, nats]) => `${nats.toFixed(3)} nats to learn on ${data}`))}.
A model that predicts a constant is perfectly reproducible and useless: read each difference beside its loss.</p>
<p>Fingerprints are shortened to eight hex digits here; <code>--json</code> gives all of them, and every number of this page.</p>
</footer>`;
}
