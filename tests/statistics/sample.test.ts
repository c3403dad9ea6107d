import { expect, test } from "vitest";
import { quantile } from "../../src/statistics/sample.js";

test("quantile of type 7, values of R: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), .1) is 1, at .25 1.75", () => {
  const sample = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
  expect(quantile(sample, 0.1)).toBe(1);
  expect(quantile(sample, 0.25)).toBe(1.75);
  expect(quantile(sample, 1)).toBe(9);
  expect(quantile(Float64Array.of(7), 0.1)).toBe(7);
  expect([...sample]).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
});
