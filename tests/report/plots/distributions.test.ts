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

/** Heights of the bars of a histogram, in examples: the tallest is known. */
function heights(markup: string, tallest: number): number[] {
  const bars = [...markup.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, height]) => Number(height));
  const most = Math.max(...bars);
  return bars.map((height) => Math.round((height / most) * tallest));
}

test("every example is in a bar, the largest in the last", () => {
  const values = [0, 0, 0, 0.5, 1, 1];
  const { svg, label } = histogram("PD (pairwise)", values);
  const bars = heights(svg.markup, 3);
  expect(bars.reduce((sum, bar) => sum + bar, 0)).toBe(values.length);
  expect(bars[0]).toBe(3);
  expect(bars.at(-1)).toBe(2);
  expect(label).toContain("6 examples, median 0.500, largest 1.00");
});

test("the example that differs most is named with its mean prediction", () => {
  const rows = [{ mean: 0.2, difference: 0.01 }, { mean: 0.6, difference: 0.3 }, { mean: 0.9, difference: 0.1 }];
  expect(differenceScatter("pairwise", "mean prediction", rows, [0, 1]).label).toContain("The largest, 0.300, at 0.600");
});

test("a strip names least, largest and mean, and its triangle stands at the mean", () => {
  const { svg, label } = strip("Loss of each replica", "mean test loss", [0.1, 0.2, 0.9]);
  expect(label).toContain("3 replicas from 0.100 to 0.900, mean 0.400");
  const ticks = [...svg.markup.matchAll(/<line [^>]*x1="([\d.]+)"/g)].map(([, x]) => Number(x));
  const [low, high] = [Math.min(...ticks), Math.max(...ticks)];
  const triangle = Number(/translate\(([\d.]+),[\d.]+\) rotate\(180\)/.exec(svg.markup)![1]);
  expect((triangle - low) / (high - low)).toBeCloseTo(0.3 / 0.8, 3);
});
