import { expect, test } from "vitest";
import { DRAWS, FIRST_DRAWS, MOST_DRAWS, TUNING_DRAWS, worldsOf } from "../../src/claims/seeds.js";

const SEEDS = [0, 1, 2, 4294967296, Number.MAX_SAFE_INTEGER];

test("no two draws share a seed of the data or of the replicas, in one world, in two, or under two seeds of the claims", () => {
  const all = SEEDS.flatMap((seed) => {
    const { main, tuning, converged, first } = worldsOf(seed);
    return [main, tuning, converged].flatMap(({ data, replicas }) => [...data, ...replicas]).concat(first.data);
  });
  expect(new Set([...all, ...SEEDS]).size).toBe(SEEDS.length * (2 * (DRAWS + TUNING_DRAWS + DRAWS) + FIRST_DRAWS + 1));
  expect(all.every(Number.isSafeInteger)).toBe(true);
});

test("the first rule keeps its seeds: one for the replicas of all draws", () => {
  expect(worldsOf(7).first.replicas).toEqual(Array(FIRST_DRAWS).fill(7));
});

test("the same seed gives the same worlds", () => {
  expect(worldsOf(7)).toEqual(worldsOf(7));
});

test("more draws begin with the same ones, and the most share no seed", () => {
  const [few, most] = [worldsOf(3), worldsOf(3, MOST_DRAWS)];
  expect(most.main.data.slice(0, DRAWS)).toEqual(few.main.data);
  expect(most.first).toEqual(few.first);
  const all = [most.main, most.tuning, most.converged]
    .flatMap(({ data, replicas }) => [...data, ...replicas])
    .concat(most.first.data);
  expect(new Set(all).size).toBe(all.length);
});
