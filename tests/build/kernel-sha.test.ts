import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KERNELS } from "../../scripts/kernels.mjs";

const scratch = mkdtempSync(join(tmpdir(), "doppelgrad-kernel-"));
const committed = new Map(
  readFileSync("assembly/kernel.sha256", "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("  ").reverse() as [string, string]),
);

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function rebuild(build: string): Uint8Array<ArrayBuffer> {
  const outFile = join(scratch, `${build}.wasm`);
  const args = [
    "node_modules/assemblyscript/bin/asc.js",
    `assembly/${build}.ts`,
    "--target",
    build,
    "--outFile",
    outFile,
  ];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return new Uint8Array(readFileSync(outFile));
}

const modules: Record<string, Uint8Array<ArrayBuffer>> = {};
beforeAll(() => {
  for (const build of KERNELS) modules[build] = rebuild(build);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true }));

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
