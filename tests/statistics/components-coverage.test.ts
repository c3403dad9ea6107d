/**
 * A small form of the table of docs/attribution.md (`npm run prove:intervals`): how often intervals of shares cover, by
 * simulation. 300 repeats have a standard error of .013 at .95.
 */
import { expect, test } from "vitest";
import { LEVEL_POOLS, SHARES, simulateComponents } from "./simulated-components.js";

const pool = (name: string) => LEVEL_POOLS.find((each) => each.name === name)!;

test.each([
  ["normal", "free"],
  ["normal", "product"],
  ["50/50", "free"],
  ["50/50", "product"],
  ["20/80", "free"],
] as const)("32 x 32 levels, %s, interaction %s: at least .90, hardly wider than they must be", (name, interaction) => {
  const row = { pool: pool(name), interaction, levels: [32, 32] } as const;
  simulateComponents(row, 300).forEach(({ covered, width, ideal }, at) => {
    expect(covered, `share ${SHARES[at]}`).toBeGreaterThanOrEqual(0.88);
    expect(width / ideal, `share ${SHARES[at]}`).toBeLessThan(1.7);
  });
});

test("levels of which one in twenty differs are not promised: most samples of 8 have none", () => {
  const [share] = simulateComponents({ pool: pool("5/95"), interaction: "free", levels: [8, 8] }, 100);
  expect(share!.covered).toBeLessThan(0.8);
});
