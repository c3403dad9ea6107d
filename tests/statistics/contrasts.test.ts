import { describe, expect, test } from "vitest";
import { meanDifference, pairedContrasts, type Side } from "../../src/statistics/contrasts.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { standardDeviation } from "../../src/statistics/sample.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { uniforms } from "../measure/slowly.js";
import { LEVEL, logDifference, type Row, setting, sideOf } from "./invented-sides.js";

const EXAMPLES = 5;
const DRAWS = 8;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("against the logs of the draws, and leaving seeds out one by one", () => {
  const uniform = uniforms(1);
  const seeds = 9;
  const draw = () => Array.from({ length: seeds }, () => Array.from({ length: EXAMPLES }, uniform));
  const [a, b] = [Array.from({ length: DRAWS }, draw), Array.from({ length: DRAWS }, draw)];
  const everyone = Array.from({ length: seeds }, (_, seed) => seed);
  // Arm b rests on other seeds in each draw, never fewer than 5.
  const kept = b.map((_, d) => everyone.filter((seed) => (seed + d) % 3 !== 0 || seed < 2));
  const [contrast] = pairedContrasts(
    [
      {
        a: sideOf(
          "a",
          a,
          a.map(() => everyone),
        ),
        b: sideOf("b", b, kept),
      },
    ],
    setting(seeds),
  );

  /** The contrast of one draw without a seed. */
  const statistic = (d: number, without: number | null) => {
    const present = (members: readonly number[], rows: readonly Row[]) =>
      members.filter((seed) => seed !== without).map((seed) => rows[seed]!);
    return logDifference(present(everyone, a[d]!)) - logDifference(present(kept[d]!, b[d]!));
  };
  const whole = a.map((_, d) => statistic(d, null));
  const deviation = Math.sqrt(whole.reduce((sum, x) => sum + (x - mean(whole)) ** 2, 0) / (DRAWS - 1));

  test("the estimate is the mean over draws of the log ratio, and every draw is reported", () => {
    whole.forEach((value, d) => expect(contrast!.byDraw[d]).toBeCloseTo(value, 12));
    expect(contrast!.estimate).toBeCloseTo(mean(whole), 12);
    expect(contrast!.betweenDraws).toBeCloseTo(deviation, 12);
  });

  test("the interval that decides is t over draws", () => {
    expect(contrast!.standardError).toBeCloseTo(deviation / Math.sqrt(DRAWS), 12);
    expect(contrast!.degreesOfFreedom).toBe(DRAWS - 1);
    expect(contrast!.critical).toBeCloseTo(studentQuantile((1 + LEVEL) / 2, DRAWS - 1), 12);
    expect(contrast!.high! - contrast!.estimate!).toBeCloseTo(contrast!.critical! * contrast!.standardError!, 12);
    expect(contrast!.pairs).toBe(kept.flat().length);
  });

  test("the interval within draws adds the variances of jackknives over the seeds of each draw", () => {
    const variances = a.map((_, d) => {
      const left = everyone.map((seed) => statistic(d, seed));
      return (left.reduce((sum, value) => sum + (value - mean(left)) ** 2, 0) * (seeds - 1)) / seeds;
    });
    const error = Math.sqrt(variances.reduce((sum, one) => sum + one, 0)) / DRAWS;
    expect(contrast!.withinDraws!.standardError).toBeCloseTo(error, 12);
    const freedom = kept.reduce((sum, members) => sum + members.length - 1, 0);
    // It bends, so it reaches at least about as far as its error alone.
    const straight = studentQuantile((1 + LEVEL) / 2, freedom) * error;
    const { low, high } = contrast!.withinDraws!;
    expect(high - low).toBeGreaterThan(1.99 * straight);
    expect(high - low).toBeLessThan(3 * straight);
  });

  test("an arm against itself is exactly equal", () => {
    const same = sideOf(
      "a",
      a,
      a.map(() => everyone),
    );
    expect(pairedContrasts([{ a: same, b: { ...same, name: "again" } }], setting(seeds))[0]).toMatchObject({
      estimate: 0,
      low: 0,
      high: 0,
    });
  });
});

