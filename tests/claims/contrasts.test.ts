import { describe, expect, test } from "vitest";
import { LEVEL, meanOverDraws, pairedContrasts, spread, type Distances, type Side } from "../../src/claims/contrasts.js";
import { keptReplicas } from "../../src/claims/selection.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { selectReplicas, type Predictions } from "../../src/measure/predictions.js";
import { normalQuantile, studentQuantile } from "../../src/measure/student.js";
import { uniforms } from "../measure/slowly.js";

const EXAMPLES = 5;
const DRAWS = 8;
const setting = (seeds: number) => ({ seeds, replicas: "all" as const, decides: true, margin: Math.log(1.1) });

type Row = readonly number[];

function predictionsOf(rows: readonly Row[]): Predictions {
  const examples = rows[0]!.length;
  return { values: Float32Array.from(rows.flat()), replicas: rows.length, examples, columns: 1, kind: "value" };
}

/** The side of an arm whose draws hold predictions for the seeds `members`. */
function sideOf(name: string, draws: readonly (readonly Row[])[], members: readonly (readonly number[])[]): Side {
  const distances = draws.map((rows, d): Distances => {
    const some = members[d]!;
    return { members: some, ...pairwiseDistances(selectReplicas(predictionsOf(rows), some)) };
  });
  return { name, draws: distances, trained: Math.max(...draws.map((rows) => rows.length)), failed: null };
}

/** log of the mean distance over pairs, one pair after the other. */
function logDifference(rows: readonly Row[]): number {
  let sum = 0;
  let pairs = 0;
  rows.forEach((p, r) => rows.slice(r + 1).forEach((q) => {
    sum += p.reduce((total, value, n) => total + Math.abs(Math.fround(value) - Math.fround(q[n]!)), 0) / p.length;
    pairs++;
  }));
  return Math.log(sum / pairs);
}

