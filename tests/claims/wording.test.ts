import { expect, test } from "vitest";
import { brief, pairOf, ratioWithInterval, wholePercent } from "../../src/claims/wording.js";
import { contrastOf, noInterval } from "./invented.js";

test("three significant digits, whole percentages, each to the nearest", () => {
  expect([0.02786, 1.2345e-7, 0.0001, 12345].map(brief)).toEqual(["0.0279", "1.23e-7", "0.0001", "12300"]);
  expect([0, 0.004, 0.005, 0.496, 0.25, 1].map(wholePercent)).toEqual(["0%", "0%", "1%", "50%", "25%", "100%"]);
});

test("a contrast of logarithms is read as the ratio that it is, the numerator first", () => {
  const contrast = contrastOf(Math.log(1.85), 0, {
    a: "relu",
    b: "tanh",
    low: Math.log(1.625),
    high: Math.log(2.1149),
  });
  expect(`${pairOf(contrast)}: ${ratioWithInterval(contrast)}`).toBe("relu against tanh: x1.85 [1.63, 2.11]");
  expect(ratioWithInterval(noInterval)).toBe("no interval (b keeps 2 of 4 replicas)");
});