test("several contrasts share the level: the critical value lies between that of one and Bonferroni's", () => {
  const uniform = uniforms(2);
  const everyone = Array.from({ length: 6 }, (_, seed) => seed);
  const side = (name: string) =>
    sideOf(
      name,
      Array.from({ length: 16 }, () => everyone.map(() => Array.from({ length: EXAMPLES }, uniform))),
      Array(16).fill(everyone),
    );
  const [a, b, c] = [side("a"), side("b"), side("c")];
  const pairs = [
    { a, b },
    { a, b: c },
    { a: b, b: c },
  ];
  for (const { critical, degreesOfFreedom } of pairedContrasts(pairs, setting(6))) {
    expect(degreesOfFreedom).toBe(15);
    expect(critical).toBeGreaterThan(studentQuantile(1 - 0.01 / 2, 15));
    expect(critical).toBeLessThanOrEqual(studentQuantile(1 - 0.01 / 6, 15));
  }
});

test("no interval where a draw has too few replicas, none at all, or predictions that are all equal; the reason is named", () => {
  const rows = [
    [0, 1],
    [1, 2],
    [3, 5],
    [4, 4],
  ];
  const everyone = [0, 1, 2, 3];
  const twice = (name: string, draw: readonly Row[]) => sideOf(name, [draw, draw], [everyone, everyone]);
  const good = twice("good", rows);
  const pair = sideOf("pair", [rows, rows], [everyone, [0, 1]]);
  const equal = twice(
    "equal",
    rows.map(() => [1, 1]),
  );
  const none: [b: Side, reason: string][] = [
    [pair, "pair keeps 2 of 4 replicas on a data draw, 3 are needed"],
    [
      { name: "one", draws: [null, null], trained: 4, failed: null },
      "one keeps 1 of 4 replicas on a data draw, 3 are needed",
    ],
    [equal, "the PD of equal is exactly 0 on a data draw"],
    [
      { name: "nothing", draws: [null, null], trained: 4, failed: "replica 3 diverged at step 12" },
      "nothing has no numbers (replica 3 diverged at step 12)",
    ],
  ];
  for (const [b, noInterval] of none) {
    expect(pairedContrasts([{ a: good, b }], setting(4))[0]).toMatchObject({
      estimate: null,
      low: null,
      high: null,
      withinDraws: null,
      byDraw: [],
      noInterval,
    });
  }
  expect(pairedContrasts([{ a: equal, b: pair }], setting(4))[0]!.noInterval).toBe(`${none[2]![1]}; ${none[0]![1]}`);
  expect(pairedContrasts([{ a: good, b: { ...good, name: "again" } }], setting(4))[0]!.noInterval).toBeNull();
});

test("kept replicas too few to leave one out leave the interval over draws, and none within them", () => {
  const odd = sideOf(
    "odd",
    [2, 3, 5].map((far) => [
      [1, 1],
      [1, 1],
      [far, far],
    ]),
    Array(3).fill([0, 1, 2]),
  );
  const good = sideOf(
    "good",
    Array(3).fill([
      [0, 1],
      [1, 2],
      [3, 5],
    ]),
    Array(3).fill([0, 1, 2]),
  );
  const without = { ...odd, draws: odd.draws.map((draw) => ({ ...draw!, without: null })) };
  expect(pairedContrasts([{ a: good, b: odd }], setting(3))[0]!.withinDraws).not.toBeNull();
  expect(pairedContrasts([{ a: good, b: without }], setting(3))[0]).toMatchObject({
    low: expect.any(Number),
    withinDraws: null,
  });
});

