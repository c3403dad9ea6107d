import fc from "fast-check";
import { expect, test } from "vitest";
import { spread } from "../../src/measure/spread.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { bend, overPairs, slowInterval, uniforms } from "./slowly.js";

const shares = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 40 })
  .map((counts) => Float64Array.from(counts, (count) => count / 40))
  .filter((values) => new Set(values).size > 1);

test("the root of half the mean squared distance over pairs", () => {
  fc.assert(
    fc.property(shares, (values) => {
      const { value, form } = spread("of shares", values);
      const apart = (r: number, s: number) => (values[r]! - values[s]!) * (values[r]! - values[s]!);
      expect(form).toBe("of shares");
      expect(value).toBeCloseTo(Math.sqrt(overPairs(values.length, apart) / 2), 12);
    }),
  );
});

test("the interval is the bent one of the variance, found by search", () => {
  fc.assert(
    fc.property(shares, (values) => {
      const replicas = values.length;
      const of = (r: number, s: number) => (values[r]! - values[s]!) * (values[r]! - values[s]!);
      const mean = values.reduce((sum, each) => sum + each, 0) / replicas;
      const length = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) * (each - mean), 0));
      const direction = values.map((each) => (each - mean) / length);
      const whole = overPairs(replicas, of);
      const logs = Array.from({ length: replicas }, (_, out) => {
        const left = overPairs(replicas, of, (r, s) => r !== out && s !== out) / whole;
        return left >= 0.5 ? Math.log(left) : Math.log(0.5) + (left - 0.5) / 0.5;
      });
      const t = studentQuantile(0.975, replicas - 1);
      const { low, high } = slowInterval(0, logs, direction, bend(direction, of), t);
      const { value, low: from, high: to } = spread("", values);
      expect(from! / value!).toBeCloseTo(Math.exp(low / 2), 4);
      expect(to! / value!).toBeCloseTo(Math.max(1, Math.exp(high / 2)), 4);
    }),
    { numRuns: 40 },
  );
});

test("no numbers, one replica, two, and equal ones", () => {
  const nothing = { form: "f", value: null, low: null, high: null };
  expect(spread("f", null)).toEqual(nothing);
  expect(spread("f", Float64Array.of(0.5))).toEqual(nothing);
  expect(spread("f", Float64Array.of(0.5, 0.75))).toEqual({ ...nothing, value: Math.sqrt(1 / 32) });
  expect(spread("f", new Float64Array(9).fill(0.1))).toEqual({ ...nothing, value: 0 });
});

test("95% hold of 64 replicas: accuracies on 200 examples, and those of two basins", () => {
  const uniform = uniforms(11);
  /** Share of 200 examples, each right with probability p. */
  const right = (p: number) => Array.from({ length: 200 }, uniform).filter((u) => u < p).length / 200;
  const pools = [
    { draw: () => right(0.9), truth: Math.sqrt((0.9 * 0.1) / 200) },
    { draw: () => (uniform() < 0.5 ? right(0.9) : right(0.6)), truth: Math.sqrt(0.15 * 0.15 + (0.09 + 0.24) / 400) },
  ];
  for (const { draw, truth } of pools) {
    let covered = 0;
    for (let pool = 0; pool < 300; pool++) {
      const { low, high } = spread("", Float64Array.from({ length: 64 }, draw));
      if (low! <= truth && truth <= high!) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.91);
  }
});
