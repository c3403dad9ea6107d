/**
 * A result as JSON: what `doppelgrad run --json` prints, `verify` reads and `report` draws.
 */
import { readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { fieldsOf, isArray, isPlain, namesIn } from "../study/fields.js";
import { PARTS, type Part, RECORDED } from "./parts.js";
import type { RunResult } from "./result.js";

/**
 * Turns a result into plain data for `JSON.stringify`: predictions and logits as [replica][example][output], parameters
 * as [replica][position], of the test examples their labels, rows, ids and groups (with predictions and logits of a file
 * these come unasked).
 * @param result what `run` resolved to
 * @param parts which of the long parts to include: "parameters", "predictions", "logits", "trail", "curves", "examples";
 *   default none
 * @returns what `verify` and `report` take
 * @throws InputError for an unknown part, and for one that the result does not have
 */
export function toJson(result: RunResult, parts: readonly Part[] = []): Record<string, unknown> {
  const fields = fieldsOf(result, "result", RESULT) as unknown as RunResult;
  if (!isArray(fields.parameters) || !isArray(fields.replicas) || !isPlain(fields.data))
    throw wrongType("result", RESULT, shown(result));
  const requested = namesIn(parts, PARTS, "parts", `a list of parts, ${PARTS.join(", ")}`);
  return readOrRefuse("result", RESULT, result, () => withParts(fields, requested));
}

function withParts(result: RunResult, requested: readonly Part[]): Record<string, unknown> {
  const { predictions, logits, parameters, examples, ...rest } = result;
  const has = (part: Part) => requested.includes(part);
  for (const part of RECORDED)
    if (has(part) && !rest.replicas.every((replica) => replica[part]))
      throw wrongValue("result", `replicas with ${part}, as parts asks for`, "none", `Run with the option ${part}.`);
  const nested = (values: Float32Array | null) => {
    if (!values)
      throw wrongValue(
        "result",
        "predictions and logits",
        "too many of them to keep",
        "Use fewer replicas or fewer test examples.",
      );
    const perReplica = values.length / result.replicas.length;
    const columns = perReplica / result.data.test;
    if (!(Number.isInteger(columns) && columns > 0))
      throw wrongValue("result", "as many predictions and logits as replicas and test examples have", shown(values));
    const rows = (array: Float32Array, size: number) =>
      Array.from({ length: array.length / size }, (_, index) => array.subarray(index * size, (index + 1) * size));
    return rows(values, perReplica).map((replica) => rows(replica, columns).map((row) => Array.from(row)));
  };
  return {
    ...rest,
    ...(has("predictions") && { predictions: nested(predictions) }),
    ...(has("logits") && { logits: nested(logits) }),
    ...(has("parameters") && { parameters: parameters.map((flat) => Array.from(flat)) }),
    // Of a file nobody could tell which row is which.
    ...((has("examples") || (examples.rows && (has("predictions") || has("logits")))) && {
      examples: { ...examples, labels: Array.from(examples.labels), rows: examples.rows && Array.from(examples.rows) },
    }),
  };
}

const RESULT = "what run resolves to";

/** @throws InputError for a part that there is not */
export function checkParts(names: readonly string[], path: string): Part[] {
  const unknown = names.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw wrongValue(path, `parts of ${PARTS.join(", ")}, separated by commas`, `"${unknown}"`);
  return names as Part[];
}
