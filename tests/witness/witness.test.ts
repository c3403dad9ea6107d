import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { describe, expect, test } from "vitest";
import { run } from "../../src/run/run.js";
import type { StudyInput } from "../../src/study/study.js";
import { witness } from "../../src/witness/witness.js";
import { refusal } from "../refusal.js";

const study = { data: { name: "vee", train: 300, test: 50 }, hidden: [8], replicas: 6 } satisfies StudyInput;

describe("the witness", () => {
  test("starts from the strict bits and parts where this engine fuses", async () => {
    const found = await witness(study);
    const strict = await run(study, { workers: 0, trail: true });
    expect(found.bits).toBeNull();
    expect(found.predictionDifference).toEqual(strict.measures.predictionDifference);
    expect(found.replicas.map(({ trail }) => trail[0])).toEqual(strict.replicas.map(({ trail }) => trail![0]));
    // Whatever the engine does, the three ways to say it agree.
    expect(found.replicas.some(({ parted }) => parted !== null)).toBe(found.fuses);
    expect(found.relaxedFingerprint !== strict.fingerprint).toBe(found.fuses);
    expect(found.moved > 0).toBe(found.fuses);
    for (const { parted, trail } of found.replicas) {
      expect(trail).toHaveLength(65);
      if (parted) expect(parted.element).toMatch(/^layer [12], (W\[\d+,\d+\]|b\[\d+\])$/);
    }
  });

  test("its build differs from the strict one, which has no relaxed instruction", () => {
    // What a host without relaxed SIMD can compile has none of it.
    setFlagsFromString("--no-experimental-wasm-relaxed-simd");
    const [strict, relaxed] = ["simd", "relaxed"].map((build) => readFileSync(`build/${build}.wasm`));
    expect(WebAssembly.validate(strict!)).toBe(true);
    expect(relaxed!.equals(strict!)).toBe(false);
    setFlagsFromString("--experimental-wasm-relaxed-simd");
    expect(WebAssembly.validate(relaxed!)).toBe(true);
  });

  test("relaxed is no way to run a study", async () => {
    await expect(run(study, { backend: "relaxed" as never })).rejects.toThrow(
      refusal("wrong-value", "options.backend", '"relaxed"'),
    );
  });

  test("an abort ends it, and a bad study is refused", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    await expect(witness({ epochs: 1000 }, { signal: stop.signal, onProgress: () => stop.abort(reason) })).rejects.toBe(
      reason,
    );
    await expect(witness({ hidden: [0] })).rejects.toThrow(
      refusal("wrong-value", "study.hidden[0]", "0", { expected: /1 to 65536$/ }),
    );
  });
});
