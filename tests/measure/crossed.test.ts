import fc from "fast-check";
import { expect, test } from "vitest";
import { crossedChurn, crossedDistances } from "../../src/measure/crossed.js";
import { decide } from "../../src/measure/decisions.js";
import type { Predictions } from "../../src/measure/predictions.js";
import type { Crossed } from "../../src/statistics/crossed-contrasts.js";
import { InputError } from "../../src/study/errors.js";
import { refusal } from "../refusal.js";
import { distance, overPairs, predictions, uniforms } from "./slowly.js";

/** The definition: pairs of the grid among the levels kept. */
function slowly(p: Predictions, columns: number, keep: (row: number, column: number) => boolean): Crossed {
  const row = (r: number) => Math.floor(r / columns);
  const column = (r: number) => r % columns;
  const kept = (r: number) => keep(row(r), column(r));
  const mean = (wanted: (r: number, s: number) => boolean) =>
    overPairs(
      p.replicas,
      (r, s) => distance(p, r, s),
      (r, s) => kept(r) && kept(s) && wanted(r, s),
    );
  return {
    both: mean((r, s) => row(r) !== row(s) && column(r) !== column(s)),
    sameRow: mean((r, s) => row(r) === row(s)),
    sameColumn: mean((r, s) => column(r) === column(s)),
  };
}

function expectClose(got: Crossed, wanted: Crossed) {
  expect(got.both).toBeCloseTo(wanted.both, 11);
  expect(got.sameRow).toBeCloseTo(wanted.sameRow, 11);
  expect(got.sameColumn).toBeCloseTo(wanted.sameColumn, 11);
}

test.each([
  [3, 4],
  [4, 3],
  [3, 3],
])("a grid of %i x %i: all pairs, and without each level of either factor", (rows, columns) => {
  fc.assert(
    fc.property(predictions({ minReplicas: rows * columns, replicas: rows * columns }), (p) => {
      const crossed = crossedDistances(p, rows, columns);
      expectClose(
        crossed,
        slowly(p, columns, () => true),
      );
      expect(crossed.withoutRow).toHaveLength(rows);
      expect(crossed.withoutColumn).toHaveLength(columns);
      crossed.withoutRow.forEach((each, i) =>
        expectClose(
          each,
          slowly(p, columns, (row) => row !== i),
        ),
      );
      crossed.withoutColumn.forEach((each, j) =>
        expectClose(
          each,
          slowly(p, columns, (_, column) => column !== j),
        ),
      );
    }),
    { numRuns: 30 },
  );
});

test("two levels have distances but no jackknife", () => {
  const p: Predictions = {
    values: new Float32Array([0, 1, 2, 4]),
    replicas: 4,
    examples: 1,
    columns: 1,
    kind: "value",
  };
  expect(crossedDistances(p, 2, 2)).toEqual({
    both: 2.5,
    sameRow: 1.5,
    sameColumn: 2.5,
    withoutRow: [],
    withoutColumn: [],
  });
});

test("a factor without influence has distance exactly 0", () => {
  const values = Float32Array.from({ length: 12 }, (_, r) => Math.floor(r / 4) / 7);
  const crossed = crossedDistances({ values, replicas: 12, examples: 1, columns: 1, kind: "probability" }, 3, 4);
  expect(crossed.sameRow).toBe(0);
  expect(crossed.withoutColumn.every(({ sameRow }) => sameRow === 0)).toBe(true);
  expect(crossed.both).toBeCloseTo(crossed.sameColumn, 15);
});

test("a grid that is not the replicas is refused", () => {
  const p: Predictions = { values: new Float32Array(6), replicas: 6, examples: 1, columns: 1, kind: "value" };
  expect(() => crossedDistances(p, 2, 4)).toThrow(
    refusal("wrong-value", "crossedDistances", "2 rows and 4 columns", { expected: /for 6/ }),
  );
  expect(() => crossedDistances(p, 1, 6)).toThrow(InputError);
});

test("churn has the bits of the distances between decisions of 0 and 1", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), fc.nat(), (rows, columns, seed) => {
      const uniform = uniforms(seed);
      const [replicas, examples] = [rows * columns, 9];
      const values = Float32Array.from({ length: replicas * examples }, () => Math.round(4 * uniform()) / 4);
      const p: Predictions = { values, replicas, examples, columns: 1, kind: "probability" };
      const { classes } = decide(p)!;
      expect(crossedChurn(p, classes, rows, columns)).toEqual(
        crossedDistances({ ...p, values: Float32Array.from(classes) }, rows, columns),
      );
    }),
  );
});
