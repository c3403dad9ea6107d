/** Further measures of two recipes on the same examples. */
import { openFurther } from "../further/all.js";
import type { Asked } from "../further/asked.js";
import { estimateOf, type FoundMeasure, onBothScales } from "../further/found.js";
import type { FurtherName } from "../further/names.js";
import { tilesOf, wholeBlock } from "../measure/predictions.js";
import { type DiffMeasure, type DiffSide, measureOf } from "./diff.js";
import { decisionsApart } from "./examples.js";

/** One further measure of both. */
export interface DiffFurther extends DiffMeasure {
  /** Why there is no difference; null where there is one. */
  reason: string | null;
}

/** Each measure of both, with ratio and difference. Yields after each tile. */
export function* diffFurther(
  a: DiffSide,
  b: DiffSide,
  isPaired: boolean,
  asked: Asked,
): Generator<void, Partial<Record<FurtherName, DiffFurther>>> {
  const [ofA, ofB] = [yield* foundOf(a, asked), yield* foundOf(b, asked)];
  return Object.fromEntries(
    asked.further.map((name) => {
      const [left, right] = [ofA[name]!, ofB[name]!];
      const [first, second] = [estimateOf(left), estimateOf(right)];
      const of = (found: FoundMeasure, estimate: typeof first) => ({ estimate, ...onBothScales(found) });
      const reason = first.reason ?? second.reason;
      return [name, { ...measureOf(of(left, first), of(right, second), isPaired), reason }];
    }),
  );
}

function* foundOf({ predicted }: DiffSide, asked: Asked): Generator<void, Partial<Record<FurtherName, FoundMeasure>>> {
  const { predictions: p, logits = null, labels } = decisionsApart(predicted);
  const measuring = openFurther(p, p.kind === "probability" ? (labels ?? null) : null, asked);
  for (const tile of tilesOf(wholeBlock(p, logits), p)) {
    measuring.add(tile);
    yield;
  }
  return measuring.found().found;
}
