import { expect, test } from "vitest";
import { DRAWS, drawSeeds, TUNING_DRAWS, tuningSeeds } from "../../src/claims/seeds.js";

const SEEDS = [0, 1, 2, 4294967296, Number.MAX_SAFE_INTEGER];

test("every seed has its own draws, and tuning has draws and replicas of its own", () => {
  const all = SEEDS.flatMap((seed) => [...drawSeeds(seed), ...tuningSeeds(seed).draws, tuningSeeds(seed).replicas]);
  expect(new Set([...all, ...SEEDS]).size).toBe(SEEDS.length * (DRAWS + TUNING_DRAWS + 1) + SEEDS.length);
  expect(all.every(Number.isSafeInteger)).toBe(true);
});

test("the same seed gives the same draws", () => {
  expect(drawSeeds(7)).toEqual(drawSeeds(7));
});
