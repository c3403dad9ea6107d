import { bytesToHex } from "@noble/hashes/utils";
import { expect, test } from "vitest";
import { sha256 } from "../../src/host/sha256.js";
import { replicaDigest, studyFingerprint, trailSteps } from "../../src/train/fingerprint.js";

test("a trail has step 0, 64ths rounded up, and the last step, each once", () => {
  expect(trailSteps(5)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(trailSteps(100).slice(0, 6)).toEqual([0, 2, 4, 5, 7, 8]);
  expect(trailSteps(100)).toHaveLength(65);
  expect(trailSteps(6000).slice(-2)).toEqual([5907, 6000]);
  expect(trailSteps(1)).toEqual([0, 1]);
});

test("a fingerprint is SHA-256 of the replicas' digests, then of their logits, in their order", () => {
  const replicas = [
    [1, 2],
    [3, 4],
  ].map(([parameter, logit]) => ({
    digest: replicaDigest(Float32Array.of(parameter!)),
    logits: Float32Array.of(logit!),
  }));
  const bytes = (values: Float32Array) => [...new Uint8Array(values.slice().buffer)];
  expect(bytesToHex(replicas[0]!.digest)).toBe(bytesToHex(sha256(Uint8Array.from(bytes(Float32Array.of(1))))));
  const all = [...replicas.flatMap(({ digest }) => [...digest]), ...replicas.flatMap(({ logits }) => bytes(logits))];
  expect(studyFingerprint(replicas)).toBe(bytesToHex(sha256(Uint8Array.from(all))));
  expect(studyFingerprint([...replicas].reverse())).not.toBe(studyFingerprint(replicas));
});
