import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openEffects } from "../../src/measure/effects.js";
import { type Predictions, tilesOf, wholeBlock } from "../../src/measure/predictions.js";
import { type Components, closedOf, componentsOf, estimateComponents } from "../../src/statistics/components.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { componentsFromPairs, levelsAt, pairMeans } from "./crossed-pairs.js";
import { uniforms } from "./slowly.js";

function effectsOf(p: Predictions, levels: readonly number[]) {
  const effects = openEffects(p, levels);
  for (const tile of tilesOf(wholeBlock(p), p)) effects.add(tile);
  return effects;
}

function estimated(p: Predictions, levels: readonly number[]): Components {
  return estimateComponents(effectsOf(p, levels).sums, p.examples);
}

/** Any numbers of levels, of one to four factors, with predictions that are often equal. */
const crossed = (least: number) =>
  fc
    .record({
      levels: fc
        .array(fc.integer({ min: least, max: 5 }), { minLength: 1, maxLength: 4 })
        .filter((levels) => levels.reduce((product, count) => product * count, 1) <= 100),
      examples: fc.integer({ min: 1, max: 3 }),
      columns: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
      coarse: fc.boolean(),
    })
    .map(({ levels, examples, columns, seed, coarse }) => {
      const replicas = levels.reduce((product, count) => product * count, 1);
      const uniform = uniforms(seed);
      const values = Float32Array.from({ length: replicas * examples * columns }, () =>
        coarse ? Math.round(2 * uniform()) : 9 + uniform(),
      );
      return { levels, p: { values, replicas, examples, columns, kind: "value" } as Predictions };
    });

test("the components are those of all pairs of cells, together and of each example", () => {
  fc.assert(
    fc.property(crossed(2), ({ levels, p }) => {
      const means = pairMeans(p, levels);
      const { sums, byExample } = effectsOf(p, levels);
      const components = componentsOf(levels, sums.squares);
      componentsFromPairs(means).forEach((each, set) => expect(components[set]).toBeCloseTo(each, 9));
      const closed = closedOf(components);
      means.forEach((mean, set) => expect(closed[set]).toBeCloseTo(means[0]! - mean, 9));
      const sets = means.length;
      for (let n = 0; n < p.examples; n++) {
        const own = componentsFromPairs(pairMeans(p, levels, undefined, (example) => example === n));
        const got = componentsOf(levels, byExample.subarray(n * sets, (n + 1) * sets));
        own.forEach((each, set) => expect(got[set]).toBeCloseTo(each, 9));
      }
    }),
    { numRuns: 60 },
  );
});

test("intervals are those of a jackknife that leaves out the cells of each level and computes all pairs again", () => {
  fc.assert(
    fc.property(crossed(3), ({ levels, p }) => {
      const { total, bySet } = estimated(p, levels);
      const all = (1 << levels.length) - 1;
      const statistics = (kept?: (at: readonly number[]) => boolean) => {
        const means = pairMeans(p, levels, kept);
        const components = componentsFromPairs(means);
        return {
          total: means[0]! / p.examples,
          variance: components.map((each) => each / p.examples),
          share: components.map((each) => each / means[0]!),
          closed: means.map((mean) => (means[0]! - mean) / means[0]!),
        };
      };
      const whole = statistics();
      if (!(whole.total > 0)) return;
      const t = studentQuantile(0.975, Math.min(...levels) - 1);
      const without = levels.map((count, f) =>
        Array.from({ length: count }, (_, l) => statistics((at) => at[f] !== l)),
      );
      const reach = (of: (from: typeof whole) => number) =>
        t *
        Math.sqrt(
          without.reduce((variance, each) => {
            const mean = each.reduce((sum, one) => sum + of(one), 0) / each.length;
            const squares = each.reduce((sum, one) => sum + (of(one) - mean) ** 2, 0);
            return variance + (squares * (each.length - 1)) / each.length;
          }, 0),
        );
      const check = ({ value, low, high }: Components["total"], of: (from: typeof whole) => number) => {
        const [wanted, off] = [of(whole), reach(of)];
        expect(value).toBeCloseTo(wanted, 7);
        if (!Number.isFinite(off)) return expect(low).toBeNull();
        const tolerance = 1e-6 * (1 + off);
        expect(Math.abs((low ?? value!) - (wanted - off))).toBeLessThan(tolerance);
        expect(Math.abs((high ?? value!) - (wanted + off))).toBeLessThan(tolerance);
      };
      check(total, (from) => from.total);
      for (let set = 1; set <= all; set++)
        for (const name of ["variance", "share", "closed"] as const)
          check(bySet[set]![name], (from) => from[name][set]!);
    }),
    { numRuns: 40 },
  );
});

