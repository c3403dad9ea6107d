import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedFor, type FurtherOptions, OF_PREDICTIONS } from "../../src/further/asked.js";
import type { FurtherEstimate } from "../../src/further/found.js";
import { type FurtherInput, type FurtherMeasures, furtherMeasures } from "../../src/further/further.js";
import { PREDICTION_NAMES } from "../../src/further/names.js";
import { ranksOf } from "../../src/further/scores.js";
import { finish } from "../../src/host/slices.js";
import { type Block, type Predictions, wholeBlock } from "../../src/measure/predictions.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { predictions, uniforms } from "../measure/slowly.js";
import { refusal } from "../refusal.js";
import * as slow from "./slowly.js";

interface Given {
  labels?: readonly number[] | null;
  groups?: readonly string[] | null;
  logits?: Float32Array | null;
  options?: FurtherOptions;
  blocks?: readonly Block[];
}

function further(
  p: Predictions,
  { labels = null, groups = null, logits = null, options = {}, blocks }: Given = {},
): FurtherMeasures {
  const isValue = p.kind === "value";
  const input: FurtherInput = {
    shape: p,
    known: { labels, task: isValue ? "regression" : "classes", loss: isValue ? "squared" : "softmax" },
    fromLogits: logits !== null,
    groups,
    classes: isValue ? null : labels,
    networks: null,
  };
  return finish(
    furtherMeasures(blocks ?? [wholeBlock(p, logits)], input, askedFor(options, "options", OF_PREDICTIONS)),
  );
}

const of = (p: Predictions, name: string, given: Given = {}): FurtherEstimate =>
  further(p, { ...given, options: { measures: [name as never], ...given.options } }).measures[name as never]!;

/** Random probabilities that differ everywhere, of `columns` classes; one column has that of class 1. */
function random(seed: number, replicas: number, examples: number, columns: number, spread = 1): Predictions {
  const uniform = uniforms(seed);
  const base = Array.from({ length: examples * Math.max(2, columns) }, uniform);
  const values = new Float64Array(replicas * examples * columns);
  for (let r = 0; r < replicas; r++) {
    for (let n = 0; n < examples; n++) {
      const row = slow.range(Math.max(2, columns)).map((c) => base[n * Math.max(2, columns) + c]! + spread * uniform());
      const sum = row.reduce((total, x) => total + x, 0);
      for (let c = 0; c < columns; c++) values[(r * examples + n) * columns + c] = row[columns === 1 ? 1 : c]! / sum;
    }
  }
  return { values, replicas, examples, columns, kind: "probability" };
}

const labelsOf = (seed: number, examples: number, columns: number): number[] => {
  const uniform = uniforms(seed);
  return Array.from({ length: examples }, () => Math.floor(uniform() * Math.max(2, columns)));
};

const near = (estimate: FurtherEstimate, value: number, digits = 9) =>
  expect(estimate.value).toBeCloseTo(value, digits);

