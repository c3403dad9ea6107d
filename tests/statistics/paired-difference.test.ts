import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reachOf } from "../../src/statistics/fold.js";
import { type OnReplicas, pairedDifference } from "../../src/statistics/paired-difference.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const variance = (values: readonly number[]) =>
  values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1);
/** A mean over replicas, whose pseudo-values are the values themselves. */
const meanOf = (values: readonly number[]): OnReplicas => ({
  estimate: mean(values),
  pseudoValues: Float64Array.from(values),
  fold: null,
});
const sample = (least = 3) => fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: least, maxLength: 9 });

describe("means: what books say", () => {
  test("paired: the t interval of the differences, replica by replica", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), {
          minLength: 3,
          maxLength: 9,
        }),
        (pairs) => {
          const differences = pairs.map(([a, b]) => b - a);
          const found = pairedDifference(meanOf(pairs.map(([a]) => a)), meanOf(pairs.map(([, b]) => b)), true, 0.95);
          expect(found.value).toBeCloseTo(mean(differences), 9);
          const reach = studentQuantile(0.975, pairs.length - 1) * Math.sqrt(variance(differences) / pairs.length);
          if (reach < 1e-9) return;
          expect([found.low, found.high]).toEqual([
            expect.closeTo(mean(differences) - reach, 8),
            expect.closeTo(mean(differences) + reach, 8),
          ]);
        },
      ),
    );
  });

  test("not paired: the interval of Welch", () => {
    fc.assert(
      fc.property(sample(), sample(), (a, b) => {
        const found = pairedDifference(meanOf(a), meanOf(b), false, 0.9);
        const [ofA, ofB] = [variance(a) / a.length, variance(b) / b.length];
        if (!(ofA + ofB > 1e-12)) return;
        const freedom = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1));
        const reach = studentQuantile(0.95, freedom) * Math.sqrt(ofA + ofB);
        expect(found.value).toBeCloseTo(mean(b) - mean(a), 12);
        expect(found.high! - found.value).toBeCloseTo(reach, 9);
        expect(found.value - found.low!).toBeCloseTo(reach, 9);
      }),
    );
  });

  test("paired, of which one has more replicas: those stand alone", () => {
    const [a, b] = [
      [1, 4, 2],
      [2, 6, 1, 7, 3],
    ];
    const found = pairedDifference(meanOf(a), meanOf(b), true, 0.95);
    const parts = b.map((value, r) => {
      const own = (value - mean(b)) / Math.sqrt(b.length * (b.length - 1));
      return r < a.length ? own - (a[r]! - mean(a)) / Math.sqrt(a.length * (a.length - 1)) : own;
    });
    const error = Math.sqrt(parts.reduce((sum, part) => sum + part * part, 0));
    expect(found.high! - found.value).toBeCloseTo(studentQuantile(0.975, 2) * error, 12);
  });
});

describe("intervals", () => {
  test("there is none for fewer than three replicas, nor where no pair differs", () => {
    expect(pairedDifference(meanOf([1, 2]), meanOf([3, 4, 5]), true, 0.95)).toEqual({
      value: 2.5,
      low: null,
      high: null,
    });
    expect(pairedDifference(meanOf([1, 2, 4]), meanOf([2, 3, 5]), true, 0.95)).toMatchObject({ low: null, high: null });
    expect(pairedDifference(meanOf([1, 2, 4]), meanOf([2, 3, 5]), false, 0.95).low).not.toBeNull();
  });

  test("bends of both count, along their own directions; what is common to a pair cancels", () => {
    const direction = Float64Array.of(1, -1, 0).map((x) => x / Math.SQRT2);
    const bent = (estimate: number, values: number[], curvature: number): OnReplicas => ({
      estimate,
      pseudoValues: Float64Array.from(values),
      fold: { direction, curvature },
    });
    const [a, b] = [bent(2, [1, 2, 3], 0.25), bent(3, [2, 5, 2], 0.25)];
    const straight = pairedDifference({ ...a, fold: null }, { ...b, fold: null }, true, 0.95);
    const common = pairedDifference(a, b, true, 0.95);
    expect([common.low, common.high]).toEqual([expect.closeTo(straight.low!, 9), expect.closeTo(straight.high!, 9)]);
    const apart = pairedDifference(a, b, false, 0.95);
    const scale = Math.sqrt(6);
    const along = (values: number[]) => Math.abs((values[0]! - values[1]!) / scale / Math.SQRT2);
    const error = Math.sqrt((variance([1, 2, 3]) + variance([2, 5, 2])) / 3);
    const freedom = (1 / 3 + 1) ** 2 / ((1 / 3) ** 2 / 2 + 1 / 2);
    const { below, above } = reachOf(
      {
        error,
        folds: [
          { along: along([2, 5, 2]), curvature: 0.25 },
          { along: along([1, 2, 3]), curvature: -0.25 },
        ],
      },
      studentQuantile(0.975, freedom),
    );
    expect([1 - apart.low!, apart.high! - 1]).toEqual([expect.closeTo(below, 9), expect.closeTo(above, 9)]);
  });

  test("they cover the truth as often as they say, and pairing makes them narrower where seeds are shared", () => {
    const uniform = uniforms(7);
    const normal = () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6);
    let [covered, paired, apart] = [0, 0, 0];
    const runs = 1000;
    for (let run = 0; run < runs; run++) {
      const shared = Array.from({ length: 12 }, normal);
      const a = meanOf(shared.map((x) => x + 0.3 * normal()));
      const b = meanOf(shared.map((x) => 1 + x + 0.3 * normal()));
      const found = pairedDifference(a, b, true, 0.95);
      const other = pairedDifference(a, b, false, 0.95);
      if (found.low! <= 1 && 1 <= found.high!) covered++;
      paired += found.high! - found.low!;
      apart += other.high! - other.low!;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.97);
    expect(paired).toBeLessThan(apart / 2);
  });
});
