import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  divide,
  fromNumber,
  multiply,
  roundToFloat,
  twoProduct,
  twoSum,
} from "../../src/reference/math/double-double.js";
import { erf } from "../../src/reference/math/erf.js";
import { exp, expm1, sigmoid, tanh } from "../../src/reference/math/exponential.js";
import { log, log1p, softplus } from "../../src/reference/math/logarithm.js";
import { cospi, sinpi } from "../../src/reference/math/turn.js";
import { checkMathVectors } from "../math-vectors.js";

const FUNCTIONS: Record<string, (x: number) => number> = {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  sigmoid,
  softplus,
  erf,
  sinpi,
  cospi,
};

describe("vectors", () => {
  checkMathVectors((name) => (x) => x.map((value) => FUNCTIONS[name]!(value)));
});

/** A double as an integer multiple of 2^-1074. */
function integer(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0]!;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n ? -magnitude : magnitude;
}

const UNIT = 1074n;
const ordinary = fc.double({ min: -1e30, max: 1e30, noNaN: true }).filter((x) => Math.abs(x) > 1e-30);

describe("double-double", () => {
  test("the sum and the product of two doubles are exact", () => {
    fc.assert(
      fc.property(ordinary, ordinary, (a, b) => {
        const sum = twoSum(a, b);
        expect(integer(sum.hi) + integer(sum.lo)).toBe(integer(a) + integer(b));
        const product = twoProduct(a, b);
        expect((integer(product.hi) + integer(product.lo)) << UNIT).toBe(integer(a) * integer(b));
      }),
    );
  });

  test("sum, product and quotient have a relative error below 2^-100", () => {
    const absolute = (x: bigint): bigint => (x < 0n ? -x : x);
    const value = (x: { hi: number; lo: number }): bigint => integer(x.hi) + integer(x.lo);
    fc.assert(
      fc.property(ordinary, ordinary, ordinary, ordinary, (a, b, c, d) => {
        const x = twoProduct(a, b);
        const y = twoSum(c, d);
        if (y.hi === 0) return;
        const [exactX, exactY] = [value(x), value(y)];
        expect(absolute(value(add(x, y)) - exactX - exactY) << 100n).toBeLessThanOrEqual(absolute(exactX + exactY));
        expect(absolute((value(multiply(x, y)) << UNIT) - exactX * exactY) << 100n).toBeLessThanOrEqual(
          absolute(exactX * exactY),
        );
        expect(absolute(value(divide(x, y)) * exactY - (exactX << UNIT)) << 100n).toBeLessThanOrEqual(
          absolute(exactX << UNIT),
        );
      }),
    );
  });
});

describe("roundToFloat", () => {
  const least = 2 ** -149;
  const limit = 2 ** 128 - 2 ** 103;

  test.each([
    ["below a middle", 1 + 2 ** -24, -(2 ** -80), 1],
    ["at a middle, to even", 1 + 2 ** -24, 0, 1],
    ["above a middle", 1 + 2 ** -24, 2 ** -80, 1 + 2 ** -23],
    ["a middle whose even neighbour is above", 1 + 3 * 2 ** -24, -(2 ** -80), 1 + 2 ** -23],
    ["one double below a middle, the rest upwards", 1 + 2 ** -24 - 2 ** -52, 2 ** -54, 1],
    ["one double above a middle, the rest downwards", 1 + 2 ** -24 + 2 ** -52, -(2 ** -54), 1 + 2 ** -23],
    ["half the least subnormal", least / 2, 0, 0],
    ["more than half the least subnormal", least / 2, 2 ** -220, least],
    ["less than 3/2 of the least subnormal", 1.5 * least, -(2 ** -220), least],
    ["the limit of overflow", limit, 0, Infinity],
    ["below the limit of overflow", limit, -1, 2 ** 128 - 2 ** 104],
  ])("%s", (_, hi, lo, expected) => {
    expect(roundToFloat({ hi, lo })).toBe(expected);
    expect(roundToFloat({ hi: -hi, lo: -lo })).toBe(-expected);
  });

  test("zeros, infinities and NaN pass", () => {
    for (const x of [0, -0, Infinity, -Infinity, NaN]) expect(roundToFloat(fromNumber(x))).toBe(x);
  });
});