test("the mean difference over draws has an interval over draws; a draw without a value leaves none, equal draws no interval", () => {
  const { value, low, high } = meanDifference("pairwise", [0.1, 0.2, 0.4]);
  expect(value).toBeCloseTo(0.7 / 3, 15);
  expect(low! * high!).toBeCloseTo(value! * value!, 12);
  // Delete-one jackknife on the log scale, by hand: the means without each draw are .3, .25, .15.
  const pseudo = [0.3, 0.25, 0.15].map((without) => 3 * Math.log(0.7 / 3) - 2 * Math.log(without));
  const error = Math.sqrt(pseudo.reduce((sum, x) => sum + (x - mean(pseudo)) ** 2, 0) / 6);
  expect(Math.log(high! / value!)).toBeCloseTo(studentQuantile(0.975, 2) * error, 10);
  expect(meanDifference("pairwise", [0, 0, 0])).toEqual({ form: "pairwise", value: 0, low: null, high: null });
  expect(meanDifference("pairwise", [0.1, 0.1, 0.1])).toEqual({ form: "pairwise", value: 0.1, low: null, high: null });
  expect(meanDifference("pairwise", [0.1, 0.2])).toMatchObject({ low: null, high: null });
  expect(meanDifference("pairwise", [0.1, null, 0.2])).toEqual({
    form: "pairwise",
    value: null,
    low: null,
    high: null,
  });
});

test("the spread of one value is unknown", () => {
  expect(standardDeviation(Float64Array.of(3))).toBeNull();
  expect(standardDeviation(Float64Array.of(1, 3))).toBeCloseTo(Math.SQRT2, 14);
});

/**
 * Coverage at the level of .99 over worlds that differ: each draw has a ratio of its own, and few replicas. a is
 * normal, b has two basins that are equally common, where a jackknife over replicas knows next to nothing of its error.
 * The truth is the mean over worlds of the expected log.
 */
test("coverage by simulation: an interval over draws holds where two basins are equally common", () => {
  const REPEATS = 400;
  const [draws, seeds] = [16, 24];
  const everyone = Array.from({ length: seeds }, (_, seed) => seed);
  const uniform = uniforms(3);
  const normal = () => normalQuantile(uniform());
  const world = () => {
    const scale = Math.exp(0.1 * normal());
    return {
      a: everyone.map(() => [scale * normal()]),
      b: everyone.map(() => [(uniform() < 0.5 ? 1 : 0) + 0.05 * normal()]),
    };
  };
  const contrastOf = () => {
    const worlds = Array.from({ length: draws }, world);
    const side = (arm: "a" | "b") =>
      sideOf(
        arm,
        worlds.map((each) => each[arm]),
        Array(draws).fill(everyone),
      );
    return pairedContrasts([{ a: side("a"), b: side("b") }], setting(seeds))[0]!;
  };
  const contrasts = Array.from({ length: REPEATS }, contrastOf);
  // The mean over 6,400 worlds is known to a tenth of what one contrast is.
  const truth = mean(contrasts.map(({ estimate }) => estimate!));
  const covered = contrasts.filter(({ low, high }) => low! <= truth && truth <= high!).length / REPEATS;
  // Nominal .99, standard error .005.
  expect(covered).toBeGreaterThan(0.97);
  expect(covered).toBeLessThan(1);
});

test("the interval within draws covers where every draw has two equally common solutions, and is wider than its error alone says", () => {
  const uniform = uniforms(31);
  const normal = () => normalQuantile(uniform());
  const [draws, seeds, repeats] = [4, 32, 300];
  const everyone = Array.from({ length: seeds }, (_, seed) => seed);
  const basins = (distance: number) => everyone.map(() => [(uniform() < 0.5 ? distance : 0) + 0.02 * normal()]);
  let [covered, width] = [0, 0];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const side = (name: string, distance: number) =>
      sideOf(
        name,
        Array.from({ length: draws }, () => basins(distance)),
        Array(draws).fill(everyone),
      );
    const { estimate, withinDraws } = pairedContrasts([{ a: side("a", 1), b: side("b", 2) }], setting(seeds))[0]!;
    // PD is half of the distance between the basins, but for the noise: its share is below a thousandth.
    const off = Math.log(1 / 2) + 0.0007 - estimate!;
    if (withinDraws!.low - estimate! <= off && off <= withinDraws!.high - estimate!) covered++;
    width +=
      (withinDraws!.high - withinDraws!.low) /
      (2 * studentQuantile(0.995, draws * (seeds - 1)) * withinDraws!.standardError);
  }
  expect(covered / repeats).toBeGreaterThan(0.97);
  expect(width / repeats).toBeGreaterThan(1.1);
});
