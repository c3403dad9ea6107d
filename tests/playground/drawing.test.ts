import fc from "fast-check";
import { expect, test } from "vitest";
import { countsOf, endOf } from "../../playground/src/components/Histogram.js";
import { contour } from "../../playground/src/draw/boundary.js";
import { heightAt } from "../../playground/src/draw/line.js";
import { heightOf, nodeAt, placeNodes } from "../../playground/src/draw/network.js";
import { placesOn, principalPlane } from "../../playground/src/draw/principal.js";
import { nearestDot, paintDots } from "../../playground/src/draw/scatter.js";

test("units stand inside of the drawing, none on another, and each is found where it stands", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 2, maxLength: 10 }),
      fc.integer({ min: 300, max: 900 }),
      (drawn, width) => {
        const height = heightOf(drawn);
        const nodes = placeNodes(drawn, width, height);
        expect(nodes).toHaveLength(drawn.reduce((sum, units) => sum + units));
        for (const node of nodes) {
          const half = node.size / 2;
          expect(
            Math.min(node.x - half, node.y - half, width - node.x - half, height - node.y - half),
          ).toBeGreaterThanOrEqual(0);
          expect(nodeAt(nodes, node.x, node.y)).toBe(node);
        }
        for (const [i, a] of nodes.entries())
          for (const b of nodes.slice(i + 1))
            expect(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))).toBeGreaterThanOrEqual(a.size);
        expect(nodeAt(nodes, -50, -50)).toBeNull();
      },
    ),
  );
});

test("a unit that is linear in the inputs bends on a straight line, at any level", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      (w, level) => {
        const side = 16;
        const middle = (at: number) => (at + 0.5) / side;
        const values = Float32Array.from(
          { length: side * side },
          (_, at) => w * middle(at % side) + middle(Math.floor(at / side)),
        );
        for (const [x0, y0, x1, y1] of contour(values, side, level)) {
          expect(w * x0 + y0).toBeCloseTo(level, 4);
          expect(w * x1 + y1).toBeCloseTo(level, 4);
        }
      },
    ),
  );
  const rising = Float32Array.from({ length: 16 }, (_, at) => at % 4);
  expect([contour(rising, 4, 1.5).length, contour(rising, 4, 9).length]).toEqual([3, 0]);
});

test("every example is in one bin, the largest difference in the last ones", () => {
  const difference = fc.float({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(difference, { minLength: 1 }), fc.constantFrom(1, 250), (differences, whole) => {
      const all = Float32Array.from(differences, (share) => share * whole);
      const end = endOf(all, whole);
      const largest = Math.max(...all);
      expect(end).toBeGreaterThanOrEqual(largest);
      const counts = countsOf(all, end);
      expect(counts.reduce((sum, count) => sum + count)).toBe(all.length);
      expect(counts.findLastIndex((count) => count > 0)).toBe(Math.min(24, Math.floor((25 * largest) / end)));
    }),
  );
  expect([endOf(Float32Array.of(0), 1), endOf(Float32Array.of(0.06), 1), endOf(Float32Array.of(7), 4)]).toEqual([
    0.01, 0.1, 8,
  ]);
});

const value = fc.integer({ min: -100, max: 100 });
const examples = fc.integer({ min: 2, max: 6 }).chain((inputs) =>
  fc.record({
    inputs: fc.constant(inputs),
    rows: fc.array(fc.array(value, { minLength: inputs, maxLength: inputs }), { minLength: 3, maxLength: 60 }),
  }),
);

test("no direction has more variance than the first main one, none beside it more than the second", () => {
  fc.assert(
    fc.property(examples, fc.array(value, { minLength: 6, maxLength: 6 }), ({ inputs, rows }, direction) => {
      const x = Float32Array.from(rows.flat());
      const used = Array.from({ length: inputs }, (_, input) => input);
      const { mean, axes, shares } = principalPlane(x, rows.length, inputs, used);
      const centred = rows.map((row) => row.map((each, input) => each - mean[input]!));
      const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => used.reduce((sum, i) => sum + a[i]! * b[i]!, 0);
      const total = centred.reduce((sum, row) => sum + dot(row, row), 0);
      const variance = (axis: ArrayLike<number>) => centred.reduce((sum, row) => sum + dot(row, axis) ** 2, 0);
      expect([dot(axes[0], axes[0]), dot(axes[1], axes[1]), dot(axes[0], axes[1])]).toEqual(
        [1, 1, 0].map((each) => expect.closeTo(each, 9)),
      );
      axes.forEach((axis, k) => {
        expect(variance(axis)).toBeCloseTo(shares[k]! * (total || 1), 3);
      });
      const any = direction.slice(0, inputs);
      const besides = any.map((each, i) => each - dot(any, axes[0]) * axes[0][i]!);
      for (const [of, most] of [
        [any, shares[0]],
        [besides, shares[1]],
      ] as const) {
        const size = dot(of, of);
        if (size > 1e-9) expect(variance(of) / size).toBeLessThanOrEqual(1.02 * most * total + 1e-6);
      }
    }),
  );
});

test("a constant input has no part in the main directions; of one row there are two all the same", () => {
  const x = Float32Array.of(0, 5, 0, 1, 5, 2, 2, 5, 4, 3, 5, 7);
  const { axes, shares } = principalPlane(x, 4, 3, [0, 2]);
  expect([axes[0][1], axes[1][1], shares[0] + shares[1]]).toEqual([0, 0, expect.closeTo(1, 9)]);
  const single = principalPlane(Float32Array.of(1, 2, 3), 1, 3, [0, 1, 2]);
  expect(single.axes.map((axis) => Math.hypot(...axis))).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
  expect(single.shares).toEqual([0, 0]);
});

test("dots are where their rows are, in their colours, and each is found", () => {
  const x = Float32Array.of(0, 0, 10, 0, 0, 4, 10, 4);
  const plane = principalPlane(x, 4, 2, [0, 1]);
  const places = placesOn(plane, x, 4);
  expect([...places]).toEqual([0.04, 0.96, 0.96, 0.96, 0.04, 0.04, 0.96, 0.04].map((each) => expect.closeTo(each, 5)));
  const pixels = new Uint32Array(100 * 100);
  paintDots(pixels, 100, Uint32Array.of(1, 2, 3, 4), places, [0, 1, 2, 3], (dot) => dot);
  expect([pixels[96 * 100 + 4], pixels[96 * 100 + 96], pixels[4 * 100 + 4], pixels[4 * 100 + 96]]).toEqual([
    1, 2, 3, 4,
  ]);
  expect(pixels.filter((pixel) => pixel !== 0).length).toBeLessThan(80);
  for (const cell of [0, 1, 2, 3])
    expect(nearestDot({ plane, places }, places[2 * cell]!, places[2 * cell + 1]!)).toBe(cell);
  // Two in one place: the last one is on top.
  paintDots(pixels, 100, Uint32Array.of(8, 9), Float32Array.of(0.5, 0.5, 0.5, 0.5), [1, 0], (dot) => dot);
  expect(pixels[50 * 100 + 50]).toBe(8);
});

test("a larger value is higher on a curve, and all stay inside", () => {
  const heights = [-9, 0, 0.25, 1, 9].map((each) => heightAt(each, [0, 1]));
  expect(heights).toEqual([...heights].sort((a, b) => b - a));
  expect([Math.max(...heights) <= 1, Math.min(...heights) >= 0, heightAt(3, [3, 3]) <= 1]).toEqual([true, true, true]);
});
