/**
 * What a result must be before it is trained again: every field of a run and no other, of a contract and statistics
 * that this version knows. What the fields say is compared afterwards.
 */
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { checkKnown, fieldsOf, isPlain } from "../study/fields.js";
import { isInitialFile } from "../study/initial.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import { BACKENDS } from "../train/group.js";
import { asJson } from "./differences.js";
import type { Host } from "./host.js";
import type { Part, RECORDED } from "./parts.js";
import type { ReplicaResult, RunResult } from "./result.js";

/** What a result claims: a `RunResult` as `toJson` gives it. */
export type Claimed = Pick<RunResult, "study" | "fingerprint" | "bits" | "data" | "replicas"> & Record<string, unknown>;

/** A claim whose form has been checked. */
export type CheckedClaim = Claimed & { host: Host; statistics: number };

/** Only where the data have groups, or more was asked for: what is missing there differs from what is computed. */
const SOMETIMES = { groups: true, further: true } as const;
/** The fields of a result without those that it has only on request; the compiler sees that none is forgotten. */
const FIELDS: Record<Exclude<keyof RunResult, Part | keyof typeof SOMETIMES>, true> = {
  study: true,
  fingerprint: true,
  bits: true,
  statistics: true,
  data: true,
  preprocessing: true,
  measures: true,
  ties: true,
  replicas: true,
  host: true,
};
/** Measures that results of statistics 1 repeat outside of `measures`, and those of them that are null without a value. */
const REPEATED = ["loss", "predictionDifference"] as const;
const REPEATED_OR_NULL = ["excessLoss", "irreproducibleShare", "accuracy", "churn"] as const;
const ON_REQUEST: Record<Exclude<Part, (typeof RECORDED)[number]>, true> = {
  parameters: true,
  predictions: true,
  logits: true,
  examples: true,
};

/** What the host says of itself. Nobody can prove it, but it must be there, and nothing beside it. */
const HOST: Record<keyof Host, (value: unknown) => boolean> = {
  engine: (value) => typeof value === "string",
  architecture: (value) => typeof value === "string",
  backend: (value) => (BACKENDS as readonly unknown[]).includes(value),
  reason: (value) => value === null || typeof value === "string",
  workers: (value) => Number.isInteger(value) && (value as number) >= 0,
};
const HOST_IS = {
  engine: "a text",
  architecture: "a text",
  backend: `one of ${BACKENDS.join(", ")}`,
  reason: "a text or null",
  workers: "a number of workers",
};

/**
 * Paths of what a release added to results: earlier ones do not have it. A study without such a field has its default.
 */
export const ADDED: readonly string[] = [
  "statistics",
  "preprocessing",
  "data.constantLoss",
  "data.decided",
  "study.classWeights",
  "study.data.weights",
  "study.earlyStopping",
];

const RESULT = "the JSON of a run, with study, data, replicas and fingerprint";

/**
 * The claim as plain JSON.
 * @throws InputError for what is no result, or one of a contract or of statistics that this version does
 * not know
 */
export function checkedClaim(claimed: unknown): CheckedClaim {
  const result = plainResult(claimed);
  const { bits, study, replicas, fingerprint, data } = result;
  if (!study || !Array.isArray(replicas) || typeof fingerprint !== "string" || !data) {
    throw wrongType("result", RESULT, shown(claimed));
  }
  if (bits !== CONTRACT_VERSION)
    throw wrongValue(
      "result.bits",
      `${CONTRACT_VERSION}, the contract of this version`,
      shown(bits),
      "Verify it with the version that made it.",
    );
  if (isInitialFile(Object(study).initial))
    throw wrongType(
      "result.study.initial",
      "the numbers, because a result needs no file",
      shown(Object(study).initial),
    );
  const statistics = checkedStatistics(result.statistics, "result.statistics");
  checkKeys(result, { ...FIELDS, ...repeatedMeasures(statistics, result.measures) }, "result", {
    ...ON_REQUEST,
    ...SOMETIMES,
  });
  const host = checkedHost(result.host);
  replicas.forEach((replica: Partial<ReplicaResult> | null, r) => {
    if (typeof replica?.fingerprint !== "string")
      throw wrongType(`result.replicas[${r}]`, "an object { index, loss, fingerprint }", shown(replica));
  });
  return { ...(result as Claimed), host, statistics };
}

