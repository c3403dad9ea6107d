import { expect, test } from "vitest";
import {
  distanceWeight,
  labelColumn,
  type Predictions,
  selectReplicas,
  tilesOf,
  wholeBlock,
} from "../../src/measure/predictions.js";
import { measured, uniforms } from "./slowly.js";

const REPLICAS = 3;

/** Number c of example n of replica r is 10000 r + 10 n + c. */
function numbered(examples: number, columns: number): Predictions {
  const values = Float32Array.from({ length: REPLICAS * examples * columns }, (_, i) => {
    const [r, rest] = [Math.floor(i / (examples * columns)), i % (examples * columns)];
    return 10000 * r + 10 * Math.floor(rest / columns) + (rest % columns);
  });
  return { values, replicas: REPLICAS, examples, columns, kind: "value" };
}

test.each([
  [1, 1],
  [700, 3],
  [999, 7],
])("tiles of %i examples and %i columns hold every number once, each where its block says", (examples, columns) => {
  // So many replicas that a tile has few examples.
  const p = numbered(examples, columns);
  const seen: number[] = [];
  for (const { first, examples: count, values, stride, offset } of tilesOf(wholeBlock(p), { ...p, replicas: 2048 })) {
    for (let n = 0; n < count; n++) {
      for (let c = 0; c < columns; c++) {
        for (let r = 0; r < REPLICAS; r++)
          expect(values[r * stride + offset + n * columns + c]).toBe(10000 * r + 10 * (first + n) + c);
        seen.push(10 * (first + n) + c);
      }
    }
  }
  expect(seen).toEqual(
    Array.from({ length: examples * columns }, (_, i) => 10 * Math.floor(i / columns) + (i % columns)),
  );
});

test("replicas are selected in the order given", () => {
  expect([...selectReplicas(numbered(1, 2), [2, 0]).values]).toEqual([20000, 20001, 0, 1]);
});

test("the weight of a distance, and the column of a label", () => {
  const of = (kind: Predictions["kind"], columns: number) =>
    distanceWeight({ replicas: 2, examples: 1, columns, kind });
  expect([of("probability", 1), of("probability", 3), of("value", 1), of("value", 4)]).toEqual([1, 0.5, 1, 0.25]);
  expect(labelColumn({ ...numbered(2, 3), kind: "probability" }, [2, 1])!(0)).toBe(2);
  expect(labelColumn({ ...numbered(2, 1), kind: "probability" }, [1, 0])!(0)).toBe(0);
  expect(labelColumn({ ...numbered(2, 3), kind: "probability" }, null)).toBeNull();
  expect(labelColumn(numbered(2, 1), [2, 1])).toBeNull();
});

test("no interval leaves the range of its measure, and some end where it ends", () => {
  const uniform = uniforms(4);
  const most = {
    predictionDifference: 1,
    churn: 1,
    accuracy: 1,
    predictionDifferenceSymmetric: 2,
    predictionDifferenceSymmetricRatio: 2,
  } as const;
  const met = new Set<string>();
  for (let world = 0; world < 60; world++) {
    const values = Float32Array.from({ length: 5 * 3 }, () => 0.02 + 0.96 * Math.round(uniform()) + 0.02 * uniform());
    const measures = measured(
      { values, replicas: 5, examples: 3, columns: 1, kind: "probability" },
      { labels: [1, 0, 1] },
    );
    for (const [name, largest] of Object.entries(most)) {
      const { low, value, high } = measures[name as keyof typeof most];
      if (low === null || high === null) continue;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(value!);
      expect(high).toBeGreaterThanOrEqual(value!);
      expect(high).toBeLessThanOrEqual(largest);
      if (high === largest) met.add(name);
    }
  }
  expect([...met].sort()).toEqual(Object.keys(most).sort());
});