describe("values are those of the definitions", () => {
  test("of pairs", () => {
    fc.assert(
      fc.property(predictions({ kind: "probability" }), fc.integer({ min: 0, max: 99 }), (p, seed) => {
        const labels = labelsOf(seed, p.examples, p.columns);
        const pairs = (of: (r: number, s: number) => number) => slow.overPairs(p.replicas, of);
        const { measures } = further(p, { labels, options: { alpha: 2 } });
        const { softChurn, jensenShannon, churnNormalised, churnMinMax, kappa, selfConsistency } = measures as Record<
          string,
          FurtherEstimate
        >;
        near(
          softChurn!,
          pairs((r, s) => slow.softDistance(p, 2, r, s)),
        );
        // Rows in single precision miss 1 by up to 1e-8, which the definition counts otherwise.
        near(
          jensenShannon!,
          pairs((r, s) => slow.divergence(p, r, s)),
          7,
        );
        const churn = pairs((r, s) => slow.churn(p, r, s));
        near(selfConsistency!, 1 - churn);
        const error = slow.mean(slow.range(p.replicas).map((r) => slow.error(p, labels, r)));
        if (error > 0) near(churnNormalised!, churn / error);
        else expect(churnNormalised).toMatchObject({ value: null, reason: "no replica makes an error" });
        const chance = pairs((r, s) => slow.chance(p, r, s));
        if (chance > 1e-9) near(kappa!, 1 - churn / chance);
        else expect(kappa!.reason).toBe("all replicas decide one class");
        const errors = (r: number, s: number) => [slow.error(p, labels, r), slow.error(p, labels, s)] as const;
        const least = pairs((r, s) => Math.abs(errors(r, s)[0] - errors(r, s)[1]));
        const most = pairs((r, s) => Math.min(1, errors(r, s)[0] + errors(r, s)[1]));
        if (most - least > 1e-9) near(churnMinMax!, (churn - least) / (most - least));
        else expect(churnMinMax!.value).toBeNull();
        if (p.examples > 1)
          near(measures.distributionWiseVariance as FurtherEstimate, slow.distributionWise(p, labels));
      }),
      { numRuns: 150 },
    );
  });

  test.each([1, 3])("of correlations, ROC curves and calibration, %d columns", (columns) => {
    const p = random(7, 5, 23, columns);
    const labels = labelsOf(3, 23, columns);
    const { measures, reliability } = further(p, { labels });
    const at = (r: number, n: number, c: number) => p.values[(r * p.examples + n) * columns + c]!;
    const scores = (r: number, c: number) =>
      slow.range(p.examples).map((n) => {
        if (columns === 1) return Math.log(at(r, n, 0) / (1 - at(r, n, 0)));
        return Math.log(at(r, n, c)) - slow.mean(slow.range(columns).map((d) => Math.log(at(r, n, d))));
      });
    const correlation = (of: (scores: number[]) => number[]) =>
      slow.overPairs(5, (r, s) =>
        slow.mean(slow.range(columns).map((c) => slow.pearson(of(scores(r, c)), of(scores(s, c))))),
      );
    near(
      measures.logitCorrelation as FurtherEstimate,
      correlation((x) => x),
    );
    near(measures.logitRankCorrelation as FurtherEstimate, correlation(slow.ranks));
    const classes = columns === 1 ? [1] : slow.range(columns);
    const areas = slow.range(5).map((r) =>
      slow.mean(
        classes.map((c) =>
          slow.area(
            columns === 1 ? scores(r, 0) : slow.range(p.examples).map((n) => at(r, n, c)),
            labels.map((label) => label === c),
          ),
        ),
      ),
    );
    near(measures.auc as FurtherEstimate, slow.mean(areas));
    const spread = Math.sqrt(areas.reduce((sum, x) => sum + (x - slow.mean(areas)) ** 2, 0) / 4);
    near(measures.aucStandardDeviation as FurtherEstimate, spread);
    const errors = slow.range(5).map((r) => {
      const rows = slow.range(23).map((n) => {
        const row = slow.range(columns).map((c) => at(r, n, c));
        const best = row.indexOf(Math.max(...row));
        return { p: row[best]!, y: labels[n] === (columns === 1 ? 1 : best) ? 1 : 0 };
      });
      return slow.range(10).reduce((sum, b) => {
        const some = rows.filter(({ p: x }) => x > b / 10 && x <= (b + 1) / 10);
        return sum + Math.abs(some.reduce((total, { p: x, y }) => total + x - y, 0)) / 23;
      }, 0);
    });
    near(measures.calibrationError as FurtherEstimate, slow.mean(errors));
    expect(reliability!.reduce((sum, bin) => sum + bin.predictions, 0)).toBe(5 * 23);
    if (columns === 1) {
      const sums = slow.range(5).map((r) => slow.range(23).reduce((sum, n) => sum + at(r, n, 0), 0));
      near(measures.calibrationRatio as FurtherEstimate, slow.mean(sums) / labels.filter((y) => y === 1).length);
    } else expect((measures.calibrationRatio as FurtherEstimate).reason).toMatch(/several classes/);
  });

  test("of the classes of a group of 16: discrepancy, range, capacity; the rest of the replicas is left out", () => {
    const p = random(5, 35, 4, 3);
    const { measures } = further(p);
    const groups = [0, 16].map((first) => slow.range(16).map((k) => first + k));
    const value = (of: (group: number[]) => number) => slow.mean(groups.map(of));
    near(
      measures.discrepancy as FurtherEstimate,
      value((group) => Math.max(...group.flatMap((r) => group.map((s) => slow.churn(p, r, s))))),
    );
    const column = (group: number[], n: number, c: number) => group.map((r) => p.values[(r * 4 + n) * 3 + c]!);
    near(
      measures.viablePredictionRange as FurtherEstimate,
      value((group) =>
        slow.overExamples(p, (n) =>
          Math.max(...slow.range(3).map((c) => Math.max(...column(group, n, c)) - Math.min(...column(group, n, c)))),
        ),
      ),
    );
    expect(measures.rashomonCapacity!.value).toBeGreaterThan(1);
    expect((measures.discrepancy as FurtherEstimate).reason).toBe("fewer than three groups of 16 replicas");
  });

  test("ranges of values are means over their columns", () => {
    const rows = random(5, 16, 3, 2);
    const values = rows.values.map((value, i) => (i % 2 === 0 ? value : 3 * value));
    const p: Predictions = { ...rows, values, kind: "value" };
    const range = (n: number, c: number) => {
      const column = slow.range(16).map((r) => p.values[(r * 3 + n) * 2 + c]!);
      return Math.max(...column) - Math.min(...column);
    };
    near(
      of(p, "viablePredictionRange"),
      slow.overExamples(p, (n) => (range(n, 0) + range(n, 1)) / 2),
    );
    expect(of(p, "rashomonCapacity").reason).toBe("values have no classes");
  });
});

