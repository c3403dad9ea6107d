/**
 * A result as JSON: what `doppelgrad run --json` prints, `verify` reads and `report` draws.
 */
import { expected } from "../study/errors.js";
import type { RunResult } from "./run.js";

/** Parts that are left out unless asked for, because they are long. */
export const PARTS = ["parameters", "predictions", "logits", "trail"] as const;
export type Part = (typeof PARTS)[number];

/**
 * Plain data: predictions and logits as [replica][example][output], parameters as [replica][position].
 * @throws RangeError for predictions or logits that the result has too many of to keep
 */
export function toJson(result: RunResult, parts: readonly Part[] = []): Record<string, unknown> {
  const { predictions, logits, parameters, ...rest } = result;
  const nested = (values: Float32Array | null) => {
    if (!values) throw new RangeError(expected("result", "predictions and logits", "too many of them to keep", "Use fewer replicas or fewer test examples."));
    const perReplica = values.length / result.replicas.length;
    const columns = perReplica / result.data.test;
    const rows = (array: Float32Array, size: number) => Array.from({ length: array.length / size }, (_, index) => array.subarray(index * size, (index + 1) * size));
    return rows(values, perReplica).map((replica) => rows(replica, columns).map((row) => Array.from(row)));
  };
  return {
    ...rest,
    ...(parts.includes("predictions") && { predictions: nested(predictions) }),
    ...(parts.includes("logits") && { logits: nested(logits) }),
    ...(parts.includes("parameters") && { parameters: parameters.map((flat) => Array.from(flat)) }),
  };
}

/** @throws RangeError for a part that there is not */
export function checkParts(names: readonly string[], path: string): Part[] {
  const unknown = names.find((name) => !(PARTS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new RangeError(expected(path, `parts of ${PARTS.join(", ")}, with commas between`, `"${unknown}"`));
  return names as Part[];
}
