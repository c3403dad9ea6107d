/** A host that computes wrongly, shown by kernels in which one instruction was exchanged for another. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ModuleName } from "../../src/kernel/load.js";
import { activation } from "../../src/reference/activation.js";
import { toJson } from "../../src/run/json.js";
import type { Claimed } from "../../src/run/verify.js";
import type { StudyInput } from "../../src/study/study.js";
import fused from "../../src/train/fused-probe.json" with { type: "json" };
import { bitsOf, OPERATIONS } from "../../src/train/probe.js";
import { refusal } from "../refusal.js";

const ADD = [0xfd, 0xe4, 0x01];
const SUBTRACT = [0xfd, 0xe5, 0x01];
const MULTIPLY = [0xfd, 0xe6, 0x01];
/** f32.mul followed by f32.add, and by f32.sub. */
const MULTIPLY_ADD = [0x94, 0x92];
const MULTIPLY_SUBTRACT = [0x94, 0x93];

function bytesOf(build: ModuleName): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(`build/${build}.wasm`));
}

/** Every instruction `from` becomes `to`. */
function exchanged(bytes: Uint8Array<ArrayBuffer>, from: number[], to: number[]): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  for (let at = 0; at < changed.length; at++)
    if (from.every((byte, k) => changed[at + k] === byte)) changed.set(to, at);
  return changed;
}

/** A fresh SDK over other bytes. */
async function withBuilds(builds: Partial<Record<ModuleName, Uint8Array<ArrayBuffer>>>) {
  vi.resetModules();
  for (const [build, bytes] of Object.entries(builds))
    vi.doMock(`../../build/${build}.wasm`, () => ({ default: bytes }));
  return {
    ...(await import("../../src/run/host.js")),
    ...(await import("../../src/run/prepare.js")),
    ...(await import("../../src/run/run.js")),
    ...(await import("../../src/run/trainer.js")),
    ...(await import("../../src/run/verify.js")),
    ...(await import("../../src/train/fused-probe.js")),
    ...(await import("../../src/train/probe.js")),
    ...(await import("../../src/train/probed-lanes.js")),
    ...(await import("../../src/train/setting.js")),
  };
}

afterEach(() => {
  vi.doUnmock("../../build/simd.wasm");
  vi.doUnmock("../../build/scalar.wasm");
  vi.doUnmock("../../build/simd-fused.wasm");
});

const study = { data: { name: "vee", train: 60, test: 20 }, replicas: 9 } satisfies StudyInput;

