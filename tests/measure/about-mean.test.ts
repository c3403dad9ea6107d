import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { type Predictions, selectReplicas } from "../../src/measure/predictions.js";
import { symmetricRelative } from "../../src/measure/symmetric-relative.js";
import { jackknifeGroups } from "../../src/statistics/jackknife.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { foldedEnds, measured, predictions, uniforms, vector } from "./slowly.js";

/** Deviations from the mean replica: for every replica and example a vector. */
function deviations(p: Predictions): number[][] {
  const all: number[][] = [];
  for (let n = 0; n < p.examples; n++) {
    const rows = Array.from({ length: p.replicas }, (_, r) => vector(p, r, n));
    const mean = rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / p.replicas);
    all.push(...rows.map((row) => row.map((value, c) => value - mean[c]!)));
  }
  return all;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (row: number[]) => row.reduce((sum, value) => sum + value * value, 0);

describe("probabilities", () => {
  test("norm 1 is half the L1 norm, norm 2 the Euclidean norm of the expanded vector", () => {
    fc.assert(
      fc.property(predictions({ kind: "probability" }), (p) => {
        const off = deviations(p);
        expect(measured(p).predictionDifferenceAboutMean1.value).toBeCloseTo(
          mean(off.map((row) => row.reduce((sum, d) => sum + Math.abs(d), 0) / 2)),
          12,
        );
        expect(measured(p).predictionDifferenceAboutMean2.value).toBeCloseTo(
          mean(off.map((row) => Math.sqrt(squares(row)))),
          12,
        );
      }),
    );
  });

  test("the standard deviation is that of p for two classes", () => {
    fc.assert(
      fc.property(predictions({ kind: "probability" }), (p) => {
        const variance = (mean(deviations(p).map((row) => squares(row) / 2)) * p.replicas) / (p.replicas - 1);
        expect(measured(p).predictionDifferenceStandardDeviation.value).toBeCloseTo(Math.sqrt(variance), 12);
      }),
    );
    const p: Predictions = {
      values: new Float32Array([0.25, 0.75]),
      replicas: 2,
      examples: 1,
      columns: 1,
      kind: "probability",
    };
    expect(measured(p).predictionDifferenceStandardDeviation.value).toBeCloseTo(Math.sqrt(0.125), 15);
  });

  test("two replicas: the symmetric relative form is twice the relative form about the mean, guard included", () => {
    const cell = fc.oneof(
      fc.float({ min: 0, max: 1, noNaN: true }),
      fc.float({ min: 0, max: Math.fround(3e-7), noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 9 }), (pairs) => {
        const values = Float32Array.from([...pairs.map(([first]) => first), ...pairs.map(([, second]) => second)]);
        const p: Predictions = { values, replicas: 2, examples: pairs.length, columns: 1, kind: "probability" };
        expect(
          Math.abs(symmetricRelative(p).value! - 2 * measured(p).predictionDifferenceRelative.value!),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  test("the relative form takes the true label of several classes, and nothing without labels", () => {
    const values = new Float32Array([0.5, 0.25, 0.25, 0.25, 0.5, 0.25]);
    const p: Predictions = { values, replicas: 2, examples: 1, columns: 3, kind: "probability" };
    expect(measured(p, { labels: [0] }).predictionDifferenceRelative.value).toBeCloseTo(0.125 / 0.375, 14);
    expect(measured(p, { labels: [2] }).predictionDifferenceRelative.value).toBe(0);
    expect(measured(p).predictionDifferenceRelative.value).toBeNull();
  });
});

test("values: the mean, or the root of the mean square, over columns", () => {
  fc.assert(
    fc.property(predictions({ kind: "value" }), (p) => {
      const off = deviations(p);
      expect(measured(p).predictionDifferenceAboutMean1.value).toBeCloseTo(
        mean(off.map((row) => mean(row.map(Math.abs)))),
        10,
      );
      expect(measured(p).predictionDifferenceAboutMean2.value).toBeCloseTo(
        mean(off.map((row) => Math.sqrt(squares(row) / p.columns))),
        10,
      );
      expect(measured(p).predictionDifferenceRelative.value).toBeNull();
    }),
  );
});

test("the guard of the quotient: 0 only where the difference and the mean are below 1e-7", () => {
  const relative = (...values: number[]) => {
    const p: Predictions = {
      values: Float32Array.from(values),
      replicas: values.length,
      examples: 1,
      columns: 1,
      kind: "probability",
    };
    return measured(p).predictionDifferenceRelative.value;
  };
  expect(relative(0, 0)).toBe(0);
  expect(relative(9e-8, 1e-8)).toBe(0);
  expect(relative(4e-7, 0)).toBe(1);
  // Mean 5e-8: of four differences only 1.5e-7 counts.
  expect(relative(2e-7, 0, 0, 0)).toBeCloseTo(3 / 4, 6);
});

describe("without each group, as if its replicas had never been there", () => {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const column = (p: Predictions, n: number) =>
    Array.from({ length: p.replicas }, (_, r) => p.values[r * p.examples + n]!);
  const overExamples = (p: Predictions, of: (column: number[], n: number) => number) =>
    mean(Array.from({ length: p.examples }, (_, n) => of(column(p, n), n)));
  const norm2 = (p: Predictions) => {
    const off = deviations(p).map((row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
    return mean(off);
  };
  const truth = Float64Array.from({ length: 8 }, (_, n) => n / 8);
  const variance = (p: Predictions) =>
    overExamples(p, (each) => mean(each.map((value) => (value - mean(each)) * (value - mean(each)))));
  const square = (p: Predictions) =>
    overExamples(p, (each, n) => mean(each.map((value) => (value - truth[n]!) * (value - truth[n]!))));
  const relative = (value: number, centre: number) =>
    Math.abs(value - centre) < 1e-7 && centre < 1e-7 ? 0 : Math.abs(value - centre) / centre;
  const logit = (share: number) => Math.log(share / (1 - share));

  /** Saturated examples, some of them below the guard of the relative form; equal predictions; unequal groups. */
  function world(replicas: number, columns: number): Predictions {
    const uniform = uniforms(replicas);
    const values = Float32Array.from({ length: replicas * 8 * columns }, (_, i) =>
      i % 8 === 3 ? uniform() ** 4 * 4e-7 : i % 8 === 5 ? Math.round(uniform()) : uniform(),
    );
    return { values, replicas, examples: 8, columns, kind: "probability" };
  }

  test.each([3, 16, 32, 33, 75, 300])("%i replicas", (replicas) => {
    /**
     * `bent` is the statistic of replicas with weights, where its curvature is that of the statistic; `groups` of
     * replicas are left out.
     */
    const check = (
      p: Predictions,
      { low, high }: { low: number | null; high: number | null },
      statistic: (p: Predictions) => number,
      curvature: (direction: Float64Array) => number,
      { to = Math.log, groups = Math.min(replicas, 32) } = {},
    ) => {
      const whole = statistic(p);
      const without = Array.from({ length: groups }, (_, g) => {
        const kept = Array.from({ length: replicas }, (__, r) => r).filter((r) => r % groups !== g);
        const left = statistic(selectReplicas(p, kept));
        return to === Math.log && left < whole / 2 ? Math.log(whole / 2) + (left - whole / 2) / (whole / 2) : to(left);
      });
      const { direction } = pairwiseDistances(p).fold!;
      const ofGroup = (g: number) => [...direction].filter((_, r) => r % groups === g);
      const deviations = jackknifeGroups(replicas, to(whole), Float64Array.from(without));
      const units = Array.from(
        { length: groups },
        (_, g) => ofGroup(g).reduce((sum, each) => sum + each, 0) / Math.sqrt(ofGroup(g).length),
      );
      const length = Math.hypot(...units);
      const along = Math.abs(units.reduce((sum, each, g) => sum + (each / length) * deviations[g]!, 0));
      const across = Math.sqrt(Math.max(0, deviations.reduce((sum, each) => sum + each * each, 0) - along * along));
      const ends = foldedEnds(to(whole), along, across, curvature(direction), studentQuantile(0.975, groups - 1));
      expect(to(low!)).toBeCloseTo(ends.low, 6);
      expect(to(high!)).toBeCloseTo(ends.high, 6);
    };
    /**
     * Second difference of a statistic of replicas with weights, between weights 1 - v, 1 and 1 + v, in units of
     * itself.
     */
    const second = (of: (weights: number[]) => number) => (direction: Float64Array) => {
      const at = (x: number) => of([...direction].map((each) => 1 + x * each));
      return Math.max(0, at(0) - (at(1) + at(-1)) / 2) / at(0);
    };
    const weighted = (each: number[], weights: number[]) => mean(each.map((value, r) => value * weights[r]!));
    const apart = (of: Predictions, share: (centre: number) => number) =>
      second((weights) =>
        mean(
          Array.from({ length: of.examples * of.columns }, (_, cell) => {
            const each = Array.from(
              { length: of.replicas },
              (__, r) => of.values[r * of.examples * of.columns + cell]!,
            );
            const centre = weighted(each, weights);
            return (
              weighted(
                each.map((value) => Math.abs(value - centre)),
                weights,
              ) * share(centre)
            );
          }),
        ),
      );
    const spread = (of: Predictions) =>
      second((weights) =>
        overExamples(
          of,
          (each) =>
            weighted(
              each.map((value) => value * value),
              weights,
            ) -
            weighted(each, weights) * weighted(each, weights),
        ),
      );
    const p = world(replicas, 1);
    const measures = measured(p, { truth });
    check(
      p,
      measures.predictionDifferenceAboutMean1,
      (some) => overExamples(some, (each) => mean(each.map((value) => Math.abs(value - mean(each))))),
      apart(p, () => 1),
    );
    check(
      p,
      measures.predictionDifferenceAboutMean2,
      norm2,
      apart(p, () => 1),
    );
    const share = (centre: number) => (centre < 1e-7 ? 0 : 1 / centre);
    check(
      p,
      measures.predictionDifferenceRelative,
      (some) => overExamples(some, (each) => mean(each.map((value) => relative(value, mean(each))))),
      apart(p, share),
    );
    const several = world(replicas, 3);
    check(
      several,
      measured(several).predictionDifferenceAboutMean2,
      norm2,
      apart(several, () => 1),
    );
    // The log of the standard deviation is half that of the variance, which is left out one by one.
    const { low, high } = measures.predictionDifferenceStandardDeviation;
    const squared = { low: low! * low!, high: high! * high! };
    check(p, squared, (some) => (variance(some) * some.replicas) / (some.replicas - 1), spread(p), {
      groups: replicas,
    });
    // The logit of the share bends by the variance and by the square of the bias, of which only what moves the mean
    // counts.
    const bend = (direction: Float64Array) => spread(p)(direction) * (1 + variance(p) / (square(p) - variance(p)));
    check(p, measures.irreproducibleShare, (some) => variance(some) / square(some), bend, { to: logit });
  });
});

test("one replica that alone makes all of the difference leaves a wide interval", () => {
  const values = new Float32Array(16).fill(0.3);
  values[5] = 0.7;
  const { predictionDifferenceAboutMean1: norm1, predictionDifferenceStandardDeviation: deviation } = measured({
    values,
    replicas: 16,
    examples: 1,
    columns: 1,
    kind: "probability",
  });
  for (const { value, low, high } of [norm1, deviation]) {
    expect(low).toBeLessThan(value! / 3);
    expect(high).toBeGreaterThan(3 * value!);
  }
  expect(norm1.value).toBeCloseTo((2 * 0.4 * 15) / 256, 7);
});

test("exactly 0 without an interval where the replicas agree; null for one replica; no interval for two", () => {
  const agreeing: Predictions = {
    values: new Float32Array(5).fill(0.3),
    replicas: 5,
    examples: 1,
    columns: 1,
    kind: "probability",
  };
  for (const measure of [
    measured(agreeing).predictionDifferenceAboutMean1,
    measured(agreeing).predictionDifferenceAboutMean2,
    measured(agreeing).predictionDifferenceRelative,
    measured(agreeing).predictionDifferenceStandardDeviation,
  ]) {
    expect(measure).toMatchObject({ value: 0, low: null, high: null });
  }
  const one: Predictions = { ...agreeing, values: new Float32Array([0.3]), replicas: 1 };
  expect(measured(one).predictionDifferenceAboutMean1).toEqual({
    form: "about the mean, norm 1",
    value: null,
    low: null,
    high: null,
  });
  const two: Predictions = { ...agreeing, values: new Float32Array([0.3, 0.4]), replicas: 2 };
  expect(measured(two).predictionDifferenceStandardDeviation).toMatchObject({ low: null, high: null });
  expect(measured(two).predictionDifferenceStandardDeviation.value).toBeGreaterThan(0);
});

describe("irreproducible share", () => {
  const share = (p: Predictions, truth: number[]) =>
    measured(p, { truth: Float64Array.from(truth) }).irreproducibleShare;

  test("the variance over the mean square against the truth, in [0, 1]", () => {
    fc.assert(
      fc.property(
        predictions(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }),
        (p, q) => {
          const truth = q.slice(0, p.examples * p.columns);
          const square = mean(
            [...p.values].map((value, i) => (value - truth[i % truth.length]!) * (value - truth[i % truth.length]!)),
          );
          const variance = mean(
            [...p.values].map((value, i) => {
              const each = Array.from(
                { length: p.replicas },
                (_, r) => p.values[r * truth.length + (i % truth.length)]!,
              );
              return (value - mean(each)) * (value - mean(each));
            }),
          );
          const { value } = share(p, truth);
          if (square === 0) {
            expect(value).toBeNull();
            return;
          }
          expect(value).toBeCloseTo(variance / square, 10);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test("0 where the replicas agree, 1 where only their mean is right, null without truth or a second replica", () => {
    const p = (values: number[], replicas: number): Predictions => ({
      values: Float32Array.from(values),
      replicas,
      examples: values.length / replicas,
      columns: 1,
      kind: "probability",
    });
    expect(share(p([0.5, 0.5, 0.5], 3), [0.3])).toMatchObject({ value: 0, low: null, high: null });
    expect(share(p([0.25, 0.75], 2), [0.5]).value).toBe(1);
    expect(share(p([0.25, 0.75], 2), [1]).value).toBeCloseTo(0.0625 / 0.3125, 15);
    expect(share(p([0.5, 0.5], 2), [0.5]).value).toBeNull();
    expect(share(p([0.5], 1), [0.3]).value).toBeNull();
    expect(measured(p([0.5, 0.6], 2)).irreproducibleShare.value).toBeNull();
  });

  test("the interval stays inside 0 and 1", () => {
    const values = Float32Array.from([0.1, 0.9, 0.4, 0.8]);
    const { value, low, high } = share({ values, replicas: 4, examples: 1, columns: 1, kind: "probability" }, [0.5]);
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(value!);
    expect(high).toBeGreaterThanOrEqual(value!);
    expect(high).toBeLessThan(1);
  });
});
