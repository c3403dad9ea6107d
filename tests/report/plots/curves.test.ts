import { expect, test } from "vitest";
import { curvesPlot } from "../../../src/report/plots/curves.js";

const count = (svg: string, element: string) => svg.split(`<${element} `).length - 1;
const set = (losses: number[][]) => ({ name: "training examples", colour: "var(--blue)", losses });

test("the line is the mean of the replicas that still train, and says where it begins and ends", () => {
  // After epoch 1 replica 1 has stopped.
  const { label } = curvesPlot([set([[3, 2, 1.5], [1, 1]])], []);
  expect(label).toBe("Mean loss of the replicas after each epoch. training examples: from 2.00 to 1.50");
});

test("the band holds the middle 80% of the replicas, and lies around the line", () => {
  const losses = Array.from({ length: 11 }, (_, r) => [r, r + 10]);
  const { markup } = curvesPlot([set(losses)], []).svg;
  const [area, line] = [...markup.matchAll(/<path [^>]*d="([^"]+)"/g)]
    .map(([, d]) => [...d!.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, , y]) => Number(y)))
    .filter((ys) => ys.length > 1)
    .slice(-2) as [number[], number[]];
  // Of 0 ... 10 the middle 80% are 1 to 9, the mean is 5: the band reaches four fifths of the way from 5 to 0 and 10.
  const perUnit = (line[0]! - line[1]!) / 10;
  expect(Math.max(...area)).toBeCloseTo(line[0]! + 4 * perUnit, 1);
  expect(Math.min(...area)).toBeCloseTo(line[1]! - 4 * perUnit, 1);
});

test("a tick for each epoch at which a replica was best, once", () => {
  const plain = count(curvesPlot([set([[3, 2, 1, 1]])], []).svg.markup, "line");
  expect(count(curvesPlot([set([[3, 2, 1, 1]])], [2, 3, 2, 2]).svg.markup, "line")).toBe(plain + 2);
});

test("any number of epochs is drawn, in a picture of bounded size, with the last", () => {
  const losses = Array.from({ length: 50_000 }, (_, epoch) => 1 / (1 + epoch));
  const { svg, label } = curvesPlot([set([losses])], []);
  expect(svg.markup.length).toBeLessThan(60_000);
  expect(label).toContain("from 1.00 to 2.00e−5");
});
