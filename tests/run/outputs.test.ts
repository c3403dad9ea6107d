import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { openMeasures } from "../../src/measure/all.js";
import { plain } from "../../src/measure/plain.js";
import type { Shape } from "../../src/measure/predictions.js";
import { openOutputs } from "../../src/run/outputs.js";
import { uniforms } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

afterEach(() => void vi.unstubAllGlobals());

/** Fills outputs in the order in which workers may bring them, and measures them. */
async function measured(shape: Shape, inMemory: number, order: readonly number[], seed: number) {
  const outputs = await openOutputs(shape, inMemory);
  const size = shape.examples * shape.columns;
  for (const r of order) {
    const uniform = uniforms(seed + r);
    outputs.put(
      r,
      Float32Array.from({ length: size }, uniform),
      Float32Array.from({ length: size }, () => 8 * uniform() - 4),
    );
  }
  const measuring = openMeasures(shape, { task: "classes", loss: "softmax" }, true, plain);
  for (const block of outputs.blocks()) measuring.add(block);
  const logits = order.map((r) => [...outputs.logits(r)]);
  outputs.close();
  return { measures: measuring.measured(), logits, all: outputs.all };
}

test("in memory or in a file: the same bits, whoever comes first", async () => {
  const shape = fc.record({
    replicas: fc.integer({ min: 1, max: 20 }),
    examples: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 2, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(shape, fc.nat(1e6), fc.infiniteStream(fc.nat()), async (numbers, seed, keys) => {
      const whole: Shape = { ...numbers, kind: "probability" };
      const places = Array.from({ length: whole.replicas }, (_, r) => ({ r, key: keys.next().value as number }));
      const order = places.sort((a, b) => a.key - b.key).map(({ r }) => r);
      const kept = await measured(whole, Infinity, order, seed);
      const spilled = await measured(whole, 0, order, seed);
      expect(kept.all).not.toBeNull();
      expect(spilled).toEqual({ ...kept, all: null });
    }),
    { numRuns: 30 },
  );
});

test("a file of many blocks", async () => {
  // 8 bytes x 2 x 17,000,000 numbers are more than one block of a quarter of a GiB.
  const shape: Shape = { replicas: 2, examples: 17_000_000, columns: 1, kind: "value" };
  const outputs = await openOutputs(shape, 0);
  const row = new Float32Array(shape.examples);
  for (const r of [1, 0]) outputs.put(r, row.fill(r + 1), row);
  const blocks = Array.from(outputs.blocks(), ({ first, examples, stride, values }) => [
    first,
    examples,
    values[0],
    values[stride],
    values[2 * stride - 1],
  ]);
  outputs.close();
  expect(blocks).toEqual([
    [0, 16777216, 1, 2, 2],
    [16777216, 17_000_000 - 16777216, 1, 2, 2],
  ]);
});

test("the file has no name, and is gone when it is closed", async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("doppelgrad-outputs-"));
  const before = folders();
  const outputs = await openOutputs({ replicas: 1, examples: 1, columns: 1, kind: "value" }, 0);
  expect(folders()).toEqual(before);
  outputs.close();
  outputs.close();
  expect(() => outputs.logits(0)).toThrow("the predictions were wanted after the run had ended.");
});

test("no room, or no file: refused before any training", async () => {
  const large: Shape = { replicas: 1e6, examples: 1e9, columns: 1, kind: "value" };
  await expect(openOutputs(large)).rejects.toThrow(
    refusal("wrong-value", "study", /predictions/, { expected: /room/ }),
  );
  vi.stubGlobal("process", undefined);
  await expect(openOutputs({ ...large, replicas: 3 })).rejects.toThrow(
    refusal("wrong-value", "study", "a study whose predictions and logits take 22.4 GiB", { expected: /1 GiB/ }),
  );
});