test("any split into blocks gives the same bits", () => {
  fc.assert(
    fc.property(crossed(2), fc.integer({ min: 1, max: 3 }), ({ levels, p }, size) => {
      const split = openEffects(p, levels);
      const whole = wholeBlock(p);
      for (let n = 0; n < p.examples; n += size) {
        const examples = Math.min(size, p.examples - n);
        split.add({ ...whole, first: n, examples, offset: n * p.columns });
      }
      expect(split.sums).toEqual(effectsOf(p, levels).sums);
      expect(split.byExample).toEqual(effectsOf(p, levels).byExample);
    }),
    { numRuns: 40 },
  );
});

/** Predictions of one example by the levels of each cell. */
function drawnBy(levels: readonly number[], of: (at: readonly number[]) => number): Predictions {
  const replicas = levels.reduce((product, count) => product * count, 1);
  const values = Float64Array.from({ length: replicas }, (_, r) => of(levelsAt(levels, r)));
  return { values, replicas, examples: 1, columns: 1, kind: "value" };
}

const variance = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

describe("worlds whose components are known", () => {
  const levels = [4, 5, 3];
  const effects = [
    [1, 2, 4, 8],
    [0, 3, 1, 7, 5],
    [2, 0, 9],
  ];

  test("additive: each factor has the variance of its own effects, and nothing interacts", () => {
    const p = drawnBy(levels, (at) => 100 + at.reduce((sum, level, f) => sum + effects[f]![level]!, 0));
    const components = componentsOf(levels, effectsOf(p, levels).sums.squares);
    const own = effects.map(variance);
    expect([...components].map((each) => each.toFixed(9))).toEqual(
      [0, own[0]!, own[1]!, 0, own[2]!, 0, 0, 0].map((each) => each.toFixed(9)),
    );
    const { total, bySet } = estimated(p, levels);
    expect(total.value).toBeCloseTo(own[0]! + own[1]! + own[2]!, 9);
    expect(bySet[3]!.closed.value).toBeCloseTo((own[0]! + own[1]!) / total.value!, 12);
    expect(bySet[7]!.closed).toEqual({ form: "closed component / variance", value: 1, low: null, high: null });
  });

  test("balanced pure interaction of two factors: all is theirs together, and the third has none", () => {
    const signs = [4, 4, 3];
    const p = drawnBy(signs, ([a, b]) => (a! % 2 === b! % 2 ? 1 : -1));
    const components = componentsOf(signs, effectsOf(p, signs).sums.squares);
    // The effects of the pair are the 16 numbers themselves: sum of squares 16, 9 degrees of freedom.
    expect(components[3]).toBeCloseTo(16 / 9, 12);
    expect(components[1]).toBeCloseTo(-16 / 9 / 4, 12);
    expect(components[2]).toBeCloseTo(-16 / 9 / 4, 12);
    expect([4, 5, 6, 7].map((set) => components[set])).toEqual([0, 0, 0, 0]);
  });

  test("an interaction of all three is in the last component", () => {
    const signs = [2, 2, 2];
    const p = drawnBy(signs, (at) => ((at[0]! + at[1]! + at[2]!) % 2 === 0 ? 1 : -1));
    const components = componentsOf(signs, effectsOf(p, signs).sums.squares);
    expect(components[7]).toBe(8);
  });
});

test("a factor that changes nothing has exactly no component and no interval, however large what others do", () => {
  const levels = [7, 5, 6];
  const uniform = uniforms(3);
  const numbers = Array.from({ length: 42 }, () => 1e6 * uniform());
  for (const idle of [0, 1, 2]) {
    const p = drawnBy(levels, (at) => numbers[at[(idle + 1) % 3]! * 6 + at[(idle + 2) % 3]!]!);
    const { total, bySet } = estimated(p, levels);
    for (let set = 1; set < 8; set++) {
      if (!(set & (1 << idle))) continue;
      expect(Math.abs(bySet[set]!.variance.value!)).toBeLessThan(1e-12 * total.value!);
      expect(bySet[set]!.share).toEqual({ form: "component / variance", value: 0, low: null, high: null });
    }
    expect(total.low).not.toBeNull();
  }
});

test("nothing varies: no variance, and no shares", () => {
  const { total, bySet } = estimated(
    drawnBy([3, 4], () => 0.1),
    [3, 4],
  );
  expect(total).toEqual({ form: "variance", value: 0, low: null, high: null });
  for (const set of [1, 2, 3]) {
    expect(bySet[set]!.share.value).toBeNull();
    expect(bySet[set]!.closed.value).toBeNull();
  }
});

test("two levels have components but no intervals", () => {
  const { total, bySet } = estimated(
    drawnBy([2, 40], ([a, b]) => a! * b! + b! ** 2),
    [2, 40],
  );
  expect([total, ...[1, 2, 3].map((set) => bySet[set]!.share)].map(({ low, high }) => [low, high])).toEqual(
    Array.from({ length: 4 }, () => [null, null]),
  );
  expect(bySet[2]!.share.value).toBeGreaterThan(0.5);
});
