import { describe, expect, test } from "vitest";
import { capacityOf, capacityOfTwo } from "../../src/further/capacity.js";
import { uniforms } from "../measure/slowly.js";

const H = (p: number) => (p === 0 || p === 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p));

describe("of two classes", () => {
  test("the binary symmetric channel: 2 to (1 - H(p)); the Z channel: 1 + (1-p) p^(p/(1-p))", () => {
    for (const p of [0, 0.01, 0.1, 0.3, 0.49]) expect(capacityOfTwo(p, 1 - p)).toBeCloseTo(2 ** (1 - H(p)), 12);
    for (const p of [0.1, 0.5, 0.8]) expect(capacityOfTwo(0, 1 - p)).toBeCloseTo(1 + (1 - p) * p ** (p / (1 - p)), 12);
  });

  test("rows that are alike are worth one; a mirror image is worth as much", () => {
    expect(capacityOfTwo(0.3, 0.3)).toBe(1);
    expect(capacityOfTwo(0.3, 0.3 + 1e-12)).toBe(1);
    expect(capacityOfTwo(0.2, 0.7)).toBeCloseTo(capacityOfTwo(0.3, 0.8), 14);
  });

  test("what lies between the two extremes is not used: the general way finds the same", () => {
    const uniform = uniforms(8);
    for (let run = 0; run < 20; run++) {
      const p = Float64Array.from({ length: 16 }, uniform);
      const rows = Float64Array.from({ length: 32 }, (_, i) => (i % 2 === 1 ? p[(i - 1) / 2]! : 1 - p[i / 2]!));
      expect(capacityOf(rows, 16)).toBeCloseTo(capacityOfTwo(Math.min(...p), Math.max(...p)), 4);
    }
  });
});

describe("of several classes", () => {
  test("rows that are certain: as many as are different", () => {
    const rows = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1);
    expect(capacityOf(rows, 4)).toBeCloseTo(3, 6);
    expect(capacityOf(Float64Array.of(0.2, 0.3, 0.5, 0.2, 0.3, 0.5), 2)).toBe(1);
  });

  test("a symmetric channel: C classes less the entropy of a row", () => {
    const row = [0.7, 0.2, 0.1];
    const rows = Float64Array.from({ length: 9 }, (_, i) => row[((i % 3) + Math.floor(i / 3)) % 3]!);
    const entropy = -row.reduce((sum, p) => sum + p * Math.log2(p), 0);
    expect(capacityOf(rows, 3)).toBeCloseTo(2 ** (Math.log2(3) - entropy), 9);
  });
});
