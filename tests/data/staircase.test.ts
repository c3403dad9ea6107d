import { expect, test } from "vitest";
import { projection } from "../../src/data/projection.js";
import { surfaceOf } from "./surfaces.js";

test("levels are equally spaced from -1 to 1, all occur, and they climb along the projection", async () => {
  const points = await surfaceOf("staircase", { steps: 5, dimension: 3, train: 2000 });
  const levels = [...new Set(points.map(({ f }) => f))].sort((a, b) => a - b);
  expect(levels).toEqual([-1, -0.5, 0, 0.5, 1]);
  const sorted = points.map(({ x, f }) => ({ s: projection(new Float32Array(x)), f })).sort((a, b) => a.s - b.s);
  for (let n = 1; n < sorted.length; n++) expect(sorted[n]!.f).toBeGreaterThanOrEqual(sorted[n - 1]!.f);
});

test("the steps are of equal width", async () => {
  for (const { x, f } of await surfaceOf("staircase", { dimension: 1, steps: 4 })) {
    expect(Math.round(((f + 1) * 3) / 2)).toBe(Math.floor((x[0]! + 1) * 2));
  }
});
