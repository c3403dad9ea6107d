import fc from "fast-check";
import { expect, test } from "vitest";
import { log1pExp } from "../../src/measure/log-probabilities.js";
import { exp64, log1p64 } from "../../src/reference/float64.js";

test("log(1 + e^-t) is that of the functions, which have errors of 1 ulp each, to 4 ulp", () => {
  const close = (t: number) => {
    const wanted = log1p64(exp64(-t));
    expect(Math.abs(log1pExp(t) - wanted), `t = ${t}`).toBeLessThanOrEqual(9e-16 * wanted);
  };
  fc.assert(fc.property(fc.double({ min: 0, max: 40, noNaN: true }), close), { numRuns: 20_000 });
  for (let piece = 0; piece <= 33 * 16; piece++) [0, 1e-12, 0.03125].forEach((beyond) => close(piece / 16 + beyond));
  [700, 745, 1e4].forEach((t) => expect(log1pExp(t)).toBe(log1p64(exp64(-t))));
  expect(log1pExp(Infinity)).toBe(0);
  expect(log1pExp(NaN)).toBeNaN();
});