/** The measures that a result of these statistics repeats outside of `measures`. */
export function repeatedMeasures(statistics: number, measures: unknown): Record<string, unknown> {
  if (statistics > 1) return {};
  const all = Object(measures) as Partial<Record<string, { value?: unknown }>>;
  return {
    ...Object.fromEntries(REPEATED.map((name) => [name, all[name]])),
    ...Object.fromEntries(REPEATED_OR_NULL.map((name) => [name, all[name]?.value === null ? null : all[name]])),
  };
}

function plainResult(claimed: unknown): Record<string, unknown> {
  const fields = fieldsOf(claimed, "result", RESULT);
  const flat = Object.entries(fields).find(([, value]) => ArrayBuffer.isView(value));
  if (flat) throw wrongType(`result.${flat[0]}`, "plain JSON", "a typed array", "Give toJson(result).");
  try {
    return asJson(fields) as Record<string, unknown>;
  } catch {
    throw wrongType("result", "the JSON of a run", "what cannot be written as JSON");
  }
}

/**
 * The version of the formulas; absent is 1.
 * @throws InputError for one that this version does not know
 */
export function checkedStatistics(statistics: unknown, path: string): number {
  if (statistics === undefined) return 1;
  if (Number.isInteger(statistics) && (statistics as number) >= 1 && (statistics as number) <= STATISTICS_VERSION)
    return statistics as number;
  const isNewer = Number.isInteger(statistics) && (statistics as number) > STATISTICS_VERSION;
  const remedy = isNewer ? "A newer version made it: verify it with that one." : "";
  throw wrongValue(
    path,
    `a version of the formulas, an integer from 1 to ${STATISTICS_VERSION}`,
    shown(statistics),
    remedy,
  );
}

function checkedHost(given: unknown): Host {
  const host = hostAsNamedNow(given);
  checkKeys(host, HOST, "result.host");
  for (const key of Object.keys(HOST) as (keyof Host)[]) {
    const value = (host as Record<string, unknown>)[key];
    if (value === undefined && ADDED.includes(`host.${key}`)) continue;
    const name = Object.hasOwn(given as object, key) ? key : "kernels";
    if (!HOST[key](value)) throw wrongValue(`result.host.${name}`, HOST_IS[key], shown(value));
  }
  return host as Host;
}

/**
 * A host with its fields as this version names them: release 0.1.0 wrote `kernels` for `backend`. One that has both is
 * left as it is, to be refused.
 */
export function hostAsNamedNow(host: unknown): unknown {
  if (!isPlain(host) || !Object.hasOwn(host, "kernels") || Object.hasOwn(host, "backend")) return host;
  const { kernels, ...others } = host;
  return { ...others, backend: kernels };
}

/**
 * Refuses what is no object with exactly these keys: what nobody knows nobody can compare, and what is missing nobody
 * can read.
 * @param optional keys that may be there too
 * @throws InputError
 */
export function checkKeys(value: unknown, keys: object, path: string, optional: object = {}): void {
  const names = Object.keys(keys);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrongType(path, `an object { ${names.join(", ")} }`, shown(value));
  checkKnown(value, [...names, ...Object.keys(optional)], path, "Nobody could compare it.");
  const missing = names.find(
    (key) => !Object.hasOwn(value, key) && !ADDED.includes(`${path}.${key}`.replace(/^result\./, "")),
  );
  if (missing !== undefined)
    throw wrongType(path, `the fields ${names.join(", ")}`, `no ${missing}`, "It has been changed since it was made.");
}
