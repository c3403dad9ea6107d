/** What an attribution found, in sentences: for the page and for the terminal. */
import type { AttributedComponent, AttributedExample, Attribution } from "../attribute/attribution.js";
import { visible } from "../study/errors.js";
import { count, estimate, list, number, percent } from "./format.js";

/** A factor, or factors that interact: `init x shuffle`. */
export function componentName({ factors }: Pick<AttributedComponent, "factors">): string {
  return factors.join(" x ");
}

/** A share of any sign as a percentage. */
function sharePercent(share: number): string {
  return share < 0 ? `−${percent(-share)}` : percent(share);
}

/** How many levels, cells and replicas there are, and why so many. */
export function designSays({ attributed, replicas, budget }: Attribution): string {
  const levels = list(attributed.map(({ factor, levels }) => `${count(levels)} levels of ${factor}`));
  const within = budget === null ? "" : `, within a budget of ${count(budget)}`;
  return `${levels}: ${count(replicas)} replicas, one per cell${within}`;
}

/** What all shares are of, beside the loss. */
export function varianceSays({ variance, norm, examples, loss }: Attribution): string {
  const beside = loss === null ? "" : `; loss ${number(loss)}`;
  return `variance ${estimate(variance)}: half the mean ${norm} of two replicas that share no level, averaged over ${count(examples)} examples${beside}`;
}

/** The largest share, and what the others have, in one sentence each. */
export function foundOfAttribution({ attributed, components, notes, variance }: Attribution): string {
  if (!variance.value) return notes[0]!;
  const mains = components.filter(({ factors }) => factors.length === 1);
  const interactions = components.filter(({ factors }) => factors.length > 1);
  const together = interactions.reduce((sum, { share }) => sum + share.value!, 0);
  const byShare = [...mains].sort((a, b) => b.share.value! - a.share.value!);
  const said = byShare.map(({ factors, share }) => {
    const range = share.low === null ? "" : ` [${sharePercent(share.low)}, ${sharePercent(share.high!)}]`;
    return `${factors[0]} alone accounts for ${sharePercent(share.value!)}${range}`;
  });
  const largest = byShare[0]!.factors[0]!;
  const left = 1 - byShare[0]!.share.value!;
  return [
    `Of the variance of predictions, ${list(said)}, and ${attributed.length === 2 ? "their interaction" : "all interactions together"} for ${sharePercent(together)}.`,
    `Fixing ${largest} leaves ${sharePercent(left)} of it, on average over its levels.`,
  ].join(" ");
}

/** That learned nothing looks reproducible; null where something was learned. */
export function learnedSays({ loss, constantLoss }: Attribution): string | null {
  if (loss === null || constantLoss === null || loss < constantLoss) return null;
  return `No better than the best constant prediction (loss ${number(constantLoss)}): there may be little to attribute.`;
}

/** By what an example is known. */
export function exampleName({ example, row, id }: AttributedExample): string {
  return visible(id ?? (row === null ? `example ${example}` : `row ${row}`));
}

/** The examples with most variance, the most first. */
export function mostVarying({ byExample }: Attribution, most: number): AttributedExample[] {
  return [...byExample].sort((a, b) => b.variance - a.variance || a.example - b.example).slice(0, most);
}

/** Share of a component in the variance of one example. */
export function shareText(component: number, { variance }: AttributedExample): string {
  return variance > 0 ? sharePercent(component / variance) : "–";
}
