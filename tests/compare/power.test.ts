import { describe, expect, test } from "vitest";
import { power } from "../../src/compare/power.js";
import { uniforms } from "../measure/slowly.js";
import { refusal } from "../refusal.js";

/** Predictions of so many replicas, which differ by so much. */
function predictions(seed: number, replicas: number, spread: number): number[][] {
  const uniform = uniforms(seed);
  return Array.from({ length: replicas }, () => Array.from({ length: 20 }, () => 0.5 + spread * (uniform() - 0.5)));
}

const a = { predictions: predictions(1, 80, 0.4) };

describe("power", () => {
  test("a larger ratio takes fewer replicas, and 1.1 as many as 1 / 1.1; what is detectable is what they see", async () => {
    const of = async (ratio: number) => (await power(a, null, { ratio })).needed!;
    expect(await of(1.02)).toBeGreaterThan(await of(1.1));
    expect(await of(1 / 1.1)).toBe(await of(1.1));
    const { detectable, replicas, message } = await power(a);
    expect(replicas).toBe(80);
    expect(await of(detectable * 1.0001)).toBe(80);
    expect(message).toMatch(/^To see a ratio of 1\.1 of predictionDifference \(level 0\.95, power 0\.8\), two recipes/);
  });

  test("more power and a higher level take more; one recipe is two that are not paired", async () => {
    const plain = (await power(a, null, { ratio: 1.02 })).needed!;
    expect((await power(a, null, { ratio: 1.02, power: 0.95 })).needed!).toBeGreaterThan(plain);
    expect((await power(a, null, { ratio: 1.02, level: 0.99 })).needed!).toBeGreaterThan(plain);
    expect((await power(a, a, { ratio: 1.02, paired: false })).needed).toBe(plain);
    const b = { predictions: predictions(2, 80, 0.3) };
    expect(await power(a, b)).toMatchObject({ paired: true });
    expect((await power(a, b, { paired: false })).message).toMatch(/not paired/);
  });

  test("of another measure", async () => {
    const known = { ...a, labels: Array.from({ length: 20 }, (_, n) => n % 2) };
    const found = await power(known, null, { measure: "loss", ratio: 1.01 });
    expect(found).toMatchObject({ measure: "loss", statistics: 2 });
    expect(found.needed).toBeGreaterThan(2);
  });

  test("refuses what has no answer", async () => {
    await expect(power({ predictions: predictions(1, 2, 0.4) })).rejects.toEqual(refusal("wrong-value", "a", "2"));
    await expect(power({ predictions: predictions(1, 5, 0) })).rejects.toEqual(refusal("wrong-value", "a", "0"));
    await expect(power(a, null, { measure: "loss" })).rejects.toEqual(refusal("wrong-value", "a"));
    for (const ratio of [1, 0, -2, Infinity])
      await expect(power(a, null, { ratio })).rejects.toEqual(refusal(/^wrong-/, "options.ratio"));
    await expect(power(a, null, { power: 1 })).rejects.toEqual(refusal("wrong-value", "options.power"));
    await expect(power(a, null, { paired: true })).rejects.toEqual(refusal("misplaced-field", "options.paired"));
  });
});
