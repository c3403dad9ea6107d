import fc from "fast-check";
import { expect, test } from "vitest";
import { labelSetMeasures, labelSets } from "../../src/measure/label-sets.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { overPairs } from "./slowly.js";

/** R x N x C with many equal sets, and labels. */
const marked = fc
  .record({
    replicas: fc.integer({ min: 1, max: 6 }),
    examples: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 3 }),
  })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      values: fc.array(fc.constantFrom(0, 0.4, 0.5, 0.6, 1), {
        minLength: shape.replicas * shape.examples * shape.columns,
        maxLength: shape.replicas * shape.examples * shape.columns,
      }),
      labels: fc.array(fc.constantFrom(0, 1), {
        minLength: shape.examples * shape.columns,
        maxLength: shape.examples * shape.columns,
      }),
    }),
  );

test("sets are compared whole: pair by pair, and with the labels", () => {
  fc.assert(
    fc.property(marked, fc.boolean(), ({ shape, values, labels }, areKnown) => {
      const p: Predictions = { ...shape, values: Float64Array.from(values), kind: "probability" };
      const { replicas, examples, columns } = shape;
      const setOf = (r: number, n: number) =>
        values
          .slice((r * examples + n) * columns, (r * examples + n + 1) * columns)
          .map((value) => Number(value > 0.5))
          .join("");
      const labelOf = (n: number) => labels.slice(n * columns, (n + 1) * columns).join("");
      const each = Array.from({ length: examples }, (_, n) => n);
      const share = (of: (n: number) => boolean) => each.filter(of).length / examples;
      const { churn, accuracy } = labelSetMeasures(p, labelSets(p, areKnown ? labels : null), areKnown);
      if (replicas < 2) expect(churn.value).toBeNull();
      else
        expect(churn.value).toBeCloseTo(
          overPairs(replicas, (r, s) => share((n) => setOf(r, n) !== setOf(s, n))),
          12,
        );
      const right = Array.from({ length: replicas }, (_, r) => share((n) => setOf(r, n) === labelOf(n)));
      if (areKnown) expect(accuracy.value).toBeCloseTo(right.reduce((sum, a) => sum + a, 0) / replicas, 12);
      else expect(accuracy.value).toBeNull();
    }),
  );
});

test("a set of which one label differs is another set", () => {
  const p: Predictions = {
    values: Float64Array.of(0.9, 0.1, 0.9, 0.9, 0.9, 0.9),
    replicas: 3,
    examples: 1,
    columns: 2,
    kind: "probability",
  };
  expect(labelSets(p, [1, 1])).toEqual({ sets: Uint32Array.of(1, 0, 0), count: 2 });
  const { churn, accuracy } = labelSetMeasures(p, labelSets(p, [1, 1]), true);
  expect([churn.value, accuracy.value]).toEqual([2 / 3, 2 / 3]);
});
