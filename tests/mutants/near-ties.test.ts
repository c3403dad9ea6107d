/**
 * Arguments next to a tie: a core that is off by a few units of its last place fails here, as no drawn argument would
 * tell.
 */
import { describe, expect, test } from "vitest";
import { FUNCTIONS } from "../../src/kernel/codes.js";
import { type Build, loadKernel, reserve } from "../../src/kernel/load.js";
import { readFloats, writeWords } from "../../src/kernel/memory.js";
import nearTies from "./near-ties.json" with { type: "json" };

const { note: _, ...vectors } = nearTies as Record<string, string | string[]>;

/** `name` of every argument, by the kernel's own loop; the end is filled up to a whole cell. */
async function mapped(build: Build, kind: number, x: Uint32Array): Promise<Uint32Array> {
  const kernel = await loadKernel(build);
  const count = Math.ceil(x.length / kernel.lanes);
  const inputs = Math.ceil(kernel.exports.heapBase() / 16) * 16;
  const outputs = inputs + 4 * count * kernel.lanes;
  reserve(kernel, outputs + 4 * count * kernel.lanes);
  writeWords(kernel.memory, inputs, x);
  kernel.exports.mapFunction(kind, outputs, inputs, count);
  return new Uint32Array(readFloats(kernel.memory, outputs, x.length).buffer);
}

const hex = (bits: number): string => bits.toString(16).padStart(8, "0");

describe.each(["scalar", "simd"] as const)("%s", (build) => {
  test.each(FUNCTIONS.map((name, kind) => ({ name, kind })))("$name next to a tie", async ({ name, kind }) => {
    const rows = vectors[name] as string[];
    expect(rows.length).toBeGreaterThanOrEqual(8);
    const inputs = Uint32Array.from(rows, (row) => parseInt(row.slice(0, 8), 16));
    const outputs = await mapped(build, kind, inputs);
    expect(Array.from(inputs, (x, i) => `${hex(x)} ${hex(outputs[i]!)}`)).toEqual(rows);
  });
});
