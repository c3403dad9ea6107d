/** Ensembles by the plain formulas; groups, gains and ratios on numbers that anybody can work out. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ClassProbabilities,
  fromWorst,
  modelsForMost,
  modelsRatio,
  pointsMore,
  reductionRatio,
  rightShare,
  shareIn,
} from "../../src/experiments/ensembles.js";
import { decided } from "../../src/experiments/ko-2023.js";
import { lineVerdict } from "../../src/experiments/rule.js";
import { studentQuantile } from "../../src/statistics/student.js";

/** Predictions of some replicas, in eighths: their sums are exact, and ties are common. */
const predictions = fc
  .record({
    replicas: fc.integer({ min: 1, max: 9 }),
    examples: fc.integer({ min: 1, max: 6 }),
    classes: fc.integer({ min: 2, max: 4 }),
  })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      eighths: fc.array(fc.integer({ min: 0, max: 8 }), {
        minLength: shape.replicas * shape.examples * shape.classes,
        maxLength: shape.replicas * shape.examples * shape.classes,
      }),
      labels: fc.array(fc.integer({ min: 0, max: shape.classes - 1 }), {
        minLength: shape.examples,
        maxLength: shape.examples,
      }),
      size: fc.integer({ min: 1, max: shape.replicas }),
    }),
  );

test("an ensemble decides by the mean of the probabilities, by the lowest index among the largest", () => {
  fc.assert(
    fc.property(predictions, ({ shape, eighths, labels, size }) => {
      const { replicas, examples, classes } = shape;
      const predicted: ClassProbabilities = { ...shape, values: Float32Array.from(eighths, (each) => each / 8) };
      const ensembles = Math.floor(replicas / size);
      const expected = labels.map((label, n) => {
        const decisions = Array.from({ length: ensembles }, (_, e) => {
          const mean = Array.from({ length: classes }, (_, c) =>
            Array.from({ length: size }, (_, m) => eighths[((e * size + m) * examples + n) * classes + c]!).reduce(
              (a, b) => a + b,
            ),
          );
          return mean.indexOf(Math.max(...mean));
        });
        return decisions.filter((decision) => decision === label).length / ensembles;
      });
      expect([...rightShare(predicted, labels, size)]).toEqual(expected);
    }),
  );
});

test("replicas before the first are not of the ensembles", () => {
  const values = Float32Array.from([0.9, 0.1, 0.2, 0.8, 0.1, 0.9]);
  const predicted = { values, replicas: 3, examples: 1, classes: 2 };
  expect([...rightShare(predicted, [1], 1)]).toEqual([2 / 3]);
  expect([...rightShare(predicted, [1], 1, 1)]).toEqual([1]);
  expect([...rightShare(predicted, [1], 2, 1)]).toEqual([1]);
});

test("groups: shares of their rows, and classes from the worst", () => {
  const labels = [0, 1, 2, 0, 1, 2, 2];
  const right = [1, 0.5, 0, 0, 0.5, 1, 0.25];
  const rows = [0, 1, 2, 3, 4, 5, 6];
  expect(shareIn(right, labels, [0, 2], rows)).toBe(2.25 / 5);
  expect(shareIn(right, labels, [2], [2, 5])).toBe(0.5);
  // Classes 0 and 1 are as good: the lower comes first. Class 3 has no rows.
  expect(fromWorst(right, labels, 4, rows)).toEqual([2, 0, 1]);
  expect(fromWorst(right, labels, 3, [5, 6, 1, 3])).toEqual([0, 1, 2]);
});

const SIZES = [1, 2, 3, 5, 10, 20];
/** Accuracies by the number of models: soon at their end, or late. */
const SOON = [0, 0.9, 0.95, 0.97, 0.99, 1];
const LATE = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** Curves of some draws, which differ a little. */
const curves = (from: number, gain: number, shape = SOON, jitter = 0.02, draws = 10) =>
  Array.from({ length: draws }, (_, d) => {
    const sway = 1 + jitter * (((d * 7) % draws) - (draws - 1) / 2);
    return shape.map((share) => from + gain * share * sway);
  });

test("points: the mean difference of gains", () => {
  const found = pointsMore(curves(0.6, 0.1, SOON, 0), curves(0.9, 0.04, LATE, 0), 0.98);
  for (const end of [found.value, found.low, found.high]) expect(end).toBeCloseTo(0.06, 12);
});

