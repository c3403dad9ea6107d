import { expect, test } from "vitest";
import { boundary } from "../../playground/src/draw/boundary.js";

test("one probability: a line where it is one half, between the points of the grid", () => {
  // From 0 at the left to 1 at the right: 4 points a side, a quarter apart.
  const values = Float32Array.from({ length: 16 }, (_, at) => (at % 4) / 3);
  const segments = boundary(values, 4, 1);
  expect(segments).toHaveLength(3);
  for (const [x0, y0, x1, y1] of segments) {
    expect([x0, x1]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.5, 6)]);
    expect(Math.abs(y1 - y0)).toBeCloseTo(0.25, 6);
  }
});

test("a square about one point has four lines, and a plane that is decided alike has none", () => {
  const values = new Float32Array(25).fill(0.1);
  expect(boundary(values, 5, 1)).toEqual([]);
  values[12] = 0.9;
  const segments = boundary(values, 5, 1);
  expect(segments).toHaveLength(4);
  // Half way to each neighbour, about the middle.
  for (const [x, y] of segments) expect(Math.abs(x - 0.5) + Math.abs(y - 0.5)).toBeCloseTo(0.1, 6);
});

test("several classes: the edges between points that are decided differently", () => {
  const of = (...classes: number[]) =>
    Float32Array.from(classes.flatMap((c) => [0, 1, 2].map((k) => (k === c ? 0.8 : 0.1))));
  expect(boundary(of(0, 1, 0, 1), 2, 3)).toEqual([
    [0.5, 0, 0.5, 0.5],
    [0.5, 0.5, 0.5, 1],
  ]);
  expect(boundary(of(2, 2, 1, 1), 2, 3)).toEqual([
    [0, 0.5, 0.5, 0.5],
    [0.5, 0.5, 1, 0.5],
  ]);
});