describe("against leaving seeds out one by one", () => {
  const uniform = uniforms(1);
  const seeds = 9;
  const draw = () => Array.from({ length: seeds }, () => Array.from({ length: EXAMPLES }, uniform));
  const [a, b] = [Array.from({ length: DRAWS }, draw), Array.from({ length: DRAWS }, draw)];
  const everyone = Array.from({ length: seeds }, (_, seed) => seed);
  // Arm b rests on other seeds in each draw, never fewer than 5.
  const kept = b.map((_, d) => everyone.filter((seed) => (seed + d) % 3 !== 0 || seed < 2));
  const [contrast] = pairedContrasts([{ a: sideOf("a", a, a.map(() => everyone)), b: sideOf("b", b, kept) }], setting(seeds));

  const statistic = (without: number | null) => {
    const present = (members: readonly number[], rows: readonly Row[]) => members.filter((seed) => seed !== without).map((seed) => rows[seed]!);
    return a.map((_, d) => logDifference(present(everyone, a[d]!)) - logDifference(present(kept[d]!, b[d]!)));
  };
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test("the estimate is the mean over draws of the log ratio, and every draw is reported", () => {
    const whole = statistic(null);
    whole.forEach((value, d) => expect(contrast!.byDraw[d]).toBeCloseTo(value, 12));
    expect(contrast!.estimate).toBeCloseTo(mean(whole), 12);
    expect(contrast!.betweenDraws).toBeCloseTo(Math.sqrt(whole.reduce((sum, x) => sum + (x - mean(whole)) ** 2, 0) / (DRAWS - 1)), 12);
  });

  test("the standard error is that of a jackknife which deletes a seed in all draws at once", () => {
    const left = everyone.map((seed) => mean(statistic(seed)));
    const variance = (left.reduce((sum, value) => sum + (value - mean(left)) ** 2, 0) * (seeds - 1)) / seeds;
    expect(contrast!.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });

  test("the interval is t with the degrees of freedom of the smaller side", () => {
    const union = new Set(kept.flat()).size;
    expect(contrast!.degreesOfFreedom).toBe(union - 1);
    expect(contrast!.critical).toBeCloseTo(studentQuantile((1 + LEVEL) / 2, union - 1), 12);
    expect(contrast!.high! - contrast!.estimate!).toBeCloseTo(contrast!.critical! * contrast!.standardError!, 12);
    expect(contrast!.pairs).toBe(kept.flat().length);
  });

  test("an arm against itself is exactly equal", () => {
    const same = sideOf("a", a, a.map(() => everyone));
    expect(pairedContrasts([{ a: same, b: { ...same, name: "again" } }], setting(seeds))[0]).toMatchObject({ estimate: 0, low: 0, high: 0 });
  });
});

test("several contrasts share the level: the critical value lies between that of one and Bonferroni's", () => {
  const uniform = uniforms(2);
  const seeds = 24;
  const everyone = Array.from({ length: seeds }, (_, seed) => seed);
  const side = (name: string) =>
    sideOf(name, Array.from({ length: DRAWS }, () => everyone.map(() => Array.from({ length: EXAMPLES }, uniform))), Array(DRAWS).fill(everyone));
  const [a, b, c] = [side("a"), side("b"), side("c")];
  const pairs = [{ a, b }, { a, b: c }, { a: b, b: c }];
  for (const { critical } of pairedContrasts(pairs, setting(seeds))) {
    expect(critical).toBeGreaterThan(studentQuantile(1 - 0.01 / 2, seeds - 1));
    expect(critical).toBeLessThanOrEqual(studentQuantile(1 - 0.01 / 6, seeds - 1));
  }
});

test("no interval where a draw has too few replicas, none at all, or predictions that are all equal; the reason is named", () => {
  const rows = [[0, 1], [1, 2], [3, 5], [4, 4]];
  const everyone = [0, 1, 2, 3];
  const good = sideOf("good", [rows], [everyone]);
  const pair = sideOf("pair", [rows, rows], [everyone, [0, 1]]);
  const equal = sideOf("equal", [rows.map(() => [1, 1])], [everyone]);
  const odd = sideOf("odd", [[...rows.slice(1).map(() => [1, 1]), [2, 2]]], [everyone]);
  const none: [b: Side, reason: string][] = [
    [pair, "pair keeps 2 of 4 replicas on a data draw, 3 are needed"],
    [{ name: "one", draws: [null], trained: 4, failed: null }, "one keeps 1 of 4 replicas on a data draw, 3 are needed"],
    [equal, "the PD of equal is exactly 0 on a data draw"],
    [{ name: "nothing", draws: [null], trained: 4, failed: "replica 3 diverged at step 12" }, "nothing has no numbers (replica 3 diverged at step 12)"],
  ];
  for (const [b, noInterval] of none) {
    expect(pairedContrasts([{ a: good, b }], setting(4))[0]).toMatchObject({ estimate: null, low: null, high: null, byDraw: [], noInterval });
  }
  expect(pairedContrasts([{ a: equal, b: none[3]![0] }], setting(4))[0]!.noInterval).toBe(`${none[2]![1]}; ${none[3]![1]}`);
  // One replica that alone makes all of a PD leaves a wide interval.
  const wide = pairedContrasts([{ a: good, b: odd }], setting(4))[0]!;
  expect(wide.high! - wide.low!).toBeGreaterThan(10);
  expect(pairedContrasts([{ a: good, b: { ...good, name: "again" } }], setting(4))[0]!.noInterval).toBeNull();
  expect(meanOverDraws("pairwise", equal.draws, 4)).toEqual({ form: "pairwise", value: 0, low: null, high: null });
  expect(meanOverDraws("pairwise", pair.draws.slice(1), 4)).toEqual({ form: "pairwise", value: 1, low: null, high: null });
  expect(meanOverDraws("pairwise", [null], 4)).toEqual({ form: "pairwise", value: null, low: null, high: null });
});

test("the spread of one value is unknown", () => {
  expect(spread(Float64Array.of(3))).toBeNull();
  expect(spread(Float64Array.of(1, 3))).toBeCloseTo(Math.SQRT2, 14);
});

/**
 * Coverage at the level of .99. Draws share what their seeds have in common, arms too, and the arms are not of one shape: a is normal, b has two
 * basins. With 600 repeats the standard error is .004 at .99.
 */
describe("coverage by simulation", () => {
  const SEEDS = 32;
  const REPEATS = 600;
  const everyone = Array.from({ length: SEEDS }, (_, seed) => seed);

  function share(of: (uniform: () => number) => { covers: boolean }, seed: number): number {
    const uniform = uniforms(seed);
    return Array.from({ length: REPEATS }, () => Number(of(uniform).covers)).reduce((sum, one) => sum + one, 0) / REPEATS;
  }

  test("of a contrast whose draws are correlated", () => {
    // a: normal around 0 with variance 2, of which half belongs to the seed: mean distance 2 sqrt(2 / pi). b: 0 or 1, 30 of 100 in the basin: 2 x .3 x .7.
    const truth = Math.log((2 * Math.sqrt(2 / Math.PI)) / (2 * 0.3 * 0.7));
    const covered = share((uniform) => {
      const latent = everyone.map(() => normalQuantile(uniform()));
      const a = Array.from({ length: 3 }, () => latent.map((z) => [z + normalQuantile(uniform())]));
      const b = Array.from({ length: 3 }, () => latent.map((z) => [Math.SQRT1_2 * (z + normalQuantile(uniform())) > normalQuantile(0.7) ? 1 : 0]));
      const members = Array(3).fill(everyone);
      const [contrast] = pairedContrasts([{ a: sideOf("a", a, members), b: sideOf("b", b, members) }], setting(SEEDS));
      return { covers: contrast!.low !== null && contrast!.low <= truth && truth <= contrast!.high! };
    }, 3);
    expect(covered).toBeGreaterThan(0.97);
  });

  test("of a contrast on kept replicas, although the kept set is taken as given", () => {
    // Half of the replicas learn (excess below .1) and differ by the excess that they have; the others are far away and are not kept.
    const LEARNABLE = 1;
    const replica = (uniform: () => number, z: number) => {
      const excess = uniform() < 0.5 ? 0.1 * uniform() : 0.5 + uniform();
      return { excess, row: [excess * 10 + z, z] };
    };
    const truth = keptTruth(replica, LEARNABLE);
    const covered = share((uniform) => {
      const latent = everyone.map(() => normalQuantile(uniform()));
      const drawn = Array.from({ length: 3 }, () => latent.map((z) => replica(uniform, z)));
      const kept = drawn.map((draw) => keptReplicas(Float64Array.from(draw, ({ excess }) => excess), LEARNABLE));
      const plain = latent.map((z) => [z, z]);
      const a = sideOf("a", drawn.map((draw) => draw.map(({ row }) => row)), kept);
      const b = sideOf("b", Array(3).fill(plain), Array(3).fill(everyone));
      const [contrast] = pairedContrasts([{ a, b }], setting(SEEDS));
      return { covers: contrast!.low !== null && contrast!.low <= truth && truth <= contrast!.high! };
    }, 4);
    expect(covered).toBeGreaterThan(0.96);
  });

  /** The contrast that many replicas give. */
  function keptTruth(replica: (uniform: () => number, z: number) => { excess: number; row: number[] }, learnable: number): number {
    const uniform = uniforms(5);
    const drawn = Array.from({ length: 20000 }, () => replica(uniform, normalQuantile(uniform())));
    const kept = keptReplicas(Float64Array.from(drawn, ({ excess }) => excess), learnable);
    const { value } = pairwiseDistances(predictionsOf(kept.map((index) => drawn[index]!.row)));
    return Math.log(value / (2 / Math.sqrt(Math.PI)));
  }
});
