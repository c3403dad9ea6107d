/**
 * Exact where exact: replicas that are equal have exactly the measures of one of them, and no interval, however many
 * they are.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeasureInput } from "../../src/measure/input.js";
import { MEASURE_NAMES, type MeasureName } from "../../src/measure/names.js";
import { run } from "../../src/run/run.js";
import { meanOf } from "../../src/statistics/sample.js";
import type { StudyInput } from "../../src/study/study.js";
import { measured, predictions } from "./slowly.js";

/** Means over replicas; every other measure is of the differences between them. */
const MEANS: readonly MeasureName[] = ["loss", "excessLoss", "accuracy"];

test("a mean lies among its values", () => {
  // A loss may be infinite; infinities of both signs have no mean.
  const value = fc.double({ min: -Number.MAX_VALUE, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
      const mean = meanOf(values);
      expect(mean).toBeGreaterThanOrEqual(Math.min(...values));
      expect(mean).toBeLessThanOrEqual(Math.max(...values));
    }),
  );
  for (let count = 1; count <= 200; count++)
    expect(meanOf(Array(count).fill(0.6583333333333333))).toBe(0.6583333333333333);
});

describe("equal replicas", () => {
  const one = predictions({ replicas: 1, minReplicas: 1 });
  const known = fc.record({ label: fc.nat(), truth: fc.double({ min: 0, max: 1, noNaN: true }), logits: fc.boolean() });

  test("every measure, for any number of them", () => {
    fc.assert(
      fc.property(
        one,
        fc.array(known, { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        (p, about, replicas) => {
          const classes = Math.max(2, p.columns);
          const targets = p.kind === "value";
          const beside: Partial<MeasureInput> = {
            labels: targets
              ? Array.from(p.values, (value, i) => value + about[i % 6]!.truth)
              : about.slice(0, p.examples).map(({ label }) => label % classes),
            truth: targets
              ? Float64Array.from(p.values, (value, i) => value - about[i % 6]!.truth)
              : truthOf(
                  about.slice(0, p.examples).map(({ truth }) => truth),
                  p.columns,
                ),
          };
          const double = about[1]!.logits;
          const precise = (values: ArrayLike<number>) =>
            double
              ? Float64Array.from(values, (value) => (value + value / 7) / (1 + 1 / 7))
              : Float32Array.from(values);
          const logits = about[0]!.logits && !targets ? Float32Array.from(p.values, (value) => 8 * value - 4) : null;
          const alone = measured({ ...p, values: precise(p.values) }, { ...beside, logits });
          const values = precise(repeated(p.values, replicas));
          const all = measured({ ...p, values, replicas }, { ...beside, logits: logits && repeated(logits, replicas) });
          for (const name of MEASURE_NAMES) {
            const { value, low, high } = all[name];
            expect([name, low, high]).toEqual([name, null, null]);
            if (MEANS.includes(name)) expect([name, value]).toEqual([name, alone[name].value]);
            else expect([name, value === null || value === 0]).toEqual([name, true]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("replicas that are alike but for the names of the classes", () => {
    for (const replicas of [3, 5, 16, 31, 32, 40, 64, 100]) {
      const values = new Float32Array(replicas * replicas);
      for (let r = 0; r < replicas; r++) values[r * replicas + r] = 1;
      for (const kind of ["probability", "value"] as const) {
        const about = {
          truth: new Float64Array(replicas).fill(1 / replicas),
          ...(kind === "value" && { labels: new Float64Array(replicas) }),
        };
        const measures = measured({ values, replicas, examples: 1, columns: replicas, kind }, about);
        for (const name of ["loss", "excessLoss"] as const) {
          expect([replicas, kind, name, measures[name].low, measures[name].high]).toEqual([
            replicas,
            kind,
            name,
            null,
            null,
          ]);
        }
        // All are equally far from each other: a pool may have them nearer, none has them farther apart. Not a rounding
        // more.
        for (const name of [
          "predictionDifference",
          "predictionDifferenceStandardDeviation",
          ...(kind === "value" ? [] : (["churn"] as const)),
        ] as const) {
          const { value, low, high } = measures[name];
          expect([replicas, kind, name, high]).toEqual([replicas, kind, name, value]);
          expect(low).toBeLessThan(value!);
        }
      }
    }
  });

  test("that predict the truth have no excess, and nothing that they do not have in common", () => {
    const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1));
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        (first, columns, replicas) => {
          const truth = truthOf(first, columns);
          const values = Float64Array.from({ length: replicas * truth.length }, (_, i) => truth[i % truth.length]!);
          for (const kind of ["probability", "value"] as const) {
            const { excessLoss, irreproducibleShare } = measured(
              { values, replicas, examples: first.length, columns, kind },
              { truth },
            );
            expect(excessLoss).toMatchObject({ value: 0, low: null, high: null });
            expect(irreproducibleShare.value).toBeNull();
          }
        },
      ),
    );
  });

  test("a study in which nothing varies", async () => {
    for (const replicas of [33, 40, 64, 100]) {
      const study = {
        data: { name: "vee", train: 60, test: 120 },
        vary: [],
        epochs: 2,
        hidden: [3],
      } satisfies StudyInput;
      const [alone, all] = [
        await run({ ...study, replicas: 1 }, { workers: 0 }),
        await run({ ...study, replicas }, { workers: 0 }),
      ];
      for (const name of MEASURE_NAMES) {
        const { value, low, high } = all.measures[name];
        expect([name, low, high]).toEqual([name, null, null]);
        expect([name, value]).toEqual([
          name,
          MEANS.includes(name)
            ? alone.measures[name].value
            : replicas > 64 && name === "predictionDifferenceSymmetric"
              ? null
              : 0,
        ]);
      }
    }
  });
});

function repeated(values: ArrayLike<number>, times: number): Float32Array {
  return Float32Array.from({ length: values.length * times }, (_, i) => values[i % values.length]!);
}

/** P(y = 1) for a single column; else the rest is shared by the other classes. */
function truthOf(first: readonly number[], columns: number): Float64Array {
  if (columns === 1) return Float64Array.from(first);
  return Float64Array.from(first.flatMap((p) => [p, ...Array<number>(columns - 1).fill((1 - p) / (columns - 1))]));
}
