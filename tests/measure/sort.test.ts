import fc from "fast-check";
import { expect, test } from "vitest";
import type { Floats } from "../../src/measure/predictions.js";
import { sort, sorterOf } from "../../src/measure/sort.js";
import { uniforms } from "./slowly.js";

function check(values: Floats): void {
  const sorter = sorterOf(values.length);
  const { order, sorted } = sorter;
  for (let twice = 0; twice < 2; twice++) {
    sort(values, sorter);
    expect([...sorted]).toEqual([...values].sort((a, b) => a - b));
    expect([...order].map((r) => values[r])).toEqual([...sorted]);
    expect(new Set(order).size).toBe(values.length);
  }
}

test("any finite numbers, their largest differences and subnormal ones among them", () => {
  const number = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(1, -1, 1e-45, 3e38, -3e38),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (values) =>
      check(Float32Array.from(values, (value) => value + 0)),
    ),
  );
  const double = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(1, 1 + 2 ** -52, 5e-324, 1.7e308, -1.7e308),
  );
  fc.assert(
    fc.property(fc.array(double, { minLength: 1, maxLength: 200 }), (values) =>
      check(Float64Array.from(values, (value) => value + 0)),
    ),
  );
});

test("predictions so uneven that one bucket has nearly all of them are sorted by comparison", () => {
  const uniform = uniforms(3);
  const uneven = Float64Array.from({ length: 5000 }, (_, r) => (r === 77 ? 1e9 : uniform() - 0.5));
  check(uneven);
  check(Float32Array.from(uneven));
});
