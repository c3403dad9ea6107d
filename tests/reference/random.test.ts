import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  words as allWords,
  below,
  normal,
  type StreamName,
  streamKey,
  threefry,
  uniform,
  word,
} from "../../src/reference/random.js";
import { FACTORS } from "../../src/study/levels.js";

describe("threefry", () => {
  // Random123, tests/kat_vectors, "threefry2x32 20"; the third key and counter are digits of pi.
  test.each([
    { key: [0, 0], counter: [0, 0], words: [0x6b200159, 0x99ba4efe] },
    { key: [0xffffffff, 0xffffffff], counter: [0xffffffff, 0xffffffff], words: [0x1cb996fc, 0xbb002be7] },
    { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3], words: [0xc4923a9c, 0x483df7a0] },
  ])("gives the published words for key $key, counter $counter", ({ key, counter, words }) => {
    expect(threefry(key[0]!, key[1]!, counter[0]!, counter[1]!)).toEqual(words);
  });

  // Values of tests/random_test.py of JAX, testRngRandomBits and testPRNGValues. There PRNGKey(seed) is the key (0,
  // seed), and n words are drawn from the counts 0 ... n-1, padded with a 0 to an even length and cut in two halves:
  // pair i is the counter (count i of the first half, count i of the second). The first words of all pairs come first,
  // then the second words.
  function jaxWords(seed: number, n: number): number[] {
    const half = Math.ceil(n / 2);
    const pairs = Array.from({ length: half }, (_, i) => threefry(0, seed, i, half + i < n ? half + i : 0));
    return [...pairs.map(([first]) => first), ...pairs.map(([, second]) => second)].slice(0, n);
  }

  test("agrees with the 32-bit words that JAX publishes for PRNGKey(1701)", () => {
    expect(jaxWords(1701, 3)).toEqual([56197195, 4200222568, 961309823]);
  });

  test("agrees with the 64-bit words that JAX publishes for PRNGKey(1701)", () => {
    // The high halves are words 0 ... 2 of six, the low halves words 3 ... 5.
    const words = jaxWords(1701, 6);
    const wide = [0, 1, 2].map((i) => (BigInt(words[i]!) << 32n) | BigInt(words[i + 3]!));
    expect(wide).toEqual([3982329540505020460n, 16822122385914693683n, 7882654074788531506n]);
  });

  test("agrees with the keys that JAX publishes for split(PRNGKey(0), 4)", () => {
    expect(jaxWords(0, 8)).toEqual([
      2285895361, 1501764800, 1518642379, 4090693311, 433833334, 4221794875, 839183663, 3740430601,
    ]);
  });

  test("agrees with the key that JAX publishes for fold_in(PRNGKey(0), 4)", () => {
    // The counter is the key that PRNGKey would make of the number folded in.
    expect(threefry(0, 0, 0, 4)).toEqual([2285895361, 433833334]);
  });
});

describe("streams", () => {
  const names: StreamName[] = ["data", ...FACTORS];

  test("key is Threefry of (low word, high word of the seed) at (stream number, level)", () => {
    expect(streamKey(2 ** 32 * 5 + 7, "shuffle", 3)).toEqual(threefry(7, 5, 2, 3));
    expect(streamKey(Number.MAX_SAFE_INTEGER, "init", 0)).toEqual(threefry(0xffffffff, 0x1fffff, 1, 0));
  });

  test("the numbers of the streams are those of the contract", () => {
    const [, list] = /Stream numbers: (.*?)\./.exec(readFileSync("docs/arithmetic.md", "utf8"))!;
    const numbers = new Map(list!.split(", ").map((entry) => entry.split(" ") as [string, string]));
    expect(new Set(numbers.values()).size).toBe(numbers.size);
    for (const name of names) {
      expect(streamKey(9, name, 2), name).toEqual(threefry(9, 0, Number(numbers.get(name)), 2));
    }
  });

  test("seeds, streams and levels all give different keys; 0 and 2^53 - 1 are ordinary seeds", () => {
    const keys = [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER].flatMap((seed) =>
      names.flatMap((name) => [0, 1, 2].map((level) => streamKey(seed, name, level).join())),
    );
    expect(new Set(keys).size).toBe(4 * names.length * 3);
  });

  test("word j of part e is word j mod 2 of block floor(j / 2)", () => {
    const words = [0, 1, 2, 3].map((j) => word([11, 13], 9, j));
    expect(words).toEqual([...threefry(11, 13, 9, 0), ...threefry(11, 13, 9, 1)]);
    for (const first of [0, 1, 2, 3]) {
      for (let count = 0; first + count <= 4; count++)
        expect([...allWords([11, 13], 9, first, count)]).toEqual(words.slice(first, first + count));
    }
  });
});

describe("distributions", () => {
  const anyWord = fc.integer({ min: 0, max: 0xffffffff });

  test("uniform takes the upper 24 bits", () => {
    expect([0, 255, 256, 0xffffffff].map(uniform)).toEqual([0, 0, 2 ** -24, 1 - 2 ** -24]);
  });

  test("below is the high word of the 64-bit product", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffffffff }), anyWord, (n, w) => {
        expect(below(n, w)).toBe(Number((BigInt(n) * BigInt(w)) >> 32n));
      }),
    );
  });

  test("normal is an f32 number for every pair of words, also at the ends", () => {
    expect(normal(0xffffffff, 0)).toBeCloseTo(0, 10);
    expect(normal(0, 0)).toBeCloseTo(Math.sqrt(48 * Math.LN2), 5);
    fc.assert(
      fc.property(anyWord, anyWord, (first, second) => {
        const value = normal(first, second);
        expect(Object.is(value, Math.fround(value)) && Number.isFinite(value)).toBe(true);
      }),
    );
  });

  test("moments of 20,000 draws: within 4 standard errors of the normal's", () => {
    const key = streamKey(5, "data", 0);
    const n = 20_000;
    const draws = Array.from({ length: n }, (_, i) => normal(...threefry(...key, 0, i)));
    const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / n;
    // Variances of x, x^2, x^3, x^4 for a standard normal: 1, 2, 15, 96.
    for (const [power, mean, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      expect(Math.abs(moment(power) - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
    }
  });
});
