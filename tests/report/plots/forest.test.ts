import { expect, test } from "vitest";
import { forestPlot, ratioDomain, type ForestRow } from "../../../src/report/plots/forest.js";

const row = (low: number, estimate: number, high: number): ForestRow => ({ name: "a / b", a: "a", b: "b", estimate, low, high, decides: true });

test("the margin on both sides, what is needed, and every interval are on the axis", () => {
  const limits = { margin: Math.log(1.1), needed: Math.log(2) };
  const inside = ([from, to]: [number, number], ratio: number) => from < ratio && ratio < to;
  for (const ratio of [1 / 1.1, 1, 1.1, 2]) expect(inside(ratioDomain([row(-0.01, 0, 0.01)], limits), ratio), String(ratio)).toBe(true);
  const wide = ratioDomain([row(-1, 0, 0.01), row(0, 1, 3)], limits);
  expect(inside(wide, Math.exp(-1)) && inside(wide, Math.exp(3))).toBe(true);
});

test("a row is read as its ratio and interval", () => {
  const { label } = forestPlot("vee", [row(Math.log(1.2), Math.log(1.5), Math.log(1.875))], { margin: 0.1, needed: 0.1 }, [0.5, 2.5]);
  expect(label).toContain("a / b ×1.50 [1.20, 1.88]");
});
