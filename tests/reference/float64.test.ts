import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cospi64, exp64, expm164, log1p64, log64, sinpi64 } from "../../src/reference/float64.js";

const FUNCTIONS: Record<string, (x: number) => number> = {
  exp: exp64,
  expm1: expm164,
  log: log64,
  log1p: log1p64,
  sinpi: sinpi64,
  cospi: cospi64,
};

const bits = (x: number): bigint => new BigInt64Array(Float64Array.of(x).buffer)[0]!;
const number = (hex: string): number => new Float64Array(BigUint64Array.of(BigInt(`0x${hex}`)).buffer)[0]!;

/** Doubles between two of one sign. */
function distance(a: number, b: number): bigint {
  const difference = bits(a) - bits(b);
  return difference < 0n ? -difference : difference;
}

const { note: _, ...vectors } = JSON.parse(
  readFileSync(new URL("../vectors/float64.json", import.meta.url), "utf8"),
) as Record<string, string[]>;

describe("one double from the nearest one at most: FDLIBM's error is below 1 ulp", () => {
  test.each(Object.entries(vectors))("%s", (name, rows) => {
    for (const row of rows) {
      const [argument, expected] = row.split(" ").map(number) as [number, number];
      expect(distance(FUNCTIONS[name]!(argument), expected), `${name}(${argument})`).toBeLessThanOrEqual(1n);
    }
  });
});

describe("exact and special values", () => {
  test.each<[string, [number, number][]]>([
    [
      "exp",
      [
        [0, 1],
        [-0, 1],
        [Infinity, Infinity],
        [-Infinity, 0],
        [710, Infinity],
        [-746, 0],
        [NaN, NaN],
      ],
    ],
    [
      "expm1",
      [
        [0, 0],
        [-0, -0],
        [5e-324, 5e-324],
        [Infinity, Infinity],
        [-Infinity, -1],
        [-50, -1],
        [710, Infinity],
        [NaN, NaN],
      ],
    ],
    [
      "log",
      [
        [1, 0],
        [0, -Infinity],
        [-0, -Infinity],
        [-1, NaN],
        [Infinity, Infinity],
        [-Infinity, NaN],
        [NaN, NaN],
      ],
    ],
    [
      "log1p",
      [
        [0, 0],
        [-0, -0],
        [-5e-324, -5e-324],
        [-1, -Infinity],
        [-2, NaN],
        [Infinity, Infinity],
        [-Infinity, NaN],
        [NaN, NaN],
      ],
    ],
    [
      "sinpi",
      [
        [0, 0],
        [-0, -0],
        [1, 0],
        [-1, -0],
        [0.5, 1],
        [-0.5, -1],
        [1.5, -1],
        [1e300, 0],
        [-1e300, -0],
        [Infinity, NaN],
        [NaN, NaN],
      ],
    ],
    [
      "cospi",
      [
        [0, 1],
        [-0, 1],
        [1, -1],
        [-3, -1],
        [0.5, 0],
        [-0.5, 0],
        [1.5, 0],
        [1e300, 1],
        [-Infinity, NaN],
        [NaN, NaN],
      ],
    ],
  ])("%s", (name, pairs) => {
    for (const [x, y] of pairs) expect(FUNCTIONS[name]!(x), `${name}(${x})`).toBe(y);
  });
});
