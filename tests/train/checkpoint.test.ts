import { expect, test } from "vitest";
import type { Study } from "../../src/study/study.js";
import { identity, readCheckpoint, writeCheckpoint } from "../../src/train/checkpoint.js";
import { refusal } from "../refusal.js";

const study = { seed: 1, hidden: [8] } as unknown as Study;
/** More steps than any study has. */
const MOST = Number.MAX_SAFE_INTEGER;
const owner = identity(study, "ab".repeat(32));
const snapshots = [0, 1].map((replica) => ({
  parameters: Float32Array.of(replica, -0, 1e-45),
  state: [Float32Array.of(3 + replica, 4, 5), Float32Array.of(6, 7, 8 + replica)],
}));

test("belongs to its study, its data and nothing else", () => {
  const of = (...[study, sha256]: Parameters<typeof identity>) => identity(study, sha256).join();
  expect(of(study, "ab".repeat(32))).toBe(owner.join());
  expect(of(study, "ac".repeat(32))).not.toBe(owner.join());
  expect(of({ ...study, seed: 2 }, "ab".repeat(32))).not.toBe(owner.join());
});

test("a field that came later changes nothing where it is null, as in an earlier release", () => {
  const of = (fields: object) => identity({ ...study, ...fields } as Study, "ab".repeat(32)).join();
  expect(of({ classWeights: null, earlyStopping: null })).toBe(owner.join());
  expect(of({ data: { name: "given", weights: null } })).toBe(of({ data: { name: "given" } }));
  expect(of({ classWeights: "balanced" })).not.toBe(owner.join());
  expect(of({ data: { name: "given", weights: [1, 2] } })).not.toBe(of({ data: { name: "given" } }));
});

test.each([0, 77, 2 ** 32 - 1, 2 ** 32 + 5])("step %i and every array are read back", (step) => {
  const bytes = writeCheckpoint(owner, step, snapshots);
  expect(bytes).toHaveLength(32 + 8 + 2 * 3 * 3 * 4 + 32);
  expect(readCheckpoint(bytes, owner, 2, 3, 2, MOST)).toEqual({ step, snapshots });
  // Its place in a larger buffer does not matter.
  const larger = new Uint8Array(bytes.length + 3);
  larger.set(bytes, 3);
  expect(readCheckpoint(larger.subarray(3), owner, 2, 3, 2, MOST)).toEqual({ step, snapshots });
});

test("a step is at most the last of the study", () => {
  const bytes = writeCheckpoint(owner, 7, snapshots);
  expect(readCheckpoint(bytes, owner, 2, 3, 2, 7).step).toBe(7);
  expect(() => readCheckpoint(bytes, owner, 2, 3, 2, 6)).toThrow(
    refusal("wrong-value", "checkpoint", "7", { expected: /0 to 6/ }),
  );
});

test("of another study, of another size, damaged in any byte: refused", () => {
  const bytes = writeCheckpoint(owner, 7, snapshots);
  const damaged = refusal("wrong-value", "checkpoint", /damaged/);
  const foreign = refusal("wrong-value", "checkpoint", undefined, { expected: /this/ });
  expect(() => readCheckpoint(bytes, identity(study, "ac".repeat(32)), 2, 3, 2, MOST)).toThrow(foreign);
  for (const [replicas, parameters, states] of [
    [1, 3, 2],
    [2, 2, 2],
    [2, 3, 1],
  ] as const)
    expect(() => readCheckpoint(bytes, owner, replicas, parameters, states, MOST)).toThrow(foreign);
  for (const at of [0, 31, 32, 40, 60, bytes.length - 32, bytes.length - 1]) {
    const other = bytes.slice();
    other[at]! ^= 1;
    expect(() => readCheckpoint(other, owner, 2, 3, 2, MOST), String(at)).toThrow(damaged);
  }
  for (const length of [0, 71, bytes.length - 1])
    expect(() => readCheckpoint(bytes.slice(0, length), owner, 2, 3, 2, MOST)).toThrow(damaged);
});