const ALIKE: Record<string, string> = { distributionWiseVariance: "all replicas are alike" };

describe("intervals", () => {
  test("a mean over replicas: t; a group is one unit", () => {
    const p = random(9, 48, 6, 1);
    const { value, low, high } = of(p, "viablePredictionRange");
    const ranges = slow.range(3).map((g) =>
      slow.overExamples(p, (n) => {
        const some = slow.range(16).map((k) => p.values[(g * 16 + k) * 6 + n]!);
        return Math.max(...some) - Math.min(...some);
      }),
    );
    const error = Math.sqrt(ranges.reduce((sum, x) => sum + (x - value!) ** 2, 0) / 6);
    expect(high! - value!).toBeCloseTo(studentQuantile(0.975, 2) * error, 12);
    expect(value! - low!).toBeCloseTo(studentQuantile(0.975, 2) * error, 12);
  });

  test("what is one minus a distance has its ends turned round", () => {
    const groups = Array<string>(7).fill("all");
    const options = { measures: ["churn", "selfConsistency"] as const };
    const { churn, selfConsistency } = further(random(2, 9, 7, 1), { groups, options }).groups![0]!.measures;
    expect(churn!.high! - churn!.low!).toBeGreaterThan(0.01);
    expect(selfConsistency).toMatchObject({ low: 1 - churn!.high!, high: 1 - churn!.low! });
  });

  test("replicas that are alike have none, and no difference", () => {
    const one = random(2, 1, 7, 1).values;
    const values = Float64Array.from({ length: 70 }, (_, i) => one[i % 7]!);
    const p: Predictions = { values, replicas: 10, examples: 7, columns: 1, kind: "probability" };
    const { measures } = further(p, { labels: [0, 1, 1, 0, 1, 0, 1] });
    for (const name of ["softChurn", "jensenShannon", "aucStandardDeviation", "distributionWiseVariance"] as const)
      expect(measures[name], name).toMatchObject({ value: 0, low: null, reason: ALIKE[name] ?? "it is exactly 0" });
    for (const name of ["kappa", "selfConsistency", "logitCorrelation", "logitRankCorrelation"] as const)
      expect(measures[name], name).toMatchObject({ value: 1, low: null, reason: "it is exactly 1" });
  });

  test.each([1, 2])("%d replicas", (replicas) => {
    const { measures } = further(random(2, replicas, 7, 1), { labels: [0, 1, 1, 0, 1, 0, 1] });
    expect(measures.kappa).toMatchObject(
      replicas === 1
        ? { value: null, reason: "there is one replica" }
        : { low: null, reason: "fewer than three replicas" },
    );
    expect(measures.auc).toMatchObject({ low: null, reason: "fewer than three replicas" });
    expect(measures.auc!.value).not.toBeNull();
  });
});

describe("the same bits", () => {
  test.each([1, 3])("however the examples are cut, %d columns", (columns) => {
    const p = random(4, 18, 20, columns);
    const labels = labelsOf(8, 20, columns);
    const groups = labels.map((_, n) => (n % 3 === 0 ? "a" : "b"));
    const whole = wholeBlock(p);
    const cut = (sizes: readonly number[]): Block[] => {
      let first = 0;
      return sizes.map((examples) => {
        const block = { ...whole, first, examples, offset: first * columns };
        first += examples;
        return block;
      });
    };
    const options = { perClass: true };
    const once = further(p, { labels, groups, options });
    for (const sizes of [[7, 13], Array<number>(20).fill(1)])
      expect(further(p, { labels, groups, options, blocks: cut(sizes) })).toEqual(once);
  });

  test("of a group and a class as of its examples alone, with the measures that are always there", () => {
    const p = random(6, 20, 12, 1);
    const labels = labelsOf(5, 12, 1);
    const { groups, classes } = further(p, {
      labels,
      groups: labels.map((_, n) => (n < 5 ? "x" : "y")),
      options: { perClass: true },
    });
    const alone = (kept: (n: number) => boolean) => {
      const places = slow.range(12).filter(kept);
      const values = Float64Array.from({ length: 20 * places.length }, (_, i) => {
        const n = places[i % places.length]!;
        return p.values[Math.floor(i / places.length) * 12 + n]!;
      });
      return further({ ...p, values, examples: places.length }, { labels: places.map((n) => labels[n]!) });
    };
    expect(groups!.map(({ group }) => group)).toEqual(["x", "y"]);
    expect(groups![0]!.measures).toMatchObject(alone((n) => n < 5).measures);
    expect(classes!.map(({ group }) => group)).toEqual([0, 1]);
    expect(classes![1]!.measures).toMatchObject(alone((n) => labels[n] === 1).measures);
    expect(Object.keys(classes![1]!.measures)).toEqual(expect.arrayContaining(["churn", "accuracy", "loss", "kappa"]));
    expect(Object.keys(further(p, { labels }).measures)).toEqual(PREDICTION_NAMES);
  });
});

