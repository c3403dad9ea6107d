/** Sums in simulated arithmetic, against what docs/arithmetic.md section 15 says of them in figures. */
import { describe, expect, test } from "vitest";
import { threefry } from "../../src/reference/random.js";
import { listsOf, permuted, summing } from "../../src/reference/simulated.js";
import { type ArithmeticProfile, arithmeticParts } from "../../src/study/arithmetic.js";

const f32 = Math.fround;
const parts = (...profiles: ArithmeticProfile[]) => arithmeticParts({ profiles });
const orderOf = (profile: ArithmeticProfile, count: number) => listsOf(parts(profile), count, () => [2, 0, 1]);

test("lists of terms", () => {
  expect(listsOf(parts(), 3, () => [])).toEqual([[0, 1, 2]]);
  expect(orderOf("reverse", 3)).toEqual([[2, 1, 0]]);
  expect(orderOf("permuted", 3)).toEqual([[2, 0, 1]]);
  expect(orderOf("tree", 5)).toEqual([[0, 1], [2, 3], [4]]);
  expect(orderOf("lanes:3", 7)).toEqual([
    [0, 3, 6],
    [1, 4],
    [2, 5],
  ]);
  expect(orderOf("lanes:3", 2)).toEqual([[0], [1]]);
  // ceil(7 / 3) = 3 and 3 and 1; ceil(5 / 4) = 2, so there are three.
  expect(orderOf("split-k:3", 7)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(orderOf("split-k:4", 5)).toEqual([[0, 1], [2, 3], [4]]);
});

/** Numbers whose sums in f32 depend on the order. */
const VALUES = [1, 2 ** -24, 3 * 2 ** -25, -1, 2 ** -30, 0.25, -(2 ** -26)];
const START = 2 ** -25;
const sumOf = (...profiles: ArithmeticProfile[]) => {
  const how = parts(...profiles);
  const lists = listsOf(how, VALUES.length, () => [3, 1, 6, 0, 2, 5, 4]);
  return summing(how, lists)(START, null, (k) => VALUES[k]!);
};
const chain = (start: number, values: readonly number[]) => values.reduce((sum, value) => f32(sum + value), start);

describe("sums", () => {
  const [a, b, c, d, e, f, g] = VALUES as [number, number, number, number, number, number, number];

  test("in each order, as it is written", () => {
    const expected: Record<string, number> = {
      reverse: chain(START, [g, f, e, d, c, b, a]),
      permuted: chain(START, [d, b, g, a, c, f, e]),
      tree: f32(START + f32(f32(f32(a + b) + f32(c + d)) + f32(f32(e + f) + g))),
      "lanes:2": f32(START + f32(chain(a, [c, e, g]) + chain(b, [d, f]))),
      "split-k:3": f32(START + f32(f32(chain(a, [b, c]) + chain(d, [e, f])) + g)),
    };
    for (const [profile, sum] of Object.entries(expected))
      expect(sumOf(profile as ArithmeticProfile), profile).toBe(sum);
    // They are not all one.
    expect(new Set([sumOf(), ...Object.values(expected)]).size).toBeGreaterThan(3);
  });

  test("in f64 are rounded once", () => {
    expect(sumOf("f64-accumulate")).toBe(f32(VALUES.reduce((sum, value) => sum + value, START)));
    expect(sumOf("f64-accumulate")).not.toBe(sumOf());
  });

  test("of products round both factors, and not the start", () => {
    const x = 1 + 2 ** -9;
    const bf16 = summing(parts("bf16"), [[0]]);
    expect(
      bf16(
        x,
        () => x,
        () => x,
      ),
    ).toBe(f32(x + 1));
    expect(bf16(0, null, () => x)).toBe(x);
    const fused = summing(parts("fma"), [[0]]);
    const y = 1 + 2 ** -20;
    expect(
      fused(
        -(1 + 2 ** -19),
        () => y,
        () => y,
      ),
    ).toBe(2 ** -40);
    expect(
      summing(parts(), [[0]])(
        -(1 + 2 ** -19),
        () => y,
        () => y,
      ),
    ).toBe(0);
  });

  test("with fma in lists fuse within a list, not between lists", () => {
    const y = 1 + 2 ** -20;
    const fused = summing(parts("lanes:2", "fma"), [[0], [1]]);
    const factors = [-1, y];
    // The product of the second list is rounded by itself.
    expect(
      fused(
        0,
        (k) => factors[k]!,
        (k) => Math.abs(factors[k]!),
      ),
    ).toBe(f32(-1 + f32(y * y)));
  });

  test("flush start, factors, products and sums, and keep signs", () => {
    const flush = summing(parts("flush-subnormals"), [[0]]);
    const tiny = 2 ** -130;
    expect(flush(tiny, null, () => 0)).toBe(0);
    expect(
      flush(
        0,
        () => tiny,
        () => 2 ** 100,
      ),
    ).toBe(0);
    expect(
      flush(
        -0,
        () => -(2 ** -70),
        () => 2 ** -70,
      ),
    ).toBe(-0);
    expect(flush(1.5 * 2 ** -126, null, () => -(2 ** -126))).toBe(0);
    expect(summing(parts(), [[0]])(1.5 * 2 ** -126, null, () => -(2 ** -126))).toBe(2 ** -127);
    const fused = summing(parts("flush-subnormals", "fma"), [[0]]);
    // The product alone is below the range, the sum is not: it has one rounding, and none on the way.
    expect(
      fused(
        2 ** -126,
        () => 2 ** -100,
        () => 2 ** -30,
      ),
    ).toBe(f32(2 ** -126 + 2 ** -130));
    const double = summing(parts("flush-subnormals", "f64-accumulate"), [[0, 1]]);
    expect(
      double(
        0,
        (k) => [2 ** -100, -(2 ** -100)][k]!,
        () => 2 ** -100,
      ),
    ).toBe(0);
    expect(
      double(
        0,
        () => 2 ** -64,
        () => 2 ** -64,
      ),
    ).toBe(0);
  });
});

test("orders are permutations, each as likely", () => {
  const counts: Record<string, number> = {};
  for (let draw = 0; draw < 6000; draw++) {
    const drawn = Uint32Array.from([0, 1, 2], (k) => threefry(1, 2, draw, k)[0]);
    const order = permuted(3, drawn);
    expect([...order].sort()).toEqual([0, 1, 2]);
    counts[order.join()] = (counts[order.join()] ?? 0) + 1;
  }
  expect(Object.values(counts).length).toBe(6);
  for (const count of Object.values(counts)) expect(Math.abs(count - 1000)).toBeLessThan(120);
});
