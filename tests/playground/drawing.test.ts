import fc from "fast-check";
import { expect, test } from "vitest";
import { countsOf, endOf } from "../../playground/src/components/Histogram.js";
import { contour } from "../../playground/src/draw/boundary.js";
import { heightOf, nodeAt, placeNodes } from "../../playground/src/draw/network.js";

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
