import { expect, test } from "vitest";
import { POOLS } from "../measure/pools.js";
import { simulateClaims } from "./simulated.js";

test("all contrasts of a claim hold together, and would not if each had the level for itself: a small form of the table of docs/claims.md", () => {
  const pool = POOLS.find(({ name }) => name === "smooth")!;
  const { covered, alone, none } = simulateClaims({ pool, noise: 0.7, draws: 8, replicas: 16 }, 100);
  expect(none).toBe(0);
  // Standard error .01 at .99, .04 at .8.
  expect(covered).toBeGreaterThanOrEqual(0.96);
  expect(alone).toBeLessThan(0.9);
});
