/**
 * Weights of the classes in training, as a user writes them.
 */
import { shown, wrongType, wrongValue } from "./errors.js";
import { listOf, parseField, weight } from "./fields.js";
import type { DataFacts } from "./resolve.js";
import type { Study } from "./study.js";

const PATH = "study.classWeights";

/** @throws InputError for anything but null, "balanced" and a weight for each class */
export function resolveClassWeights(
  written: unknown,
  { task, classes }: Pick<DataFacts, "task" | "classes">,
): Study["classWeights"] {
  if (written === undefined || written === null) return null;
  if (task === "regression")
    throw wrongValue(PATH, "null, because targets have no classes", shown(written), "Take it out.");
  if (written === "balanced") return written;
  const what = `null, "balanced" or ${classes} weights, one a class`;
  if (typeof written === "string") throw wrongType(PATH, what, shown(written));
  const weights = parseField(listOf(weight(), what), written, PATH);
  if (weights.length !== classes) throw wrongValue(PATH, what, shown(weights));
  return weights;
}
