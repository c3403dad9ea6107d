import { describe, expect, test } from "vitest";
import {
  count,
  duration,
  estimate,
  interval,
  list,
  number,
  percent,
  ratio,
  ratioInterval,
  roughness,
  roundRatio,
  sharedLevels,
  shortFingerprint,
  unbroken,
} from "../../src/report/format.js";

describe("number", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [0.0279123, "0.0279"],
    [0.541, "0.541"],
    [12.345, "12.3"],
    [-1.5, "−1.50"],
    [123456, "123456"],
    [1.234e-7, "1.23e−7"],
    [2.5e9, "2.50e9"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
    [NaN, "–"],
    [null, "–"],
    [undefined, "–"],
  ])("%s is %s", (x, text) => expect(number(x)).toBe(text));

  test("significant digits", () => expect(number(0.541234, 5)).toBe("0.54123"));
});

test("an interval has the decimals of its larger end, and up to two more for a small one", () => {
  expect(interval(0.26, 50.18)).toBe("[0.26, 50.18]");
  expect(interval(0.00001, 0.5)).toBe("[0.00001, 0.50000]");
  expect(interval(0.0096, 0.0124)).toBe("[0.0096, 0.0124]");
  expect(interval(2.2e-5, 2.4e-5)).toBe("[2.20e−5, 2.40e−5]");
  expect(interval(-0.1, 0)).toBe("[−0.100, 0]");
  expect(interval(null, 1)).toBe("");
});

test("an estimate of exactly 0 has no interval", () => {
  expect(estimate({ form: "pairwise", value: 0, low: null, high: null })).toBe("0");
  expect(estimate({ form: "pairwise", value: 0.0279, low: 0.0268, high: 0.029 })).toBe("0.0279 [0.0268, 0.0290]");
  expect(estimate(null)).toBe("–");
});

test("a percentage is 0% or 100% only where it is exactly that", () => {
  expect([0, 0.0004, 0.0412, 0.61, 0.973, 0.9996, 1, null].map(percent)).toEqual([
    "0%",
    "<0.1%",
    "4.1%",
    "61%",
    "97.3%",
    ">99.9%",
    "100%",
    "–",
  ]);
});

test("contrasts of logarithms are ratios", () => {
  expect(ratio(Math.log(1.85))).toBe("×1.85");
  expect(ratioInterval(Math.log(0.5), Math.log(2))).toBe("[0.50, 2.00]");
  expect(ratio(null) + ratioInterval(null, null)).toBe("–");
  expect(roundRatio(Math.exp(Math.log(1.1)))).toBe("×1.1");
});

test("a count is grouped from five digits on, a minute has 60 seconds", () => {
  expect([9999, 10000, -9999, 100000].map(count)).toEqual(["9999", "10\u202f000", "-9999", "100\u202f000"]);
  expect([9.94, 10, 59.4, 59.5, 60, 61, 119.6].map(duration)).toEqual([
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 0 s",
    "1 min 0 s",
    "1 min 1 s",
    "2 min 0 s",
  ]);
});

test("counts, durations, lists, fingerprints", () => {
  expect([16, 6000, 61440, 1234567].map(count)).toEqual(["16", "6000", "61\u202f440", "1\u202f234\u202f567"]);
  expect([0.42, 9.96, 59.6, 161.4].map(duration)).toEqual(["0.4 s", "10.0 s", "1 min 0 s", "2 min 41 s"]);
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(list)).toEqual(["", "a", "a and b", "a, b and c"]);
  expect(shortFingerprint("0123456789abcdef")).toBe("01234567");
});

test("no line break cuts an interval", () => {
  expect(unbroken("is 0.02 [0.01, 0.03] at w = 6000, [not this, one here]")).toBe(
    "is 0.02\u00a0[0.01,\u00a00.03] at w\u00a0=\u00a06000, [not this, one here]",
  );
});

test("intervals of replicas that share levels are called too narrow", () => {
  expect(sharedLevels({ design: { init: 4, shuffle: 2 } })).toMatch(/share levels.* too narrow.* attribute/);
  for (const design of [null, { init: 4 }, { init: 4, shuffle: 1 }]) expect(sharedLevels({ design })).toBeNull();
});

test("intervals of fewer than 64 replicas are called rough, where there are any", () => {
  const measured = (low: number | null) => ({
    churn: { form: "pairwise", value: 0.1, low, high: low === null ? null : 0.2 },
  });
  expect(roughness(16, measured(0.05))).toBe(
    "16 replicas: the intervals are rough, and rare outcomes may be missed; 64 or more are needed for 95%",
  );
  expect(roughness(63, measured(0.05))).toContain("63 replicas");
  expect(roughness(64, measured(0.05))).toBeNull();
  expect(roughness(16, measured(null))).toBeNull();
});
