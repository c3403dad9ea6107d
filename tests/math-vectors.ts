/**
 * The vectors of tests/vectors/math.json as a suite over a backend: the reference, the scalar build, the SIMD build.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const { note: _, ...vectors } = JSON.parse(
  readFileSync(new URL("./vectors/math.json", import.meta.url), "utf8"),
) as Record<string, string[]>;

export type Apply = (name: string) => (x: Float32Array) => Float32Array;

const isNaNBits = (bits: number): boolean => (bits & 0x7fffffff) > 0x7f800000;
const hex = (bits: number): string => (isNaNBits(bits) ? "NaN" : bits.toString(16).padStart(8, "0"));

/** One test a function: all its vectors, bits compared, any NaN equal to any NaN. */
export function checkMathVectors(apply: Apply): void {
  for (const [name, rows] of Object.entries(vectors)) {
    test(`${name}: ${rows.length} vectors`, () => {
      const pairs = Uint32Array.from(
        rows.flatMap((row) => row.split(" ")),
        (word) => parseInt(word, 16),
      );
      const inputs = pairs.filter((_, i) => i % 2 === 0);
      const outputs = new Uint32Array(Float32Array.from(apply(name)(new Float32Array(inputs.buffer))).buffer);
      const actual = Array.from(inputs, (x, i) => `${name}(${hex(x)}) = ${hex(outputs[i]!)}`);
      const expected = Array.from(inputs, (x, i) => `${name}(${hex(x)}) = ${hex(pairs[2 * i + 1]!)}`);
      expect(actual.filter((row, i) => row !== expected[i])).toEqual(expected.filter((row, i) => row !== actual[i]));
    });
  }
}
