/** The nearest training examples, against a sort of all of them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestTo } from "../../src/explain/nearest.js";

/** Few values, so that there are ties. */
const point = (inputs: number) => fc.array(fc.integer({ min: -2, max: 2 }), { minLength: inputs, maxLength: inputs });
const cases = fc.integer({ min: 1, max: 3 }).chain((inputs) =>
  fc.record({
    rows: fc.array(point(inputs), { minLength: 1, maxLength: 12 }),
    own: point(inputs),
    k: fc.integer({ min: 0, max: 14 }),
  }),
);

test("are the first of all in the order of distance, then of index", () => {
  fc.assert(
    fc.property(cases, ({ rows, own, k }) => {
      const all = rows.map((row, example) => ({ example, distance: Math.hypot(...row.map((x, i) => x - own[i]!)) }));
      all.sort((a, b) => a.distance - b.distance || a.example - b.example);
      const found = nearestTo(Float32Array.from(rows.flat()), Float32Array.from(own), k);
      expect(found.map(({ example }) => example)).toEqual(all.slice(0, k).map(({ example }) => example));
      found.forEach(({ distance }, at) => expect(distance).toBeCloseTo(all[at]!.distance, 12));
    }),
  );
});

test("the distance is in double precision, of squares added in the order of the inputs", () => {
  const x = Float32Array.of(0.1, 0.2, 0.3);
  const [a, b, c] = x as unknown as [number, number, number];
  const [near] = nearestTo(x, new Float32Array(3), 1);
  expect(near).toEqual({ example: 0, distance: Math.sqrt(a * a + b * b + c * c) });
});
