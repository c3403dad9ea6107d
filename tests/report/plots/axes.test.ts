import { expect, test } from "vitest";
import { fromZero, measured, padded, tick } from "../../../src/report/plots/axes.js";

test("an axis from 0 goes above the largest upper end, wherever that is", () => {
  const rows = [{ y: 0.5, high: 1 }, { y: 0.8, high: 0.9 }];
  expect(fromZero(rows)).toEqual([0, 1.08]);
  expect(fromZero([{ y: 2, high: null }, { y: 0.8, high: 0.9 }])).toEqual([0, 2.16]);
  expect(fromZero([{ y: 0, high: null }])).toEqual([0, 1]);
});

test("an axis around values has room on both sides, for one value too", () => {
  expect(padded([1, 3, 2], 0.1)).toEqual([0.8, 3.2]);
  expect(padded([-2], 0.1)).toEqual([-2.2, -1.8]);
  expect(padded([0], 0.1)).toEqual([-0.1, 0.1]);
});

test("a measure that does not apply is no point; 0 is one, without an interval", () => {
  expect(measured("relu", { form: "pairwise", value: null, low: null, high: null })).toBeNull();
  expect(measured("relu", { form: "pairwise", value: 0, low: null, high: null })).toEqual({ y: 0, low: null, high: null, title: "relu: PD 0" });
  expect([0.25, -3, 1e-7].map(tick)).toEqual(["0.25", "−3", "1e−7"]);
});
