/** The parameters that a result has, checked against its fingerprints. */
import { toHex } from "../host/sha256.js";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { isArray } from "../study/fields.js";
import { isList } from "../study/numbers.js";
import { readNumber } from "../study/rows.js";
import { replicaDigest } from "../train/fingerprint.js";
import type { CheckedClaim } from "./claimed.js";
import { FLOAT32 } from "./inputs.js";

/**
 * Those of every replica, each checked against its fingerprint.
 * @throws InputError
 */
export function parametersOf(given: unknown, { replicas }: Pick<CheckedClaim, "replicas">): Float32Array[] {
  const what = `${replicas.length} lists of numbers, one for each replica`;
  if (!isArray(given)) throw wrongType("result.parameters", what, shown(given));
  if (given.length !== replicas.length) throw wrongValue("result.parameters", what, String(given.length));
  return Array.from(given, (values: unknown, index) => {
    const path = `result.parameters[${index}]`;
    if (!isList(values)) throw wrongType(path, "a list of numbers", shown(values));
    const parameters = Float32Array.from({ length: values.length }, (_, p) =>
      readNumber(values[p], `${path}[${p}]`, FLOAT32),
    );
    if (toHex(replicaDigest(parameters)) !== replicas[index]!.fingerprint)
      throw wrongValue(path, "the parameters of its fingerprint", "others", "Leave parameters out to train again.");
    return parameters;
  });
}
