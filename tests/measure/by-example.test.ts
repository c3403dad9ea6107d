import fc from "fast-check";
import { expect, test } from "vitest";
import { finish } from "../../src/host/slices.js";
import { exampleRows as rowsInPieces } from "../../src/measure/by-example.js";
import { decide } from "../../src/measure/decisions.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { distance, measured, overPairs, predictions } from "./slowly.js";

const exampleRows = (...input: Parameters<typeof rowsInPieces>) => finish(rowsInPieces(...input));
const disagreement = null;

test("the difference of an example is the mean over pairs, its mean that of the replicas", () => {
  const values = Float32Array.of(0, 0.5, 0.25, 0.5, 0.75, 0.5);
  const rows = exampleRows({ values, replicas: 3, examples: 2, columns: 1, kind: "probability" }, null);
  // |0-.25| + |0-.75| + |.25-.75| = 1.5 over three pairs
  expect(rows).toEqual([
    { mean: 1 / 3, difference: 0.5, disagreement },
    { mean: 0.5, difference: 0, disagreement },
  ]);
});

test("several columns: half the L1 norm of probabilities, the mean over columns of values", () => {
  const grid = { values: Float32Array.of(0.75, 0.25, 0, 0.25, 0.25, 0.5), replicas: 2, examples: 1, columns: 3 };
  expect(exampleRows({ ...grid, kind: "probability" }, null)).toEqual([{ mean: 0.5, difference: 0.5, disagreement }]);
  expect(exampleRows({ ...grid, kind: "value" }, null)).toEqual([{ mean: 0.5, difference: 1 / 3, disagreement }]);
});

test("one replica has nothing to differ from", () => {
  const one = { values: Float32Array.of(0.5), replicas: 1, examples: 1, columns: 1, kind: "probability" } as const;
  expect(exampleRows(one, Uint32Array.of(0))).toEqual([{ mean: 0.5, difference: 0, disagreement: 0 }]);
});

test("pair by pair it is the definition, and the means over the examples are the measures", () => {
  fc.assert(
    fc.property(predictions({ minReplicas: 2 }), (p) => {
      const classes = decide(p)?.classes ?? null;
      const rows = exampleRows(p, classes);
      const each = <T>(of: (n: number) => T): T[] => Array.from({ length: p.examples }, (_, n) => of(n));
      each((n) => {
        const one = onExample(p, n);
        expect(rows[n]!.difference).toBeCloseTo(
          overPairs(p.replicas, (r, s) => distance(one, r, s)),
          12,
        );
        const differ = (r: number, s: number) => Number(classes![r * p.examples + n] !== classes![s * p.examples + n]);
        if (classes) expect(rows[n]!.disagreement).toBeCloseTo(overPairs(p.replicas, differ), 12);
        else expect(rows[n]!.disagreement).toBeNull();
      });
      const { predictionDifference, churn } = measured(p);
      const mean = (of: (n: number) => number) => each(of).reduce((sum, value) => sum + value, 0) / p.examples;
      expect(mean((n) => rows[n]!.difference)).toBeCloseTo(predictionDifference.value!, 12);
      if (classes) expect(mean((n) => rows[n]!.disagreement!)).toBeCloseTo(churn.value!, 12);
    }),
  );
});

test("equal predictions differ by exactly 0, whatever they are", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: 2, max: 9 }), (value, replicas) => {
      const values = new Float64Array(replicas).fill(value);
      expect(exampleRows({ values, replicas, examples: 1, columns: 1, kind: "value" }, null)[0]!.difference).toBe(0);
    }),
  );
});

/** The predictions of one example. */
function onExample(p: Predictions, n: number): Predictions {
  const values = Float64Array.from({ length: p.replicas * p.columns }, (_, i) => {
    const [r, c] = [Math.floor(i / p.columns), i % p.columns];
    return p.values[(r * p.examples + n) * p.columns + c]!;
  });
  return { ...p, values, examples: 1 };
}
