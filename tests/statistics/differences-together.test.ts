import { describe, expect, test } from "vitest";
import { type DifferencePair, differencesTogether } from "../../src/statistics/differences-together.js";
import { type OnReplicas, pairedDifference } from "../../src/statistics/paired-difference.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";

const meanOf = (values: readonly number[]): OnReplicas => ({
  estimate: values.reduce((sum, x) => sum + x, 0) / values.length,
  pseudoValues: Float64Array.from(values),
  fold: null,
});
const paired = (a: readonly number[], b: readonly number[]): DifferencePair => ({
  a: meanOf(a),
  b: meanOf(b),
  isPaired: true,
});
/** Normal numbers, about: sums of twelve uniforms. */
function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Array.from({ length: 12 }, uniform).reduce((sum, x) => sum + x, -6);
}
const reach = ({ low, high }: { low: number | null; high: number | null }) => (high! - low!) / 2;

describe("one alone and several", () => {
  const draw = normals(1);
  const [base, x, y] = [0, 1, 2].map(() => Array.from({ length: 10 }, draw)) as [number[], number[], number[]];

  test("one contrast is that of a pair", () => {
    const { differences, method } = differencesTogether([paired(base, x)], 0.95);
    expect(differences).toEqual([pairedDifference(meanOf(base), meanOf(x), true, 0.95)]);
    expect(method).toBe("t over replica seeds");
  });

  test("two are wider than each alone, and narrower than by Bonferroni; twice the same one is that one", () => {
    const { differences, method } = differencesTogether([paired(base, x), paired(base, y)], 0.95);
    expect(method).toBe("t over replica seeds, max-|t| over 2 contrasts");
    for (const [at, values] of [x, y].entries()) {
      const [alone, widest] = [0.95, 0.975].map((level) => pairedDifference(meanOf(base), meanOf(values), true, level));
      expect(reach(differences[at]!)).toBeGreaterThan(reach(alone!));
      expect(reach(differences[at]!)).toBeLessThan(reach(widest!));
    }
    const twice = differencesTogether([paired(base, x), paired(base, x)], 0.95).differences;
    expect(reach(twice[1]!) / reach(pairedDifference(meanOf(base), meanOf(x), true, 0.95))).toBeCloseTo(1, 1);
  });

  test("without a common set of seeds, and where there are very many: Bonferroni, each with its own degrees of freedom", () => {
    const shorter = y.slice(0, 6);
    const { differences, method } = differencesTogether([paired(base, x), paired(base, shorter)], 0.95);
    expect(method).toBe("t over replica seeds, Bonferroni over 2 contrasts");
    expect(differences[1]).toEqual(pairedDifference(meanOf(base), meanOf(shorter), true, 0.975));
    const apart = differencesTogether([paired(base, x), { ...paired(base, y), isPaired: false }], 0.9);
    expect(apart.method).toContain("Bonferroni");
    expect(apart.differences[1]).toEqual(pairedDifference(meanOf(base), meanOf(y), false, 0.95));
    const many = differencesTogether(
      Array.from({ length: 200 }, () => paired(base, x)),
      0.95,
    );
    expect(many.method).toContain("Bonferroni over 200");
    expect(reach(many.differences[0]!) / reach(pairedDifference(meanOf(base), meanOf(x), true, 0.95))).toBeCloseTo(
      studentQuantile(1 - 0.05 / 400, 9) / studentQuantile(0.975, 9),
      9,
    );
  });

  test("what does not vary, and what has too few replicas, has no interval and costs the others nothing", () => {
    const { differences, method } = differencesTogether(
      [paired(base, base), paired([1, 2], [3, 5]), paired(base, x)],
      0.95,
    );
    expect(differences[0]).toEqual({ value: 0, low: null, high: null });
    expect(differences[1]).toEqual({ value: 2.5, low: null, high: null });
    expect(differences[2]).toEqual(pairedDifference(meanOf(base), meanOf(x), true, 0.95));
    expect(method).toBe("t over replica seeds");
    expect(differencesTogether([], 0.95)).toEqual({ differences: [], method: "t over replica seeds" });
  });
});

test("five contrasts with one baseline hold together in 95% of experiments, apart in fewer", () => {
  const [experiments, seeds, settings] = [250, 12, 5];
  let [together, apart] = [0, 0];
  for (let experiment = 0; experiment < experiments; experiment++) {
    const draw = normals(experiment + 7);
    const sample = () => Array.from({ length: seeds }, draw);
    const base = sample();
    const pairs = Array.from({ length: settings }, () => paired(base, sample()));
    const covers = ({ low, high }: { low: number | null; high: number | null }) => low! <= 0 && high! >= 0;
    if (differencesTogether(pairs, 0.95).differences.every(covers)) together++;
    if (pairs.every(({ a, b }) => covers(pairedDifference(a, b, true, 0.95)))) apart++;
  }
  // Standard error of a share of 250: 1.4%.
  expect(together / experiments).toBeGreaterThan(0.91);
  expect(together / experiments).toBeLessThan(0.98);
  expect(apart / experiments).toBeLessThan(0.9);
});
