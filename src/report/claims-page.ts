/**
 * The page of the claims: what was asked, what was found, and for each claim the pictures, a paragraph and all numbers.
 */
import type { Claim, ClaimId, Claims } from "../claims/claim.js";
import { TextEncoder } from "../host/lent.js";
import { sha256, toHex } from "../host/sha256.js";
import { AGAINST } from "../measure/loss.js";
import type { CitedPaper } from "./cite.js";
import { answered, checksSay, conclusionSays } from "./claims-conclusion.js";
import { claimFigures } from "./claims-figures.js";
import { claimsOverview } from "./claims-overview.js";
import {
  armsTables,
  badge,
  CLASSES,
  contrastsTable,
  convergenceTable,
  isControl,
  verdictsTable,
} from "./claims-tables.js";
import { keptShares, pictureSays, sentence } from "./claims-words.js";
import { count, duration, list, number, roundRatio, unbroken } from "./format.js";
import { type Html, html } from "./html.js";
import { mapsFigure } from "./maps-figure.js";
import { commandBlock, facts, hostText, type Origin, type PageParts } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";

const SNAPP: CitedPaper = {
  authors: "Snapp, Shamir",
  title: "Synthesizing Irreproducibility in Deep Networks",
  venue: "2021",
  url: "https://arxiv.org/abs/2102.10696",
};

export type ClaimsPageInput = Claims & Origin & { maps?: DecisionMaps };

/** The whole page as one HTML document. The same input gives the same text. Yields between its pieces. */
export function* claimsPage(input: ClaimsPageInput): Generator<void, PageParts> {
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
  return {
    title: "doppelgrad: how reproducible are the predictions?",
    origin: input,
    body: html`<div class="first">${summary(input)}
${claimsOverview(input.claims, input.options.margin)}</div>
${maps ?? null}
<nav></nav>
${tested(input)}
${sections}
${footer(input)}`,
    cited: [
      {
        title: `The claims of Snapp and Shamir (2021) on ${list(input.options.data)}, seed ${input.options.seed}`,
        fingerprint: fingerprintOf(input.claims),
        paper: SNAPP,
      },
    ],
  };
}

/** The first page: what was found, in plain words and in one figure. */
function summary({ claims }: ClaimsPageInput): Html {
  const checks = checksSay(claims);
  return html`<header>
<p class="kind">doppelgrad report on the claims</p>
<h1>Same model, same data, different predictions?</h1>
<p class="lead">${conclusionSays(claims)}</p>
<dl class="answers">${answered(claims).map(
    ({ id, question, answers }) => html`<div><dt><a href="#${id}">${question}</a></dt>
${answers.map(
  ({
    data,
    verdict,
    word,
    says,
  }) => html`<dd><strong class="word ${CLASSES[verdict]}">${word}</strong> on ${data}: ${unbroken(says)}.</dd>
`,
)}</div>`,
  )}</dl>
${checks && html`<p>${checks}</p>`}
</header>`;
}

/** How it was tested. */
function tested(input: ClaimsPageInput): Html {
  const { replicas, draws, seed, data, margin, floor } = input.options;
  const arms = input.claims.flatMap((claim) => claim.arms);
  return html`<section class="tested"><h2>What was tested</h2>
<p>The claims of the abstract of Snapp and Shamir, “Synthesizing Irreproducibility in Deep Networks” (2021), on independently designed synthetic data.</p>
${verdictsTable(input.claims)}
${facts([
  ["Data", list(data)],
  [
    "Replicas",
    `${count(replicas)} an arm by default, ${count(arms.reduce((sum, arm) => sum + arm.replicas, 0))} in all`,
  ],
  ["Data draws", String(draws)],
  ["Kept replicas", keptShares(arms)],
  ["Margin", `${roundRatio(margin)}; C1: equally good units that differ by more than ${number(floor)}`],
  ["Seed", String(seed)],
  ["Contract", `bits ${input.bits}, statistics ${input.statistics}`],
  ["Took", input.seconds === undefined ? null : duration(input.seconds)],
  ["Computed on", hostText(input.host)],
])}
${commandBlock(input.command)}
</section>`;
}

/** SHA-256 of the fingerprints of all arms, in order; null where one has none. */
function fingerprintOf(claims: readonly Claim[]): string | null {
  const all = claims.flatMap(({ arms }) => arms.map(({ fingerprint }) => fingerprint));
  return all.length === 0 || all.includes(null) ? null : toHex(sha256(new TextEncoder().encode(all.join("\n"))));
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
