import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../scripts/compile.mjs";
import { KERNELS } from "../../scripts/kernels.mjs";

const committed = new Map(
  readFileSync("assembly/kernel.sha256", "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("  ").reverse() as [string, string]),
);

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const modules: Record<string, Uint8Array<ArrayBuffer>> = {};
beforeAll(async () => {
  for (const build of KERNELS) modules[build] = await compile(build);
});

function exportsOf(build: string): { name: string; kind: string }[] {
  return WebAssembly.Module.exports(new WebAssembly.Module(modules[build]!)).map(({ name, kind }) => ({ name, kind }));
}

describe.each(KERNELS)("the %s kernel", (build) => {
  test("is rebuilt with the committed SHA-256 (npm run golden writes it)", () => {
    expect(sha256(modules[build]!)).toBe(committed.get(`build/${build}.wasm`));
  });

  test("is what the package ships", () => {
    expect(sha256(readFileSync(`dist/${build}.wasm`))).toBe(sha256(modules[build]!));
  });

  test("imports nothing, but fused steps the memory that they work in", () => {
    const memory = { module: "env", name: "memory", kind: "memory" };
    expect(WebAssembly.Module.imports(new WebAssembly.Module(modules[build]!))).toEqual(
      build.endsWith("-fused") ? [memory] : [],
    );
  });
});

test.each(["", "-fused", "-noise", "-simulated"])("both kernels%s export the same names", (kind) => {
  expect(exportsOf(`simd${kind}`)).toEqual(exportsOf(`scalar${kind}`));
  expect(exportsOf(`simd${kind}`).length).toBeGreaterThan(1);
});

test("the constants of fused steps lie behind those of the kernel whose memory they share", () => {
  for (const build of ["scalar", "simd"]) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(modules[build]!));
    const { memory, heapBase } = instance.exports as { memory: WebAssembly.Memory; heapBase: () => number };
    const end = heapBase();
    const before = new Uint8Array(memory.buffer.slice(0, end));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(modules[`${build}-fused`]!), {
      env: { memory },
    });
    expect(new Uint8Array(memory.buffer, 0, end)).toEqual(before);
    expect((exports.heapBase as () => number)()).toBeGreaterThan(end);
  }
});

test("no other file is pinned", () => {
  expect([...committed.keys()].sort()).toEqual(KERNELS.map((build) => `build/${build}.wasm`).sort());
});
