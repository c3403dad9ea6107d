/**
 * A checkpoint: the parameters and the optimizer state of every replica after some step, the same bytes from every
 * kernel.
 *
 * Layout, little-endian: 32 bytes SHA-256 of the study and its data; u32 step (low, high); then each replica's
 * parameters and state, f32; at the end 32 bytes SHA-256 of all before.
 */
import { concatBytes } from "@noble/hashes/utils";
import { littleEndianBytes } from "../host/bytes.js";
import { sha256 } from "../host/sha256.js";
import type { Snapshot } from "../reference/trainer.js";
import { wrongValue } from "../study/errors.js";
import type { Study } from "../study/study.js";
import { CONTRACT_VERSION } from "./fingerprint.js";

/** Fields that came later: a study without them is the same study. */
const LATER = ["classWeights", "weights", "earlyStopping"];

/** What a checkpoint belongs to: the study (key order is fixed by its resolution), the data, and the contract. */
export function identity(study: Study, dataSha256: string): Uint8Array {
  const withoutNew = (key: string, value: unknown) => (value === null && LATER.includes(key) ? undefined : value);
  return sha256(new TextEncoder().encode(JSON.stringify([CONTRACT_VERSION, study, dataSha256], withoutNew)));
}

export function writeCheckpoint(owner: Uint8Array, step: number, snapshots: readonly Snapshot[]): Uint8Array {
  const header = new Uint8Array(8);
  new DataView(header.buffer).setUint32(0, step % 4294967296, true);
  new DataView(header.buffer).setUint32(4, Math.floor(step / 4294967296), true);
  const arrays = snapshots.flatMap(({ parameters, state }) => [parameters, ...state]);
  const body = concatBytes(owner, header, ...arrays.map(littleEndianBytes));
  return concatBytes(body, sha256(body));
}

/**
 * @param states arrays of state of each replica
 * @param steps of the study
 * @throws InputError for bytes that are damaged or belong to another study, and for a step that it does not have
 */
export function readCheckpoint(
  bytes: Uint8Array,
  owner: Uint8Array,
  replicas: number,
  parameterCount: number,
  states: number,
  steps: number,
): { step: number; snapshots: Snapshot[] } {
  const size = 72 + replicas * parameterCount * (1 + states) * 4;
  if (!isWhole(bytes))
    throw wrongValue("checkpoint", "the bytes that checkpoint() returned", `${bytes.length} bytes that are damaged`);
  if (!isOf(bytes, owner) || bytes.length !== size) {
    throw wrongValue(
      "checkpoint",
      "a checkpoint of this study and its data",
      "one of another study",
      "Resume it with the study that wrote it.",
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const step = view.getUint32(32, true) + view.getUint32(36, true) * 4294967296;
  if (step > steps) throw wrongValue("checkpoint", `a step from 0 to ${steps}, the steps of the study`, String(step));
  let offset = 40;
  const take = (): Float32Array =>
    Float32Array.from({ length: parameterCount }, () => {
      offset += 4;
      return view.getFloat32(offset - 4, true);
    });
  const snapshots = Array.from({ length: replicas }, () => ({
    parameters: take(),
    state: Array.from({ length: states }, take),
  }));
  return { step, snapshots };
}

/** Whether the bytes have their SHA-256 at the end. */
export function isWhole(bytes: Uint8Array): boolean {
  return bytes.length >= 72 && same(sha256(bytes.subarray(0, -32)), bytes.subarray(-32));
}

/** Whether a checkpoint belongs to what has that SHA-256. */
export function isOf(bytes: Uint8Array, owner: Uint8Array): boolean {
  return same(bytes.subarray(0, 32), owner);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
