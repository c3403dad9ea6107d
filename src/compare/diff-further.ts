/** How further measures of one of two recipes vary: loaded where they are asked for, with all that it computes with. */
import { openFurther } from "../further/all.js";
import type { Asked } from "../further/asked.js";
import { estimateOf, type FoundMeasure, type FurtherEstimate, onBothScales } from "../further/found.js";
import type { FurtherName } from "../further/names.js";
import type { OnBothScales } from "../measure/on-replicas.js";
import { tilesOf, wholeBlock } from "../measure/predictions.js";
import { decisionsApart } from "./examples.js";
import type { Predicted } from "./input.js";

/** A further measure of one side. */
export interface FurtherVariation extends OnBothScales {
  estimate: FurtherEstimate;
}

/** Each that is asked for. Yields after each tile. */
export function* furtherVariations(
  predicted: Predicted,
  asked: Asked,
): Generator<void, Map<FurtherName, FurtherVariation>> {
  const { predictions: p, logits = null, labels } = decisionsApart(predicted);
  const measuring = openFurther(p, p.kind === "probability" ? (labels ?? null) : null, asked);
  for (const tile of tilesOf(wholeBlock(p, logits), p)) {
    measuring.add(tile);
    yield;
  }
  const all = Object.entries(measuring.found().found) as [FurtherName, FoundMeasure][];
  return new Map(all.map(([name, found]) => [name, { estimate: estimateOf(found), ...onBothScales(found) }]));
}
