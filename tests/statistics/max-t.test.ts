import { describe, expect, test } from "vitest";
import { maxT } from "../../src/statistics/max-t.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";

/** Row k of the 2^m Walsh-Hadamard matrix: different rows have correlation exactly 0 and, but for row 0, mean 0. */
function walsh(k: number, length: number): Float64Array {
  return new Float64Array(length).map((_, i) => {
    let parity = 0;
    for (let bits = k & i; bits; bits >>>= 1) parity ^= bits & 1;
    return parity ? -1 : 1;
  });
}

// Standard error of a simulated value: sqrt(level (1 - level) / 40000) / density, about .01 at .95 and .025 at .99 for
// 31 degrees of freedom.
const gateOf = (level: number, freedom: number) => (level === 0.99 ? 0.075 : 0.03) * (1 + 12 / freedom);

describe("contrasts that share nothing: abs(t) of each stays below with probability level^(1/K)", () => {
  test.each([
    { contrasts: 5, units: 32, level: 0.95 },
    { contrasts: 5, units: 32, level: 0.99 },
    { contrasts: 2, units: 8, level: 0.95 },
    { contrasts: 3, units: 4, level: 0.95 },
    { contrasts: 7, units: 8, level: 0.95 },
    { contrasts: 10, units: 128, level: 0.99 },
  ])("$contrasts on $units units, level $level", ({ contrasts, units, level }) => {
    const values = Array.from({ length: contrasts }, (_, k) => walsh(k + 1, units));
    const critical = maxT(values, level);
    const wanted = studentQuantile((1 + level ** (1 / contrasts)) / 2, units - 1);
    expect(Math.abs(critical - wanted)).toBeLessThan(gateOf(level, units - 1));
    expect(critical).toBeGreaterThanOrEqual(studentQuantile((1 + level) / 2, units - 1));
    expect(critical).toBeLessThanOrEqual(studentQuantile(1 - (1 - level) / (2 * contrasts), units - 1));
    expect(maxT(values, level)).toBe(critical);
  });
});

/**
 * The value that the largest abs(t) of whole experiments stays below: `combine` makes the contrasts of a unit from
 * `sources` normal numbers.
 */
function byExperiments(units: number, sources: number, combine: (normal: number[]) => number[], level: number): number {
  const uniform = uniforms(7);
  const largest = Float64Array.from({ length: 20000 }, () => {
    const rows = Array.from({ length: units }, () =>
      combine(Array.from({ length: sources }, () => normalQuantile(uniform()))),
    );
    return Math.max(
      ...rows[0]!.map((_, k) => {
        const values = rows.map((row) => row[k]!);
        const mean = values.reduce((sum, x) => sum + x, 0) / units;
        return Math.abs(mean) / Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (units * (units - 1)));
      }),
    );
  });
  return largest.sort()[Math.ceil(level * largest.length) - 1]!;
}

describe("correlated contrasts, against whole experiments", () => {
  const treatments = (x: number[]) => x.slice(1).map((value) => value - x[0]!);
  const differences = (x: number[]) => x.flatMap((a, i) => x.slice(0, i).map((b) => a - b));
  test.each([
    { name: "three against one control", combine: treatments, sources: 4, units: 32 },
    { name: "three against one control, few units", combine: treatments, sources: 4, units: 8 },
    { name: "all differences between four arms", combine: differences, sources: 4, units: 8 },
    { name: "all differences between six arms", combine: differences, sources: 6, units: 16 },
  ])("$name, $units units", ({ combine, sources, units }) => {
    // Rows of walsh() have exactly the correlations that the sources have in expectation.
    const columns = Array.from({ length: sources }, (_, k) => walsh(k + 1, units));
    const rows = Array.from({ length: units }, (_, unit) => combine(columns.map((column) => column[unit]!)));
    const values = rows[0]!.map((_, k) => Float64Array.from(rows, (row) => row[k]!));
    // Two simulations, and the experiments are half as many.
    expect(Math.abs(maxT(values, 0.95) - byExperiments(units, sources, combine, 0.95))).toBeLessThan(
      1.75 * gateOf(0.95, units - 1),
    );
  });
});

test("one contrast gives the quantile of t", () => {
  expect(maxT([walsh(1, 32)], 0.99)).toBe(studentQuantile(0.995, 31));
});

test("contrasts that are the same one, or opposite, or do not vary, count once", () => {
  const x = walsh(3, 32).map((value, i) => value + i / 7);
  const single = maxT([x], 0.95);
  const gate = 0.03;
  expect(Math.abs(maxT([x, x, x.map((value) => 5 - 2 * value)], 0.95) - single)).toBeLessThan(gate);
  expect(Math.abs(maxT([x, new Float64Array(32).fill(0.1)], 0.95) - single)).toBeLessThan(gate);
  expect(maxT([new Float64Array(32), new Float64Array(32)], 0.95)).toBe(single);
});

test("shift, scale and sign of a contrast do not matter", () => {
  const x = walsh(1, 16).map((value, i) => value + i);
  const y = walsh(2, 16);
  const plain = maxT([x, y], 0.95);
  expect(maxT([x.map((value) => 100 + 4 * value), y.map((value) => 3 * value + 8)], 0.95)).toBeCloseTo(plain, 10);
  // Another sign is the same question put to other draws.
  expect(Math.abs(maxT([x.map((value) => -value), y], 0.95) - plain)).toBeLessThan(0.04);
});
