import { expect, test } from "vitest";
import { changes, changesText } from "../../bench/compare.js";
import { measureSteps } from "../../bench/steps.js";

const pair = (before: number, after: number) => ({ before: { row: before }, after: { row: after } });

test("the ratio is the geometric mean; the interval is Student's over the pairs", () => {
  const [change] = changes([pair(1, 2), pair(2, 1)]);
  // Logarithms -ln 2 and ln 2: their mean is 0, their standard error ln 2, and t(0.975; 1) = 12.7062.
  expect(change!.ratio).toBeCloseTo(1, 12);
  expect(Math.log(change!.high)).toBeCloseTo(12.7062 * Math.LN2, 3);
  expect(change!.resolved).toBe(false);
});

test("a difference that every pair shows is resolved, and named", () => {
  const all = changes([pair(100, 80), pair(101, 80), pair(99, 80)]);
  expect(all[0]).toMatchObject({ row: "row", resolved: true });
  expect(changesText(all, 3)).toContain("faster");
  expect(changesText(changes([pair(80, 100), pair(80, 101), pair(80, 99)]), 3)).toContain("SLOWER");
});

test("rows that only one commit has are left out", () => {
  expect(
    changes([
      { before: {}, after: { row: 1 } },
      { before: {}, after: { row: 1 } },
    ]),
  ).toEqual([]);
});

test("a process measures networks in three ways, and steps of sixteen replicas", async () => {
  const times = await measureSteps(true);
  const forms = Object.keys(times).map((row) => row.split(", ").at(-1));
  expect(forms).toEqual(["scalar", "simd 1", "simd 4", "scalar", "simd 1", "simd 4", "simd 16"]);
  expect(Math.min(...Object.values(times))).toBeGreaterThan(0);
});