test("relative reductions: ratio of means, with the interval of the jackknife", () => {
  const [worst, best] = [curves(0.6, 0.1), curves(0.9, 0.05, LATE, 0.03)];
  const means = (keep: (d: number) => boolean) => {
    const of = (all: number[][], f: (curve: number[]) => number) => {
      const kept = all.filter((_, d) => keep(d)).map(f);
      return kept.reduce((a, b) => a + b) / kept.length;
    };
    const reduction = (all: number[][], floor: number) =>
      of(all, (curve) => curve[5]! - curve[0]!) / of(all, (curve) => 1 - curve[0]! - floor);
    return Math.log(reduction(worst, 0.1) / reduction(best, 0.02));
  };
  const whole = means(() => true);
  const pseudo = worst.map((_, d) => 10 * whole - 9 * means((each) => each !== d));
  const mean = pseudo.reduce((a, b) => a + b) / 10;
  const error = Math.sqrt(pseudo.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 90);
  const reach = studentQuantile(0.99, 9) * error;
  const found = reductionRatio(worst, best, 0.98, [worst.map(() => 0.1), best.map(() => 0.02)]);
  expect(found.value).toBeCloseTo(Math.exp(whole), 9);
  expect(found.low).toBeCloseTo(Math.exp(whole - reach), 6);
  expect(found.high).toBeCloseTo(Math.exp(whole + reach), 6);
  expect(reductionRatio(worst, curves(0.9, -0.01), 0.98)).toEqual({ value: null, low: null, high: null });
});

test("models for 90% of the gain: on straight lines over the logarithm", () => {
  expect(modelsForMost([SOON], SIZES)).toBeCloseTo(2, 12);
  expect(modelsForMost([LATE], SIZES)).toBeCloseTo(Math.sqrt(10 * 20), 9);
  expect(modelsForMost([LATE, SOON], SIZES)).toBeCloseTo(10 * 2 ** ((0.9 - 0.895) / 0.105), 9);
  expect(modelsForMost([SIZES.map(() => 0.5)], SIZES)).toBeNull();
  const found = modelsRatio(curves(0.6, 0.1, LATE), curves(0.9, 0.05, SOON), SIZES, 0.98);
  expect(found.value).toBeCloseTo(Math.sqrt(200) / 2, 9);
  expect(found.low).toBeCloseTo(found.high!, 9);
  expect(modelsRatio(curves(0.6, 0), curves(0.9, 0.05), SIZES, 0.98).value).toBeNull();
});

describe("verdicts on invented evidence", () => {
  const verdicts = (worst: number[][], best: number[][]) =>
    Object.fromEntries(Object.entries(decided(worst, best)).map(([id, quantities]) => [id, lineVerdict(quantities)]));

  test("the worst gain more in points and relative to their error, and for longer", () => {
    expect(verdicts(curves(0.6, 0.2, LATE), curves(0.9, 0.02))).toEqual({ F1: "holds", F2: "holds", F3: "holds" });
  });

  test("more in points alone: they have more error to lose", () => {
    const found = verdicts(curves(0.6, 0.1), curves(0.9, 0.05, LATE));
    expect(found).toEqual({ F1: "holds", F2: "does not hold", F3: "does not hold" });
  });

  test("the best gain more", () => {
    expect(verdicts(curves(0.6, 0.02), curves(0.9, 0.04))).toMatchObject({ F1: "does not hold", F2: "does not hold" });
  });

  test("draws that say this and that: not resolved", () => {
    const wild = Array.from({ length: 6 }, (_, d) =>
      SIZES.map((_, k) => 0.6 + (d % 2 === 0 ? 0.2 : 0.005) * (d % 3 === 0 ? SOON : LATE)[k]!),
    );
    const other = curves(0.6, 0.08, [0, 0.5, 0.7, 0.85, 0.92, 1], 0.02, 6);
    expect(verdicts(wild, other)).toEqual({ F1: "not resolved", F2: "not resolved", F3: "not resolved" });
  });

  test("without any gain ratios are not resolved, and nobody gains more points", () => {
    const flat = curves(0.6, 0);
    expect(verdicts(flat, flat)).toEqual({ F1: "does not hold", F2: "not resolved", F3: "not resolved" });
  });
});
