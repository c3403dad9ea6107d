/** The figure of all claims: what each rests on, on every data family. */
import type { Claim, Contrast } from "../claims/claim.js";
import { AGAINST } from "../measure/loss.js";
import { log64 } from "../reference/float64.js";
import { isControl } from "./claims-tables.js";
import { decisive } from "./claims-words.js";
import { figure } from "./figure.js";
import { roundRatio } from "./format.js";
import { type Html, html } from "./html.js";
import { type OverviewRow, overviewLegend, overviewPlot } from "./plots/overview.js";

/** Null where no claim was tested. */
export function claimsOverview(claims: readonly Claim[], margin: number): Html | null {
  const tested = claims.filter(({ id }) => !isControl(id) && id !== "C1-first");
  const rows = inHeads(tested.flatMap(rowsOf));
  if (rows.length === 0) return null;
  const bend = tested.some(({ id }) => id === "C1")
    ? " Of C1 it is the difference divided by the floor from which it counts."
    : "";
  return figure(
    [overviewPlot(rows)],
    html`Every claim on all data. A row compares two <dfn>arms</dfn>, two ways to train a model, of which many <dfn>replicas</dfn> are trained that
differ in their random choices alone: how far the replicas of one arm are apart, divided by how far those of the other are.${bend} Lines are 95% intervals or
wider; a small dot is one <dfn>draw</dfn>, a set of examples drawn afresh on which all is trained again. The grey band counts as equal:
less than ${roundRatio(margin)} either way. Where arms must be equally good, replicas are <dfn>kept</dfn> only if their <dfn>excess</dfn>, the loss ${AGAINST.truth} above the least possible, is near the best of their arm.`,
    overviewLegend(rows.map(({ verdict }) => verdict)),
  );
}

/** The rows of one head together, in the order in which heads come. */
function inHeads(rows: readonly OverviewRow[]): OverviewRow[] {
  const heads = [...new Set(rows.map(({ head }) => head))];
  return heads.flatMap((head) => rows.filter((row) => row.head === head));
}

function rowsOf(claim: Claim): OverviewRow[] {
  const { id, data, verdict, convergence } = claim;
  if (id === "C1") {
    const mean = convergence?.lengths.at(-1)?.equalMean;
    const over = (value: number | null | undefined) =>
      value === null || value === undefined ? null : value > 0 ? log64(value / convergence!.floor) : -Infinity;
    const estimate = over(mean?.value);
    return [
      {
        ...{ head: "C1 one bend, equally good", data, verdict, margin: 0 },
        estimate: estimate === -Infinity ? null : estimate,
        low: over(mean?.low),
        high: over(mean?.high),
        draws: (convergence?.lengths.at(-1)?.equal ?? []).flatMap((each) =>
          each !== null && each > 0 ? [over(each)!] : [],
        ),
      },
    ];
  }
  const contrasts = decisive(claim);
  if (contrasts.length === 0)
    return [
      {
        ...{ head: HEADS[id] ?? id, data, verdict, margin: 0 },
        ...{ estimate: null, low: null, high: null, draws: [] },
      },
    ];
  return contrasts.map((contrast) => {
    const { estimate, low, high, margin, byDraw } = contrast;
    return { head: headOf(claim, contrast), data, verdict, margin, estimate, low, high, draws: byDraw };
  });
}

const HEADS: Partial<Record<Claim["id"], string>> = {
  C2: "C2 random start / one start",
  C3: "C3 random order / one order",
  C4: "C4 activation: the pair furthest apart",
  C5: "C5 size: the pair furthest apart",
};

/** What a row compares: the same on all data, but for the pair that is furthest apart. */
function headOf({ id, arms }: Claim, { a, b }: Contrast): string {
  const isWindow = arms.some(({ name, group }) => name === a && group === "window");
  return isWindow ? `${id} ${a} / ${b}` : (HEADS[id] ?? `${id} ${a} / ${b}`);
}
