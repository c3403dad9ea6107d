/** The roundings of simulated arithmetic against exact integers. */
import { expect, test } from "vitest";
import { bf16, f16, flushed, fma, tf32 } from "../../src/reference/rounding.js";
import { exactly, exactSum, F32, FORMATS, nearest } from "../exact-rounding.js";
import { floats, halves, triples } from "../rounding-cases.js";

test.each(Object.entries({ bf16, tf32, f16 }))(
  "%s is the nearest number of its format, of two the even one",
  (name, round) => {
    const format = FORMATS[name as keyof typeof FORMATS];
    const values = [...halves().filter((_, k) => k % 9 === 0), ...floats(50_000), 0, -0, 65519.99609375, 65520, -65520];
    const wrong = values.filter((value) => {
      const expected = nearest(exactly(value), format);
      // A zero keeps its sign.
      return !Object.is(round(value), expected === 0 && (value < 0 || Object.is(value, -0)) ? -0 : expected);
    });
    expect(wrong).toEqual([]);
    expect([round(Infinity), round(-Infinity), round(Number.NaN)]).toEqual([Infinity, -Infinity, Number.NaN]);
  },
);

test("fma is a b + c rounded once, at ties, where it cancels, among subnormals and at the limits", () => {
  const { a, b, c } = triples(200_000);
  let doubleRounded = 0;
  const wrong = Array.from(a, (_, k) => [a[k]!, b[k]!, c[k]!] as const).filter(([x, y, z]) => {
    const expected = nearest(exactSum(x, y, z), F32);
    if (Math.fround(x * y + z) !== expected) doubleRounded++;
    return fma(x, y, z) !== expected;
  });
  expect(wrong).toEqual([]);
  // The cases are not idle: rounding twice gets many of them wrong.
  expect(doubleRounded).toBeGreaterThan(1000);
});

test("fma of zeros, infinities and NaN is that of IEEE-754", () => {
  expect(fma(-0, 1, -0)).toBe(-0);
  expect(fma(0, 1, -0)).toBe(0);
  expect(fma(1, 2, -2)).toBe(0);
  expect(fma(-(2 ** -100), 2 ** -100, 0)).toBe(-0);
  expect(fma(Infinity, 1, 1)).toBe(Infinity);
  expect(fma(1, 1, -Infinity)).toBe(-Infinity);
  expect(fma(Infinity, 0, 1)).toBe(Number.NaN);
  expect(fma(2 ** 127, 2, -(2 ** 127))).toBe(2 ** 127);
  expect(fma(2 ** 127, 2, 0)).toBe(Infinity);
});

test("what is flushed is below the normal range, and keeps its sign", () => {
  expect(flushed(2 ** -126)).toBe(2 ** -126);
  expect(flushed(2 ** -126 - 2 ** -149)).toBe(0);
  expect(flushed(-(2 ** -149))).toBe(-0);
  expect(flushed(-0)).toBe(-0);
  expect(flushed(Number.NaN)).toBe(Number.NaN);
});
