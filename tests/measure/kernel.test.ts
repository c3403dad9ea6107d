/** The kernels of the measures against the plain code beside, to the last bit. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addingOf } from "../../src/measure/adding.js";
import { openMeasures } from "../../src/measure/all.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { kernelAdding } from "../../src/measure/kernel.js";
import { oddEvenMerge } from "../../src/measure/network.js";
import { plain } from "../../src/measure/plain.js";
import { tilesOf, wholeBlock } from "../../src/measure/predictions.js";
import type { Adding } from "../../src/measure/sums.js";
import { FIELDS } from "../../src/measure/tile-layout.js";
import golden from "../golden/measures.json" with { type: "json" };
import { measuresDigest } from "./digest.js";
import { uniforms } from "./slowly.js";

const kernel = await kernelAdding();

function measured(e: MeasureInput, by: Adding) {
  const measuring = openMeasures(e.predictions, e, Boolean(e.logits), by);
  for (const tile of tilesOf(wholeBlock(e.predictions, e.logits), e.predictions)) measuring.add(tile);
  return measuring.measured();
}

test("both sides have the same record", () => {
  const source = readFileSync("assembly/measures/tile.ts", "utf8");
  expect(Array.from(source.matchAll(/^ {2}(\w+): (?:i32|usize);$/gm), ([, name]) => name)).toEqual(FIELDS);
});

test("fixed predictions have the committed digest, both ways", () => {
  expect(measuresDigest(plain)).toBe(golden.sha256);
  expect(measuresDigest(kernel)).toBe(golden.sha256);
});

test("the kernels add up what they are the better way for", async () => {
  expect(await addingOf("simd", { replicas: 2048, columns: 32 })).toBe(kernel);
  expect(await addingOf("simd", { replicas: 2049, columns: 1 })).toBe(plain);
  expect(await addingOf("simd", { replicas: 1000, columns: 100 })).toBe(plain);
  expect(await addingOf("scalar", { replicas: 64, columns: 1 })).toBe(plain);
});

test("the network sorts all zeros and ones, so it sorts everything", () => {
  for (let size = 1; size <= 14; size++) {
    const network = oddEvenMerge(size);
    for (let bits = 0; bits < 1 << size; bits++) {
      const values = Array.from({ length: size }, (_, i) => (bits >> i) & 1);
      for (let at = 0; at < network.length; at += 2) {
        const [a, b] = [network[at]!, network[at + 1]!];
        if (values[a]! > values[b]!) [values[a], values[b]] = [values[b]!, values[a]!];
      }
      expect(values.join("")).toBe([...values].sort().join(""));
    }
  }
});

test("every measure has the bits of the plain code", () => {
  const evaluations = fc.record({
    replicas: fc.integer({ min: 1, max: 70 }),
    // Long rows of one column are copied at once.
    examples: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 40 }), weight: 9 },
      { arbitrary: fc.integer({ min: 60, max: 80 }), weight: 1 },
    ),
    columns: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom("probability" as const, "value" as const),
    known: fc.boolean(),
    labelled: fc.boolean(),
    /** How many different predictions there are: few make ties. */
    different: fc.constantFrom(1, 2, 5, 1e6),
    /** Where logits are large, probabilities are 0 and 1. */
    scale: fc.constantFrom(0.01, 1, 50, 1000, 1e5),
    /** Whether all replicas but one are alike. */
    isOneOdd: fc.boolean(),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(evaluations, ({ known, labelled, different, scale, isOneOdd, seed, ...shape }) => {
      const uniform = uniforms(seed);
      const { replicas, examples, columns, kind } = shape;
      const isValue = kind === "value";
      const few = () => Math.floor(uniform() * different) / different;
      const size = examples * columns;
      const logits = Float32Array.from({ length: replicas * size }, () => (few() - 0.5) * scale);
      if (isOneOdd) for (let r = 2; r < replicas; r++) logits.copyWithin(r * size, size, 2 * size);
      const values = isValue ? logits : logits.map((z) => 1 / (1 + Math.exp(-z)));
      const e: MeasureInput = {
        predictions: { ...shape, values },
        logits,
        labels: labelled
          ? isValue
            ? Float32Array.from({ length: examples * columns }, uniform)
            : Array.from({ length: examples }, () => Math.floor(uniform() * Math.max(2, columns)))
          : null,
        truth: known ? Float64Array.from({ length: examples * columns }, uniform) : null,
        task: isValue ? "regression" : columns === 1 ? "binary" : "classes",
        loss: isValue ? "squared" : columns === 1 ? "logistic" : "softmax",
      };
      expect(measured(e, kernel)).toStrictEqual(measured(e, plain));
    }),
    { numRuns: 400 },
  );
});

test("predictions that are all but certain have the losses of the plain code", () => {
  for (const z of [31.99, 32, 32.01, 36, 37.5, 40, 100, 745, 746]) {
    const logits = Float32Array.of(z, z);
    const predictions = {
      replicas: 2,
      examples: 1,
      columns: 1,
      kind: "probability" as const,
      values: logits.map(() => 1),
    };
    const e: MeasureInput = { predictions, logits, labels: [1], task: "binary", loss: "logistic" };
    const { value } = measured(e, kernel).measures.loss;
    expect(value, String(z)).toBe(measured(e, plain).measures.loss.value);
    if (z < 745) expect(value).toBeGreaterThan(0);
  }
});