test("a probability at the edge of two bins is in the lower one", () => {
  const p: Predictions = {
    values: Float64Array.of(0.5, 0, 1),
    replicas: 1,
    examples: 3,
    columns: 1,
    kind: "probability",
  };
  const { reliability } = further(p, { labels: [1, 0, 1] });
  expect(reliability!.filter(({ predictions }) => predictions > 0)).toEqual([
    { from: 0, to: 0.1, predictions: 1, predicted: 0, observed: 0 },
    { from: 0.4, to: 0.5, predictions: 1, predicted: 0.5, observed: 1 },
    { from: 0.9, to: 1, predictions: 1, predicted: 1, observed: 1 },
  ]);
});

test("equal scores share the mean of their ranks", () => {
  expect([...ranksOf(Float64Array.of(2, 1, 2, 3))]).toEqual([2.5, 1, 2.5, 4]);
});

test("consistency counts every example once, in the bin of the share of pairs that agree", () => {
  const p: Predictions = {
    values: Float64Array.of(0.9, 0.9, 0.9, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1),
    replicas: 3,
    examples: 3,
    columns: 1,
    kind: "probability",
  };
  const { consistency } = further(p);
  expect(consistency!.filter(({ examples }) => examples > 0)).toEqual([
    { from: 0.3, to: 0.4, examples: 2 },
    { from: 0.9, to: 1, examples: 1 },
  ]);
});

test("all pairs of probabilities are looked at up to 64 replicas, or by name", () => {
  const p = random(3, 65, 2, 1);
  expect(further(p).measures.jensenShannon).toMatchObject({
    value: null,
    reason: "more than 64 replicas: ask for it by name",
  });
  expect(of(p, "jensenShannon").value).toBeGreaterThan(0);
});

test("what does not apply says why", () => {
  const values = further({ ...random(3, 20, 5, 1), kind: "value" }, { labels: [1, 2, 3, 4, 5] }).measures;
  for (const name of PREDICTION_NAMES)
    if (!["viablePredictionRange", "ensembleDifference", "logitCorrelation", "logitRankCorrelation"].includes(name))
      expect((values[name] as FurtherEstimate).reason, name).toMatch(/^values /);
  const unknown = further(random(3, 20, 5, 1)).measures;
  for (const name of [
    "auc",
    "calibrationError",
    "churnNormalised",
    "accuracyRange",
    "distributionWiseVariance",
  ] as const)
    expect((unknown[name] as FurtherEstimate).reason, name).toBe("the labels are not known");
  const few = further(random(3, 15, 5, 1), { labels: [0, 1, 1, 0, 1] }).measures;
  for (const name of [
    "ambiguity",
    "discrepancy",
    "viablePredictionRange",
    "rashomonCapacity",
    "ensembleDifference",
    "accuracyRange",
  ] as const)
    expect((few[name] as FurtherEstimate).reason, name).toBe("fewer than 16 replicas");
  const certain: Predictions = {
    values: Float64Array.of(0, 1, 1, 0),
    replicas: 2,
    examples: 2,
    columns: 1,
    kind: "probability",
  };
  expect(of(certain, "logitCorrelation").reason).toMatch(/infinite/);
  const flat: Predictions = {
    values: Float64Array.of(0.3, 0.3, 0.1, 0.2),
    replicas: 2,
    examples: 2,
    columns: 1,
    kind: "probability",
  };
  expect(of(flat, "logitCorrelation").reason).toMatch(/one logit/);
  expect(of(flat, "auc", { labels: [1, 1] }).reason).toMatch(/no example, or all/);
});

test("refuses what is no measure and no exponent", () => {
  const asked = (options: object) => () => askedFor(options, "options");
  expect(asked({ measures: ["kapa"] })).toThrow(refusal("wrong-value", "options.measures[0]", '"kapa"'));
  expect(asked({ measures: "each" })).toThrow(refusal("wrong-type", "options.measures", '"each"'));
  expect(asked({ alpha: 0 })).toThrow(refusal("wrong-value", "options.alpha", "0"));
  expect(asked({ alpha: "1" })).toThrow(refusal("wrong-type", "options.alpha", '"1"'));
  expect(asked({ perClass: 1 })).toThrow(refusal("wrong-type", "options.perClass", "1"));
});
