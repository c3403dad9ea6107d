/** Further measures of predictions that anybody made, and of results of `run`. */
import { type Asked, askedFor, type FurtherOptions } from "../further/asked.js";
import { type FurtherInput, type FurtherMeasures, furtherMeasures } from "../further/further.js";
import { inSlices } from "../host/slices.js";
import type { MeasureInput } from "../measure/input.js";
import { wholeBlock } from "../measure/predictions.js";
import { checkKnown, fieldsOf } from "../study/fields.js";
import { decisionsApart } from "./examples.js";
import { type CompareInput, type Predicted, readInput } from "./input.js";
import { isResult, type PredictedResult, predictedByResult, workOn } from "./result.js";

/**
 * Measures predictions further than `run` and `compare` do: soft churn, Jensen-Shannon divergence, kappa, ambiguity,
 * capacity, correlation of logits, ROC curve, calibration, and more (`FURTHER_MEASURES`).
 *
 *     const { measures } = await measureFurther(await run({ data: "vee", replicas: 64 }), { measures: ["kappa", "auc"] });
 *     console.log(measures.kappa, measures.auc);
 *
 * @param given what `run` resolved to, or its JSON with the parts "predictions" and "examples"; or predictions, as
 *   `compare` takes them
 * @param options which measures, and whether of each class, too; by default all of them, of all examples and of each
 *   group
 * @returns every measure with its interval over replicas, or the reason why it has none
 * @throws InputError for what is neither, for a result without predictions, and for an unknown measure
 */
export async function measureFurther(
  given: PredictedResult | CompareInput,
  options: FurtherOptions = {},
): Promise<FurtherMeasures> {
  const fields = fieldsOf(options, "options");
  checkKnown(fields, ["measures", "alpha", "perClass"], "options");
  const asked = askedFor(fields as FurtherOptions, "options");
  return workOn([given], "given", async () =>
    furtherOf(isResult(given) ? predictedByResult(given, "given") : readInput(given, "given").predicted, asked),
  );
}

/** Those of what has been read. */
export function furtherOf(predicted: Predicted, asked: Asked, signal?: AbortSignal): Promise<FurtherMeasures> {
  const each = decisionsApart(predicted);
  const { predictions, logits = null } = each;
  return inSlices(furtherMeasures([wholeBlock(predictions, logits)], inputOf(predicted, each), asked), signal);
}

function inputOf({ groups, classNames, task }: Predicted, each: MeasureInput): FurtherInput {
  const { predictions: p, labels, logits } = each;
  const decisions = groups ? p.examples / groups.length : 1;
  const named = task === "multilabel" ? null : classNames;
  return {
    shape: p,
    known: each,
    fromLogits: Boolean(logits),
    groups: groups ? groups.flatMap((group) => Array<string | number>(decisions).fill(group)) : null,
    classes: labels && p.kind === "probability" ? Array.from(labels, (label) => named?.[label] ?? label) : null,
  };
}
