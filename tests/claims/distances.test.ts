import { expect, test } from "vitest";
import { distancesAmong, foldedDistances, meanChurn } from "../../src/claims/distances.js";
import { pairwiseChurn } from "../../src/measure/decisions.js";
import { kernelAdding } from "../../src/measure/kernel.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { plain } from "../../src/measure/plain.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { uniforms } from "../measure/slowly.js";

const kernel = await kernelAdding();

/** More than one tile, of which the last has no multiple of four examples. */
const SHAPES = [
  { replicas: 2, examples: 1 },
  { replicas: 5, examples: 3999 },
  { replicas: 64, examples: 1000 },
] as const;

test.each(SHAPES)("$replicas replicas, $examples examples: both ways have the bits of the measures", (shape) => {
  const uniform = uniforms(shape.replicas);
  // Every other one so near to 0 that its probability is 1/2, where the logit still decides.
  const logits = Float32Array.from(
    { length: shape.replicas * shape.examples },
    (_, i) => (uniform() - 0.5) * (i % 2 ? 8 : 1e-7),
  );
  const values = logits.map((z) => 1 / (1 + Math.exp(-z)));
  const p: Predictions = { ...shape, values, columns: 1, kind: "probability" };
  const { value, toOthers, fold } = pairwiseDistances(p);
  for (const adding of [plain, kernel]) {
    expect(distancesAmong(p, adding)).toEqual({ value, toOthers });
    expect(foldedDistances(p, adding)).toEqual({ value, toOthers, fold });
    expect(meanChurn(p, logits, adding)).toBe(pairwiseChurn(p, logits)!.value);
  }
  if (shape.examples > 1) expect(fold).not.toBeNull();
});
