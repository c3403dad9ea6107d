/**
 * Receipts: the states of each replica at the ends of so many segments of its training, and a chain of hashes over them.
 * Link k is the SHA-256 of link k - 1, the step (u64), the SHA-256 of the parameters and that of the optimizer state;
 * link 0 is that of the identity of the store and the number of the replica. All in little-endian order.
 *
 * Checked: tests/store/receipts.test.ts.
 */
import { concatBytes } from "@noble/hashes/utils";
import { littleEndianBytes } from "../host/bytes.js";
import { sha256, toHex } from "../host/sha256.js";
import { stateCount } from "../reference/optimizer.js";
import type { Snapshot } from "../reference/trainer.js";
import type { Setting } from "../train/setting.js";

/** The steps at which so many segments of a training end: ceil(k T / n) for k = 1 ... n, each once. */
export function segmentSteps(steps: number, segments: number): number[] {
  return [...new Set(Array.from({ length: segments }, (_, k) => Math.ceil(((k + 1) * steps) / segments)))];
}

/** Numbers of a state: parameters, then the arrays of the optimizer. */
export function stateSize({ study, plan }: Pick<Setting, "study" | "plan">): number {
  return plan.parameterCount * (1 + stateCount(study.optimizer));
}

/** A state as it is stored: [1 + states][parameters]. */
export function flatState({ parameters, state }: Snapshot): Float32Array {
  const flat = new Float32Array(parameters.length * (1 + state.length));
  for (const [n, values] of [parameters, ...state].entries()) flat.set(values, n * parameters.length);
  return flat;
}

/** The same as training takes it. */
export function snapshotOf(flat: Float32Array, parameterCount: number): Snapshot {
  const arrays = Array.from({ length: flat.length / parameterCount }, (_, n) =>
    flat.slice(n * parameterCount, (n + 1) * parameterCount),
  );
  return { parameters: arrays[0]!, state: arrays.slice(1) };
}

/**
 * The links of a replica but the first, 64 hex digits each.
 * @param identity of the store
 * @param steps of the states
 * @param states as they are stored
 */
export function receiptsOf(
  identity: string,
  replica: number,
  steps: readonly number[],
  states: readonly Float32Array[],
  parameterCount: number,
): string[] {
  let link = sha256(new TextEncoder().encode(JSON.stringify([identity, replica])));
  return states.map((state, k) => {
    const step = new Uint8Array(8);
    new DataView(step.buffer).setBigUint64(0, BigInt(steps[k]!), true);
    const [parameters, rest] = [state.subarray(0, parameterCount), state.subarray(parameterCount)];
    const digests = [parameters, rest].map((values) => sha256(littleEndianBytes(values)));
    link = sha256(concatBytes(link, step, ...digests));
    return toHex(link);
  });
}

/** The name of what is recorded, in store.json. */
export function receiptsName(segments: number): string {
  return `receipts:${segments}`;
}

/** How many segments a name says; 0 where it is another. */
export function segmentsNamed(names: unknown): number {
  const found = Array.isArray(names) ? names.map((name) => /^receipts:(\d+)$/.exec(String(name))?.[1]) : [];
  return Number(found.find((digits) => digits !== undefined) ?? 0);
}
