import { expect, test } from "vitest";
import { normalQuantile } from "../../src/statistics/normal.js";
import { intervalOf, meanOverDraws, ratioOverDraws, wilson, withoutEach } from "../../src/statistics/over-draws.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";

const LEVEL = 0.99;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const errorOf = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length * (values.length - 1)));

test("the mean, and the mean without each value", () => {
  const [whole, without] = withoutEach([1, 2, 6]);
  expect(whole).toBeCloseTo(3, 15);
  [4, 3.5, 1.5].forEach((value, draw) => expect(without[draw]).toBeCloseTo(value, 14));
});

test("a mean over draws has a two-sided t interval; fewer than three draws have none", () => {
  const values = [0.08, 0.09, 0.07, 0.1];
  const reach = studentQuantile((1 + LEVEL) / 2, 3) * errorOf(values);
  const { value, low, high } = meanOverDraws(values, LEVEL);
  expect(value).toBeCloseTo(0.085, 15);
  expect(low).toBeCloseTo(0.085 - reach, 14);
  expect(high).toBeCloseTo(0.085 + reach, 14);
  expect(meanOverDraws([1, 3], LEVEL)).toEqual({ value: 2, low: null, high: null });
  expect(meanOverDraws([], LEVEL)).toEqual({ value: null, low: null, high: null });
});

test("a ratio of means: the jackknife over draws on the log scale, by hand", () => {
  const [above, below] = [
    [0.8, 0.9, 1.3],
    [1, 1.2, 1.1],
  ];
  const log = (a: readonly number[], b: readonly number[]) => Math.log(mean(a) / mean(b));
  const pseudo = above.map((_, draw) => {
    const without = (values: readonly number[]) => values.filter((_, d) => d !== draw);
    return 3 * log(above, below) - 2 * log(without(above), without(below));
  });
  const reach = studentQuantile((1 + LEVEL) / 2, 2) * errorOf(pseudo);
  const { value, low, high } = ratioOverDraws(above, below, LEVEL);
  expect(value).toBeCloseTo(1 / 1.1, 14);
  expect(Math.log(low!)).toBeCloseTo(log(above, below) - reach, 12);
  expect(Math.log(high!)).toBeCloseTo(log(above, below) + reach, 12);
  expect(ratioOverDraws([1, 2], [1, 2], LEVEL).value).toBeNull();
  expect(ratioOverDraws([1, 2, 3], [0, 0, 0], LEVEL).value).toBeNull();
});

test("the smallest detectable ratio leaves its interval clear of the margin four times in five", () => {
  const { halfWidth, standardError, smallestDetectableRatio } = intervalOf(Float64Array.of(0.1, 0.2, 0.4), 3, 0.1);
  expect(standardError).toBeCloseTo(errorOf([0.1, 0.2, 0.4]), 14);
  expect(halfWidth).toBeCloseTo(3 * standardError, 14);
  expect(Math.log(smallestDetectableRatio)).toBeCloseTo(0.1 + halfWidth + 0.8416212335729143 * standardError, 12);
});

test("Wilson's interval: published values at 95% become these at 99%", () => {
  // By the quadratic that defines it: (share - p)^2 = z^2 p (1 - p) / n at both ends.
  const z = normalQuantile((1 + LEVEL) / 2);
  for (const [count, of] of [
    [4, 8],
    [1, 10],
    [7, 8],
  ] as const) {
    for (const p of Object.values(wilson(count, of, LEVEL)))
      expect((count / of - p) ** 2).toBeCloseTo((z * z * p * (1 - p)) / of, 12);
  }
  expect(wilson(0, 8, LEVEL).low).toBe(0);
  expect(wilson(8, 8, LEVEL).high).toBe(1);
});

test("coverage of the mean over eight worlds of which some have twins and some have not", () => {
  const uniform = uniforms(11);
  // Half of the worlds have a difference near .03, the others near .001: as far from normal as C1 can be.
  const world = () => (uniform() < 0.5 ? 0.02 + 0.02 * uniform() : 0.002 * uniform());
  const truth = 0.5 * 0.03 + 0.5 * 0.001;
  const repeats = 2000;
  let covered = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { low, high } = meanOverDraws(Array.from({ length: 8 }, world), LEVEL);
    if (low! <= truth && truth <= high!) covered++;
  }
  // Nominal .99; in 2 of 256 samples all eight worlds are of one kind.
  expect(covered / repeats).toBeGreaterThan(0.975);
});
