/** Where two pieces of JSON differ. */

export interface Difference {
  /** "measures.churn.value", "replicas[3].loss" */
  path: string;
  /** undefined where it is missing. */
  claimed: unknown;
  computed: unknown;
}

/**
 * JSON as it is read back: no typed arrays, no getters, no -0; what JSON cannot hold becomes null.
 * @throws TypeError or RangeError, the engine's own, for what is no JSON (a cycle, or nested too deeply)
 */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Every leaf that is not the same, and every key that only one of them has, in the order of the computed keys. */
export function* differences(claimed: unknown, computed: unknown, path: string): Generator<Difference> {
  if (Object.is(claimed, computed)) return;
  if (!isNested(claimed) || !isNested(computed) || Array.isArray(claimed) !== Array.isArray(computed)) {
    yield { path, claimed, computed };
    return;
  }
  for (const key of new Set([...Object.keys(computed), ...Object.keys(claimed)])) {
    const place = Array.isArray(computed) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    yield* differences(own(claimed, key), own(computed, key), place);
  }
}

function isNested(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Never what every object inherits, such as `constructor`. */
function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
