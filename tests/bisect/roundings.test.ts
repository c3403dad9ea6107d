import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstDiffering, shownNumber, ulpsBetween } from "../../src/bisect/bits.js";
import { fusedMultiplyAdd, otherRounding } from "../../src/bisect/roundings.js";

const single = fc.float({ noNaN: true, noDefaultInfinity: true });

/** A f64 as an integer times 2^-1074, exactly. */
function scaled(value: number): bigint {
  const word = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return word >> 63n ? -size : size;
}

const absolute = (value: bigint) => (value < 0n ? -value : value);

describe("the fused multiply-add", () => {
  test("is the f32 nearest to the exact value, ties to even", () => {
    fc.assert(
      fc.property(single, single, single, (sum, a, b) => {
        const found = fusedMultiplyAdd(sum, a, b);
        fc.pre(Number.isFinite(found));
        // The products of two f32 are f64, so both terms are exact.
        const exact = scaled(sum) + scaled(a * b);
        const far = absolute(scaled(found) - exact);
        const word = new Uint32Array(Float32Array.of(found).buffer)[0]!;
        for (const step of [-1, 1]) {
          const [other] = new Float32Array(Uint32Array.of(word + step).buffer);
          if (!Number.isFinite(other!) || (word & 0x7fffffff) + step < 0) continue;
          const otherFar = absolute(scaled(other!) - exact);
          expect(far <= otherFar).toBe(true);
          if (far === otherFar) expect(word & 1).toBe(0);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("rounds once where two roundings meet a tie", () => {
    // 1 + 2^-24 is a tie; 2^-60 more lifts it, which an f64 sum has lost.
    expect(fusedMultiplyAdd(1, 2 ** -24 + 2 ** -47, 1)).toBe(1 + 2 ** -23);
    expect(fusedMultiplyAdd(1, 2 ** -12, 2 ** -12)).toBe(1);
    expect(fusedMultiplyAdd(-1, 1 + 2 ** -12, 1 + 2 ** -12)).toBe(2 ** -11 + 2 ** -24);
  });
});

describe("what explains a number", () => {
  const x = 1 + 2 ** -12;
  const sum = {
    start: -1,
    products: [
      { name: "x[0] * W[0]", factors: [0.5, 1] as const },
      { name: "x[1] * W[1]", factors: [x, x] as const },
      { name: "x[2] * W[2]", factors: [2 ** -25, 1] as const },
    ],
    end: (value: number) => value,
  };
  const strict = Math.fround(Math.fround(-0.5 + Math.fround(x * x)) + 2 ** -25);

  test("fusing, and the term from which on it shows", () => {
    const fused = sum.products.reduce((value, { factors: [a, b] }) => fusedMultiplyAdd(value, a, b), sum.start);
    expect(fused).not.toBe(strict);
    expect(otherRounding(sum, fused)).toEqual({ how: expect.stringMatching(/^fused/), from: "x[1] * W[1]" });
  });

  test("another order, a wider sum, and nothing that is known", () => {
    const adding = (...terms: number[]) => ({
      start: 0,
      products: terms.map((value, k) => ({ name: `${k}`, factors: [value, 1] as const })),
      end: (value: number) => value,
    });
    const small = 2 ** -24;
    const wider = adding(1, small, small);
    expect(otherRounding(wider, 1 + 2 * small)).toEqual({ how: expect.stringMatching(/^double/), from: null });
    const ordered = adding(small, small, 1);
    expect(otherRounding(ordered, 1)).toEqual({ how: expect.stringMatching(/descending/), from: null });
    expect(otherRounding(wider, 7)).toBeNull();
  });

  test("what becomes of the sum is part of it", () => {
    const half = { ...sum, end: (value: number) => Math.fround(value * 0.5) };
    const fused = sum.products.reduce((value, { factors: [a, b] }) => fusedMultiplyAdd(value, a, b), sum.start);
    expect(otherRounding(half, Math.fround(fused * 0.5))).toEqual(otherRounding(sum, fused));
  });
});

describe("numbers by their bits", () => {
  const of = (value: number) => Float32Array.of(value);

  test("hex, and the shortest decimal that is read back", () => {
    expect(shownNumber(of(0.1), 0)).toEqual({ hex: "0x3dcccccd", decimal: "0.1" });
    expect(shownNumber(of(-0), 0)).toEqual({ hex: "0x80000000", decimal: "-0" });
    expect(shownNumber(of(Infinity), 0).decimal).toBe("Infinity");
    expect(shownNumber(Float64Array.of(0.1), 0)).toEqual({ hex: "0x3fb999999999999a", decimal: "0.1" });
    expect(shownNumber(Uint32Array.of(17), 0)).toEqual({ hex: "0x00000011", decimal: "17" });
    fc.assert(
      fc.property(single, (value) => {
        const { hex, decimal } = shownNumber(of(value), 0);
        expect(Object.is(Math.fround(Number(decimal)), value)).toBe(true);
        expect(Number(hex)).toBe(new Uint32Array(of(value).buffer)[0]);
      }),
    );
  });

  test("distances: signed, over zero, and none of a NaN", () => {
    expect(ulpsBetween(of(1), of(1 + 2 ** -23), 0)).toBe(1);
    expect(ulpsBetween(of(1 + 2 ** -23), of(1), 0)).toBe(-1);
    expect(ulpsBetween(of(-0), of(0), 0)).toBe(1);
    expect(ulpsBetween(of(-(2 ** -149)), of(2 ** -149), 0)).toBe(3);
    expect(ulpsBetween(Float64Array.of(1), Float64Array.of(1 + 2 ** -52), 0)).toBe(1);
    expect(ulpsBetween(of(NaN), of(1), 0)).toBeNull();
    expect(ulpsBetween(Uint32Array.of(1), Uint32Array.of(2), 0)).toBeNull();
  });

  test("zeros of both signs differ, and NaN of any bits are one", () => {
    expect(firstDiffering(Float32Array.of(1, 0), Float32Array.of(1, -0))).toBe(1);
    const nans = new Float32Array(Uint32Array.of(0x7fc00000, 0xffc00001).buffer);
    expect(firstDiffering(nans.subarray(0, 1), nans.subarray(1))).toBe(-1);
    expect(firstDiffering(of(NaN), of(1))).toBe(0);
  });
});
