/** Measures of predictions in memory, which are checked first. */
import { wrongValue } from "../study/errors.js";
import { type Measured, openMeasures } from "./all.js";
import type { MeasureInput } from "./input.js";
import { MEASURE_NAMES, type MeasureName } from "./names.js";
import { plain } from "./plain.js";
import { checkClasses, checkPredictions, tilesOf, wholeBlock } from "./predictions.js";
import type { Adding } from "./sums.js";

/**
 * All measures; those that do not apply have the value null (with more than 64 replicas also
 * predictionDifferenceSymmetric, which `symmetricRelative` computes on request). Parts that do not fit each other:
 * InputError.
 */
export function measureAll(e: MeasureInput): Measured {
  return measure(e, MEASURE_NAMES);
}

/** Some measures, with the same bits; what only the others need is not computed. */
export function measure<Name extends MeasureName>(
  e: MeasureInput,
  names: readonly Name[],
  adding: Adding = plain,
): Measured<Name> {
  checkMeasureInput(e, "measure");
  const measuring = openMeasures(e.predictions, e, Boolean(e.logits), adding, names);
  for (const tile of tilesOf(wholeBlock(e.predictions, e.logits), e.predictions)) measuring.add(tile);
  return measuring.measured();
}

/** Refuses an evaluation whose parts do not fit each other: InputError. */
function checkMeasureInput({ predictions: p, logits, labels, truth, task, loss }: MeasureInput, path: string): void {
  checkPredictions(p, `${path}.predictions`);
  if (p.kind !== (loss === "squared" ? "value" : "probability")) {
    const kind = loss === "squared" ? "value" : "probability";
    throw wrongValue(`${path}.predictions.kind`, `"${kind}" for the ${loss} loss`, `"${p.kind}"`);
  }
  if (logits && logits.length !== p.values.length) {
    throw wrongValue(`${path}.logits`, `${p.values.length} numbers, as many as predictions`, String(logits.length));
  }
  const expected = task === "regression" ? p.examples * p.columns : p.examples;
  if (labels && p.kind === "probability") checkClasses(labels, p, `${path}.labels`);
  else if (labels && labels.length !== expected) {
    throw wrongValue(`${path}.labels`, `${expected} labels, one an example and target`, String(labels.length));
  }
  const twoClasses = task !== "regression" && p.columns <= 2;
  const size = p.examples * p.columns;
  if (
    truth &&
    truth.length !== size &&
    !(twoClasses && (truth.length === p.examples || truth.length === 2 * p.examples))
  ) {
    throw wrongValue(`${path}.truth`, `${size} numbers`, String(truth.length));
  }
}
