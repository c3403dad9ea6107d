/**
 * Fingerprints (docs/arithmetic.md section 10): SHA-256 over canonical little-endian bytes.
 */
import { littleEndianBytes } from "../host/bytes.js";
import { openHash, sha256, toHex } from "../host/sha256.js";
import { finish } from "../host/slices.js";

/** Version of the arithmetic contract (docs/arithmetic.md): the field `bits` of results, links and claims. */
export const CONTRACT_VERSION = 1;

/** Digest of one replica: its parameters in flat order, nothing else. 32 bytes. */
export function replicaDigest(parameters: Float32Array): Uint8Array {
  return sha256(littleEndianBytes(parameters));
}

/** What a replica gives to the fingerprint of its study. */
export interface Hashed {
  readonly digest: Uint8Array;
  readonly logits: Float32Array;
}

/** Fingerprint of a study in hex: the replica digests in order, then the test logits of every replica. */
export function studyFingerprint(replicas: readonly Hashed[]): string {
  return finish(fingerprinting(replicas));
}

/** The same, with a pause after each replica. */
export function* fingerprinting(replicas: readonly Hashed[]): Generator<void, string> {
  const hash = openHash();
  for (const { digest } of replicas) hash.update(digest);
  for (const { logits } of replicas) {
    hash.update(littleEndianBytes(logits));
    yield;
  }
  return toHex(hash.digest());
}

/** Steps at which a trail is written: 0 and ceil(k T / 64) for k = 1 ... 64, each once. */
export function trailSteps(steps: number): number[] {
  const at = new Set([0]);
  for (let k = 1; k <= 64; k++) at.add(Math.ceil((k * steps) / 64));
  return [...at];
}
