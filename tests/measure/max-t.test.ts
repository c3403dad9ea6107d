import { expect, test } from "vitest";
import { maxT } from "../../src/measure/max-t.js";
import { studentQuantile } from "../../src/measure/student.js";

/** Row k of the 2^m Walsh-Hadamard matrix: different rows have correlation exactly 0 and, but for row 0, mean 0. */
function walsh(k: number, length: number): Float64Array {
  return new Float64Array(length).map((_, i) => {
    let parity = 0;
    for (let bits = k & i; bits; bits >>>= 1) parity ^= bits & 1;
    return parity ? -1 : 1;
  });
}

function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!);
}

// Standard error of the simulated value: sqrt(level (1 - level) / 40000) / density, about .007 at .95 and .017 at .99; the gates are three of these.
// The wanted values are integrals over the chi and normal densities, by scipy 1.17.1 (quad, brentq); the first four stand in tables of the
// studentized maximum modulus and of Dunnett's test.
test.each([
  { contrasts: 5, units: 32, level: 0.95, correlation: 0, wanted: 2.72637, gate: 0.021 },
  { contrasts: 5, units: 32, level: 0.99, correlation: 0, wanted: 3.36898, gate: 0.051 },
  { contrasts: 2, units: 8, level: 0.95, correlation: 0, wanted: 2.80038, gate: 0.03 },
  { contrasts: 3, units: 32, level: 0.95, correlation: 0.5, wanted: 2.4695, gate: 0.021 },
  { contrasts: 3, units: 32, level: 0.99, correlation: 0.5, wanted: 3.14538, gate: 0.051 },
  { contrasts: 10, units: 128, level: 0.99, correlation: 0, wanted: 3.36655, gate: 0.051 },
])("$contrasts contrasts on $units units, correlation $correlation, level $level", ({ contrasts, units, level, correlation, wanted, gate }) => {
  const shared = walsh(contrasts + 1, units);
  const values = Array.from({ length: contrasts }, (_, k) => (correlation ? added(walsh(k + 1, units), shared) : walsh(k + 1, units)));
  const critical = maxT(values, level);
  expect(Math.abs(critical - wanted)).toBeLessThan(gate);
  expect(critical).toBeGreaterThanOrEqual(studentQuantile((1 + level) / 2, units - 1));
  expect(critical).toBeLessThanOrEqual(studentQuantile(1 - (1 - level) / (2 * contrasts), units - 1));
  expect(maxT(values, level)).toBe(critical);
});

test("one contrast gives the quantile of t", () => {
  expect(maxT([walsh(1, 32)], 0.99)).toBe(studentQuantile(0.995, 31));
});

test("contrasts that are the same one, or opposite, or do not vary, count once", () => {
  const x = walsh(3, 32).map((value, i) => value + i / 7);
  const single = maxT([x], 0.95);
  const gate = 0.021;
  expect(Math.abs(maxT([x, x, x.map((value) => 5 - 2 * value)], 0.95) - single)).toBeLessThan(gate);
  expect(Math.abs(maxT([x, new Float64Array(32).fill(0.1)], 0.95) - single)).toBeLessThan(gate);
  expect(maxT([new Float64Array(32), new Float64Array(32)], 0.95)).toBe(single);
});

test("all differences between four arms: a singular correlation, the studentized range", () => {
  const arms = [1, 2, 4, 8].map((k) => walsh(k, 32));
  const differences = arms.flatMap((a, i) => arms.slice(0, i).map((b) => a.map((value, u) => value - b[u]!)));
  // Tukey's studentized range for 4 means and 31 degrees of freedom at .95 is 3.8383 (scipy 1.17.1, studentized_range.ppf).
  expect(Math.abs(maxT(differences, 0.95) - 3.8383 / Math.SQRT2)).toBeLessThan(0.021);
});

test("shift, scale and sign of a contrast do not matter", () => {
  const x = walsh(1, 16).map((value, i) => value + i);
  const y = walsh(2, 16);
  const plain = maxT([x, y], 0.95);
  expect(maxT([x.map((value) => 100 + 4 * value), y.map((value) => 3 * value + 8)], 0.95)).toBeCloseTo(plain, 10);
  // Another sign is the same question put to other draws.
  expect(Math.abs(maxT([x.map((value) => -value), y], 0.95) - plain)).toBeLessThan(0.021);
});
