import { describe, expect, test } from "vitest";
import { firstContrast } from "../../src/claims/first-rule.js";
import { LEVEL } from "../../src/claims/selection.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";
import { logDifference, type Row, sideOf, setting as together } from "../statistics/invented-sides.js";

const setting = (seeds: number) => ({ ...together(seeds), replicas: "all" as const, decides: true });

const EXAMPLES = 5;
const DRAWS = 8;

describe("against leaving seeds out one by one", () => {
  const uniform = uniforms(1);
  const seeds = 9;
  const draw = () => Array.from({ length: seeds }, () => Array.from({ length: EXAMPLES }, uniform));
  const [a, b] = [Array.from({ length: DRAWS }, draw), Array.from({ length: DRAWS }, draw)];
  const everyone = Array.from({ length: seeds }, (_, seed) => seed);
  // Arm b rests on other seeds in each draw, never fewer than 5, and never on the last.
  const kept = b.map((_, d) => everyone.filter((seed) => seed < 2 || (seed < seeds - 1 && (seed + d) % 3 !== 0)));
  const contrast = firstContrast(
    sideOf(
      "a",
      a,
      a.map(() => everyone),
    ),
    sideOf("b", b, kept),
    setting(seeds),
  );

  const statistic = (without: number | null) => {
    const present = (members: readonly number[], rows: readonly Row[]) =>
      members.filter((seed) => seed !== without).map((seed) => rows[seed]!);
    return a.map((_, d) => logDifference(present(everyone, a[d]!)) - logDifference(present(kept[d]!, b[d]!)));
  };
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test("the estimate is the mean over draws of the log ratio, and every draw is reported", () => {
    const whole = statistic(null);
    whole.forEach((value, d) => expect(contrast.byDraw[d]).toBeCloseTo(value, 12));
    expect(contrast.estimate).toBeCloseTo(mean(whole), 12);
    expect(contrast.betweenDraws).toBeCloseTo(
      Math.sqrt(whole.reduce((sum, x) => sum + (x - mean(whole)) ** 2, 0) / (DRAWS - 1)),
      12,
    );
  });

  test("the standard error is that of a jackknife which deletes a seed in all draws at once", () => {
    const left = everyone.map((seed) => mean(statistic(seed)));
    const variance = (left.reduce((sum, value) => sum + (value - mean(left)) ** 2, 0) * (seeds - 1)) / seeds;
    expect(contrast.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });

  test("the interval is t with the degrees of freedom of the smaller side, whichever it is", () => {
    const union = new Set(kept.flat()).size;
    expect(union).toBe(seeds - 1);
    const reversed = firstContrast(
      sideOf("b", b, kept),
      sideOf(
        "a",
        a,
        a.map(() => everyone),
      ),
      setting(seeds),
    );
    expect(reversed).toMatchObject({ degreesOfFreedom: union - 1, estimate: -contrast.estimate! });
    expect(contrast.degreesOfFreedom).toBe(union - 1);
    expect(contrast.critical).toBeCloseTo(studentQuantile((1 + LEVEL) / 2, union - 1), 12);
    expect(contrast.high! - contrast.estimate!).toBeCloseTo(contrast.critical! * contrast.standardError!, 12);
    expect(contrast.pairs).toBe(kept.flat().length);
  });

  test("an arm against itself is exactly equal", () => {
    const same = sideOf(
      "a",
      a,
      a.map(() => everyone),
    );
    expect(firstContrast(same, { ...same, name: "again" }, setting(seeds))).toMatchObject({
      estimate: 0,
      low: 0,
      high: 0,
    });
  });
});

/**
 * Coverage at the level of .99. Draws share what their seeds have in common, arms too, and the arms are not of one
 * shape: a is normal, b has two basins, unevenly common. With 600 repeats the standard error is .004 at .99.
 */
describe("coverage by simulation", () => {
  const SEEDS = 32;
  const REPEATS = 600;
  const everyone = Array.from({ length: SEEDS }, (_, seed) => seed);

  function share(of: (uniform: () => number) => { covers: boolean }, seed: number): number {
    const uniform = uniforms(seed);
    return (
      Array.from({ length: REPEATS }, () => Number(of(uniform).covers)).reduce((sum, one) => sum + one, 0) / REPEATS
    );
  }

  test("of a contrast whose draws are correlated", () => {
    // a: normal around 0 with variance 2, of which half belongs to the seed: mean distance 2 sqrt(2 / pi). b: 0 or 1,
    // 30 of 100 in the basin: 2 x .3 x .7.
    const truth = Math.log((2 * Math.sqrt(2 / Math.PI)) / (2 * 0.3 * 0.7));
    const covered = share((uniform) => {
      const latent = everyone.map(() => normalQuantile(uniform()));
      const a = Array.from({ length: 3 }, () => latent.map((z) => [z + normalQuantile(uniform())]));
      const b = Array.from({ length: 3 }, () =>
        latent.map((z) => [Math.SQRT1_2 * (z + normalQuantile(uniform())) > normalQuantile(0.7) ? 1 : 0]),
      );
      const members = Array(3).fill(everyone);
      const contrast = firstContrast(sideOf("a", a, members), sideOf("b", b, members), setting(SEEDS));
      return { covers: contrast.low !== null && contrast.low <= truth && truth <= contrast.high! };
    }, 3);
    expect(covered).toBeGreaterThan(0.97);
  });
});
