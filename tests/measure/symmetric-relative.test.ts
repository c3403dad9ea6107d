import fc from "fast-check";
import { expect, test } from "vitest";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import type { Predictions } from "../../src/measure/predictions.js";
import { symmetricRelative } from "../../src/measure/symmetric-relative.js";
import { bend, measured, overPairs, predictions, slowInterval } from "./slowly.js";

const labels = [0, 1, 1, 0, 1, 0];
const symmetricRatio = (p: Predictions, all?: number[]) =>
  measured(p, { labels: all?.slice(0, p.examples) }).predictionDifferenceSymmetricRatio;

function probability(p: Predictions, r: number, n: number): number {
  return p.values[(r * p.examples + n) * p.columns + (p.columns === 1 ? 0 : labels[n]!)]!;
}

function overExamples(p: Predictions, of: (n: number) => number): number {
  let sum = 0;
  for (let n = 0; n < p.examples; n++) sum += of(n);
  return sum / p.examples;
}

test("the pairwise form is the mean over all pairs and examples", () => {
  fc.assert(
    fc.property(predictions({ kind: "probability" }), (p) => {
      const wanted = overPairs(p.replicas, (r, s) =>
        overExamples(p, (n) => {
          const [p1, p2] = [probability(p, r, n), probability(p, s, n)];
          return Math.abs(p1 - p2) < 1e-7 && p1 + p2 < 1e-7 ? 0 : (2 * Math.abs(p1 - p2)) / Math.abs(p1 + p2);
        }),
      );
      expect(symmetricRelative(p, labels.slice(0, p.examples)).value).toBeCloseTo(wanted, 12);
    }),
  );
});

test("the ratio of means divides the mean over all pairs by the mean of their sums", () => {
  fc.assert(
    fc.property(predictions({ kind: "probability" }), (p) => {
      const difference = overPairs(p.replicas, (r, s) =>
        overExamples(p, (n) => 2 * Math.abs(probability(p, r, n) - probability(p, s, n))),
      );
      const sum = overPairs(p.replicas, (r, s) => overExamples(p, (n) => probability(p, r, n) + probability(p, s, n)));
      const { value } = symmetricRatio(p, labels);
      if (sum === 0) expect(value).toBeNull();
      else expect(value).toBeCloseTo(difference / sum, 12);
    }),
  );
});

test("neither applies to values, to classes without labels, or to one replica", () => {
  const values: Predictions = { values: new Float32Array([1, 2]), replicas: 2, examples: 1, columns: 1, kind: "value" };
  const classes: Predictions = {
    values: new Float32Array([0.5, 0.5, 1, 0]),
    replicas: 2,
    examples: 1,
    columns: 2,
    kind: "probability",
  };
  const alone: Predictions = {
    values: new Float32Array([0.5]),
    replicas: 1,
    examples: 1,
    columns: 1,
    kind: "probability",
  };
  for (const measure of [symmetricRelative, symmetricRatio]) {
    expect(measure(values, [0]).value).toBeNull();
    expect(measure(classes).value).toBeNull();
    expect(measure(classes, [0]).value).toBeCloseTo(2 / 3, 12);
    expect(measure(alone).value).toBeNull();
  }
});

test("the interval of the ratio is the jackknife that leaves out one replica of both means", () => {
  const p: Predictions = {
    values: new Float32Array([0.25, 0.5, 0.625, 0.75]),
    replicas: 4,
    examples: 1,
    columns: 1,
    kind: "probability",
  };
  const ratio = (some: number[]) =>
    overPairs(some.length, (r, s) => Math.abs(some[r]! - some[s]!)) /
    (some.reduce((sum, each) => sum + each, 0) / some.length);
  const all = [...p.values];
  const { value, low, high } = symmetricRatio(p);
  expect(value).toBeCloseTo(ratio(all), 14);
  const ends = slowEnds(all, ratio, (r, s) => Math.abs(all[r]! - all[s]!));
  expect(low).toBeCloseTo(ends.low, 6);
  expect(high).toBeCloseTo(ends.high, 6);
});

test("the interval of the pairwise form is that of the quotients of all pairs", () => {
  const p: Predictions = {
    values: new Float32Array([0.25, 0.5, 0.625, 0.125]),
    replicas: 4,
    examples: 1,
    columns: 1,
    kind: "probability",
  };
  const all = [...p.values];
  const quotient = (a: number, b: number) => (2 * Math.abs(a - b)) / (a + b);
  const ends = slowEnds(
    all,
    (some) => overPairs(some.length, (r, s) => quotient(some[r]!, some[s]!)),
    (r, s) => quotient(all[r]!, all[s]!),
  );
  for (const { low, high } of [symmetricRelative(p), measured(p).predictionDifferenceSymmetric]) {
    expect(low).toBeCloseTo(ends.low, 6);
    expect(high).toBeCloseTo(ends.high, 6);
  }
});

/**
 * The interval of a statistic of four replicas on one example, bent along the direction of their distances as the mean
 * over pairs of `of` is.
 */
function slowEnds(
  all: number[],
  statistic: (some: number[]) => number,
  of: (r: number, s: number) => number,
): { low: number; high: number } {
  const value = statistic(all);
  const without = all.map((_, r) => statistic(all.filter((__, s) => s !== r)));
  const logs = without.map((each) =>
    each >= value / 2 ? Math.log(each) : Math.log(value / 2) + (each - value / 2) / (value / 2),
  );
  const { direction } = pairwiseDistances({
    values: Float32Array.from(all),
    replicas: 4,
    examples: 1,
    columns: 1,
    kind: "probability",
  }).fold!;
  // 3.1824463052837 is the 97.5% quantile of t with 3 degrees of freedom.
  const { low, high } = slowInterval(Math.log(value), logs, direction, bend(direction, of), 3.1824463052837);
  return { low: Math.exp(low), high: Math.min(2, Math.exp(high)) };
}
