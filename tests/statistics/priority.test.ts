import fc from "fast-check";
import { expect, test } from "vitest";
import { prioritySample } from "../../src/statistics/priority.js";

interface Box {
  of: number;
}

/** Keeps numbers; index i has weight weights[i - first]. */
function keep(most: number, weights: readonly number[], first = 0) {
  const sample = prioritySample<Box>(most, () => ({ of: -1 }));
  weights.forEach((weight, i) => {
    const place = sample.offer(first + i, weight);
    if (place) place.of = weight;
  });
  return sample.kept();
}

test("all that weigh anything, if they are no more than the places: each for itself", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 2.5), { maxLength: 8 }), (weights) => {
      const kept = keep(8, weights);
      expect(kept.map(({ index }) => index)).toEqual(weights.flatMap((weight, i) => (weight > 0 ? [i] : [])));
      for (const { index, weight, thing, factor } of kept)
        expect([weight, thing.of, factor]).toEqual([weights[index], weights[index], 1]);
    }),
  );
});

test("what weighs much is kept for certain, and counts once", () => {
  const weights = Array.from({ length: 500 }, (_, i) => (i === 77 ? 1e6 : 1));
  expect(keep(8, weights).find(({ index }) => index === 77)).toMatchObject({
    weight: 1e6,
    factor: 1,
    thing: { of: 1e6 },
  });
  expect(keep(8, weights)).toHaveLength(8);
});

test("sums are estimated without bias", () => {
  const size = 40;
  const weights = Array.from({ length: size }, (_, i) => 1 + (i % 7));
  // Of the weights and of something else, over many stretches of indices.
  let [sum, other] = [0, 0];
  const repeats = 4000;
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { index, weight, factor } of keep(8, weights, repeat * size)) {
      sum += (factor * weight) / repeats;
      other += (factor * ((index - repeat * size) % 3)) / repeats;
    }
  }
  expect(sum / weights.reduce((total, each) => total + each, 0)).toBeCloseTo(1, 2);
  expect(other / weights.reduce((total, _, i) => total + (i % 3), 0)).toBeCloseTo(1, 1);
});
