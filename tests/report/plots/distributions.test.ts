import { expect, test } from "vitest";
import { differenceScatter, histogram, strip } from "../../../src/report/plots/distributions.js";

const many = Array.from({ length: 200_000 }, (_, n) => ((n * 7919) % 200_003) / 200_003);
const count = (svg: string, element: string) => svg.split(`<${element} `).length - 1;

test("any number of values is drawn, in a picture of bounded size", () => {
  expect(histogram("PD", many).label).toContain("examples, median 0.5");
  const ticks = strip("Loss", "loss", many);
  expect(ticks.label).toContain("200000 replicas from 0");
  expect(count(ticks.svg.markup, "line")).toBeLessThan(1700);
  const rows = many.map((mean) => ({ mean, difference: mean * (1 - mean) }));
  const scatter = differenceScatter("pairwise", "mean", rows, [0, 1]);
  expect(scatter.title).toBe("Where they differ: one in 40 examples");
  expect(scatter.label).toContain("The largest, 0.25");
  expect(count(scatter.svg.markup, "circle")).toBe(5001);
});

test("a thousand are all drawn", () => {
  const few = many.slice(0, 1000);
  expect(count(strip("Loss", "loss", few).svg.markup, "line")).toBeGreaterThanOrEqual(1000);
  const scatter = differenceScatter("pairwise", "mean", few.map((mean) => ({ mean, difference: 0.1 })), [0, 1]);
  expect([scatter.title, count(scatter.svg.markup, "circle")]).toEqual(["Where they differ", 1000]);
});