describe("the probe", () => {
  test.each(OPERATIONS)("knows what $name must be", ({ spec, inputs, outputs }) => {
    expect(inputs.map((z) => bitsOf(activation(spec).value(Math.fround(z))))).toEqual(outputs);
  });

  test("passes on this host, quickly", async () => {
    const { host } = await withBuilds({});
    const { probes, backend, reason } = await host();
    expect(probes.map(({ problem }) => problem)).toEqual([null, null, null]);
    expect([backend, reason]).toEqual(["simd", null]);
  });

  test.each([
    [
      "adds wrongly",
      exchanged(bytesOf("simd"), ADD, SUBTRACT),
      /^simd: rounding: softsign\(.*\) is 0x[0-9a-f]{8}, not 0x[0-9a-f]{8}$/,
    ],
    [
      "multiplies wrongly",
      exchanged(bytesOf("simd"), MULTIPLY, ADD),
      /^simd: subnormals: leaky_relu\(.*\) is 0x[0-9a-f]{8}, not 0x[0-9a-f]{8}$/,
    ],
    [
      "cannot be compiled",
      bytesOf("simd").slice(0, -1),
      /^simd: this engine cannot compile it: WebAssembly\.compile\(\): .+[^.]$/,
    ],
  ])("a SIMD build that %s is left for the scalar one, with the reason", async (_, simd, reason) => {
    const { host, run } = await withBuilds({ simd });
    const report = await host();
    expect(report).toMatchObject({ backend: "scalar", reason: expect.stringMatching(reason) as string });
    const result = await run(study, { workers: 0 });
    expect(result.host).toMatchObject({ backend: "scalar", reason: report.reason });
    const honest = await withBuilds({});
    expect(result.fingerprint).toBe((await honest.run(study, { workers: 0 })).fingerprint);
    await expect(run(study, { backend: "simd", workers: 0 })).rejects.toThrow(
      refusal("wrong-value", "options.backend", "simd", { expected: /this host/, remedy: /./ }),
    );
  });

  test("a host that fails both builds trains with the reference, with the reason", async () => {
    const { fingerprint } = await (await withBuilds({})).run(study, { workers: 0 });
    const { host, run } = await withBuilds({
      simd: bytesOf("simd").slice(0, -1),
      scalar: exchanged(bytesOf("scalar"), MULTIPLY_ADD, MULTIPLY_SUBTRACT),
    });
    const report = await host();
    expect(report).toMatchObject({ backend: "reference", reason: expect.stringMatching(/^scalar: /) as string });
    const result = await run(study, { workers: 0 });
    expect(result).toMatchObject({ fingerprint, host: { backend: "reference", reason: report.reason } });
  });

  test("a host without WebAssembly says so, and trains with the reference", async () => {
    const { fingerprint } = await (await withBuilds({})).run(study, { workers: 0 });
    vi.stubGlobal("WebAssembly", undefined);
    try {
      const { host, run, openTrainer, verify } = await withBuilds({});
      const reason = "scalar: there is no WebAssembly here";
      expect(await host()).toMatchObject({ backend: "reference", reason });
      const result = await run(study, { workers: 0 });
      expect(result).toMatchObject({ fingerprint, host: { backend: "reference", reason } });
      expect(await verify(toJson(result) as Claimed, { workers: 0 })).toMatchObject({
        same: true,
        backend: "reference",
      });
      await expect(run(study, { backend: "scalar" })).rejects.toThrow(
        refusal("wrong-value", "options.backend", "scalar", {
          expected: /this host/,
          remedy: "There is no WebAssembly here. Without this option reference trains: the same bits.",
        }),
      );
      const trainer = await openTrainer(study);
      trainer.advance(trainer.steps);
      expect(trainer.fingerprint()).toBe(fingerprint);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("the steps of four groups as one have a probe of their own, of which the reference gives the fingerprint", async () => {
    const { keepsFused, tinyFingerprint } = await withBuilds({});
    expect(await keepsFused("simd", 16)).toBe(true);
    expect(await keepsFused("scalar", 4)).toBe(true);
    expect(await tinyFingerprint("reference", 1)).toBe(fused.fingerprint);
  });

  test.each([
    ["multiplies wrongly", exchanged(bytesOf("simd-fused"), MULTIPLY, ADD)],
    ["cannot be compiled", bytesOf("simd-fused").slice(0, -1)],
  ])("where the module of these steps %s, groups take their own", async (_, bytes) => {
    const honest = await withBuilds({});
    const setting = await honest.prepare(study);
    expect(honest.lanesOf(setting, "simd", 1)).toBe(16);
    expect(await honest.probedLanes(setting, "simd", 1)).toBe(16);
    const { fingerprint } = await honest.run(study, { workers: 0 });

    const { openTrainer, probedLanes, run } = await withBuilds({ "simd-fused": bytes });
    expect(await probedLanes(setting, "simd", 1)).toBe(4);
    const result = await run(study, { workers: 0 });
    expect(result).toMatchObject({ fingerprint, host: { backend: "simd", reason: null } });
    const trainer = await openTrainer(study);
    trainer.advance(trainer.steps);
    expect(trainer.fingerprint()).toBe(fingerprint);
  });

  test("a host that fails all three is refused by name", async () => {
    vi.resetModules();
    vi.doMock("../../src/train/probe.json", () => ({ default: { fingerprint: "0".repeat(64) } }));
    try {
      const { host } = await import("../../src/run/host.js");
      const { run } = await import("../../src/run/run.js");
      expect(await host()).toMatchObject({
        backend: null,
        reason: expect.stringMatching(/^reference: a tiny/) as string,
      });
      await expect(run(study, { workers: 0 })).rejects.toThrow(
        /^Node .* can run no backend: reference: a tiny training gave/,
      );
    } finally {
      vi.doUnmock("../../src/train/probe.json");
    }
  });
});
