/**
 * Each formula of docs/measures.md is the one computed: every measure once more from what the document says, by plain
 * loops over all replicas, pairs, examples and columns. Nothing here is shared with the code but the layout of its
 * input.
 */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bestConstantExcess } from "../../src/measure/best-constant.js";
import type { MeasureInput } from "../../src/measure/input.js";
import { measureAll } from "../../src/measure/measure.js";
import { MEASURE_NAMES, type MeasureName } from "../../src/measure/names.js";

/** What is measured, as nested lists. */
interface World {
  kind: "probability" | "value";
  task: MeasureInput["task"];
  /** Whether the predictions are given in double precision. */
  double: boolean;
  /** [replica][example][column] */
  P: number[][][];
  logits: number[][][] | null;
  /** [example]: classes; or [example][column]: targets of a regression. */
  labels: number[] | null;
  targets: number[][] | null;
  /** [example][column]: what a perfect model would predict. */
  truth: number[][] | null;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const examplesOf = ({ P }: World) => P[0]!.map((_, n) => n);
const pairsOf = ({ P }: World) => P.flatMap((_, r) => P.slice(0, r).map((_, s) => [r, s] as const));
const overExamplesAndReplicas = (w: World, of: (n: number, r: number) => number) =>
  mean(examplesOf(w).flatMap((n) => w.P.map((_, r) => of(n, r))));
const overExamplesAndPairs = (w: World, of: (n: number, r: number, s: number) => number) =>
  mean(examplesOf(w).flatMap((n) => pairsOf(w).map(([r, s]) => of(n, r, s))));

/** A single probability column p stands for (1-p, p). */
const expanded = (w: World, row: number[]) =>
  w.kind === "probability" && row.length === 1 ? [1 - row[0]!, row[0]!] : row;
const averaged = ({ P }: World, n: number) => P[0]![n]!.map((_, c) => mean(P.map((replica) => replica[n]![c]!)));
const apart = (a: number[], b: number[]) => a.map((value, c) => Math.abs(value - b[c]!));
const square = (x: number) => x * x;
const average = (w: World, n: number) => expanded(w, averaged(w, n));
const predicted = (w: World, r: number, n: number) => expanded(w, w.P[r]![n]!);

/** 1/2 norm_1 of probabilities; of values the mean over columns. */
const l1 = (w: World, a: number[], b: number[]) => (w.kind === "value" ? mean(apart(a, b)) : total(apart(a, b)) / 2);
/** norm_2 of probabilities; of values the root of the mean square over columns. */
const l2 = (w: World, a: number[], b: number[]) =>
  Math.sqrt(total(apart(a, b).map(square)) / (w.kind === "value" ? a.length : 1));

/** The single column (positive label), or that of the true label; null where there is none. */
function labelled(w: World): ((row: number[], n: number) => number) | null {
  if (w.kind === "value") return null;
  if (w.P[0]![0]!.length === 1) return (row) => row[0]!;
  return w.labels && ((row, n) => row[w.labels![n]!]!);
}

/** 0 where difference and mean are below 1e-7. */
const quotient = (difference: number, about: number) => (difference < 1e-7 && about < 1e-7 ? 0 : difference / about);

/** Class 1 if the logit is > 0, or p > .5; several columns: the lowest index among the largest. */
function decision(w: World, r: number, n: number): { decided: number; tie: boolean } {
  const scores = (w.logits ?? w.P)[r]![n]!;
  const threshold = w.logits ? 0 : 0.5;
  if (scores.length === 1) return { decided: scores[0]! > threshold ? 1 : 0, tie: scores[0] === threshold };
  const largest = Math.max(...scores);
  return { decided: scores.indexOf(largest), tie: scores.indexOf(largest) !== scores.lastIndexOf(largest) };
}

function logProbability(w: World, r: number, n: number): number[] {
  if (!w.logits) return predicted(w, r, n).map((p) => Math.log(p));
  const z = w.logits[r]![n]!;
  const scores = z.length === 1 ? [0, z[0]!] : z;
  const top = Math.max(...scores);
  const rest = Math.log(total(scores.map((score) => Math.exp(score - top))));
  return scores.map((score) => score - top - rest);
}

/** Of a class that never occurs nothing is asked. */
const weighed = (weights: number[], of: (c: number) => number) =>
  total(weights.map((weight, c) => (weight === 0 ? 0 : weight * of(c))));
const entropy = (q: number[]) => -weighed(q, (c) => Math.log(q[c]!));
const target = (w: World, n: number) =>
  w.targets?.[n] ?? w.P[0]![0]!.map((_, c, row) => Number(row.length === 1 ? w.labels![n] : w.labels![n] === c));

const known = (w: World) => w.labels !== null || w.targets !== null;
const several = ({ P }: World) => P.length > 1;

function excess(w: World): number {
  if (w.kind === "value")
    return overExamplesAndReplicas(w, (n, r) => mean(apart(w.P[r]![n]!, w.truth![n]!).map(square)));
  const divergence = (n: number, r: number) => {
    const q = expanded(w, w.truth![n]!);
    const logs = logProbability(w, r, n);
    return -entropy(q) - weighed(q, (c) => logs[c]!);
  };
  // "that of a replica is at least 0"
  return mean(w.P.map((_, r) => Math.max(0, mean(w.truth!.map((__, n) => divergence(n, r))))));
}

function lossOfTruth(w: World): number {
  return mean(w.truth!.map((q) => (w.kind === "value" ? mean(q.map((p) => p * (1 - p))) : entropy(expanded(w, q)))));
}

function lossOnLabels(w: World): number {
  if (w.kind === "value")
    return overExamplesAndReplicas(w, (n, r) => mean(apart(w.P[r]![n]!, target(w, n)).map(square)));
  return overExamplesAndReplicas(w, (n, r) => -logProbability(w, r, n)[w.labels![n]!]!);
}

/** mean_n of the variance over replicas of each column, added up. */
function variance(w: World, divisor: number): number[] {
  return w.P[0]![0]!.map((_, c) =>
    mean(examplesOf(w).map((n) => total(w.P.map((replica) => square(replica[n]![c]! - averaged(w, n)[c]!))) / divisor)),
  );
}

interface Formula {
  /** The cells "form" and "formula" as they stand in the document. */
  form: string;
  formula: string;
  /** null where the document says so. */
  of(w: World): number | null;
}

const FORMULAS: Record<MeasureName, Formula> = {
  predictionDifference: {
    form: "pairwise",
    formula:
      "mean over n and pairs r < r' of 1/2 norm_1(P[r,n] - P[r',n]); values: mean over columns of abs(P[r,n,c] - P[r',n,c])",
    of: (w) =>
      several(w) ? overExamplesAndPairs(w, (n, r, s) => l1(w, predicted(w, r, n), predicted(w, s, n))) : null,
  },
  predictionDifferenceAboutMean1: {
    form: "about the mean, norm 1",
    formula: "(1/NR) sum 1/2 norm_1(P[r,n] - Pbar[n]); values: mean over columns of abs(P[r,n,c] - Pbar[n,c])",
    of: (w) => (several(w) ? overExamplesAndReplicas(w, (n, r) => l1(w, predicted(w, r, n), average(w, n))) : null),
  },
  predictionDifferenceAboutMean2: {
    form: "about the mean, norm 2",
    formula:
      "(1/NR) sum norm_2(P[r,n] - Pbar[n]), no 1/2: sqrt(2) abs(p - pbar) for two classes; values: root of the mean square, norm_2(P[r,n] - Pbar[n]) / sqrt(C)",
    of: (w) => (several(w) ? overExamplesAndReplicas(w, (n, r) => l2(w, predicted(w, r, n), average(w, n))) : null),
  },
  predictionDifferenceRelative: {
    form: "relative, about the mean",
    formula: "mean over n and r of abs(p - pbar) / pbar, positive or true label",
    of(w) {
      const p = labelled(w);
      if (!p || !several(w)) return null;
      return overExamplesAndReplicas(w, (n, r) =>
        quotient(Math.abs(p(w.P[r]![n]!, n) - p(averaged(w, n), n)), p(averaged(w, n), n)),
      );
    },
  },
  predictionDifferenceSymmetric: {
    form: "symmetric relative, pairwise",
    formula: "mean over n and pairs of 2 abs(p1 - p2) / abs(p1 + p2), positive or true label",
    of(w) {
      const p = labelled(w);
      if (!p || !several(w) || w.P.length > 64) return null;
      // Twice the relative difference about the pair's own mean, guard included.
      return overExamplesAndPairs(w, (n, r, s) => {
        const [p1, p2] = [p(w.P[r]![n]!, n), p(w.P[s]![n]!, n)];
        return 2 * quotient(Math.abs(p1 - p2) / 2, (p1 + p2) / 2);
      });
    },
  },
  predictionDifferenceSymmetricRatio: {
    form: "symmetric relative, ratio of means",
    formula: "mean over n and pairs of 2 abs(p1 - p2), over that of abs(p1 + p2), positive or true label",
    of(w) {
      const p = labelled(w);
      if (!p || !several(w)) return null;
      const sum = overExamplesAndPairs(w, (n, r, s) => p(w.P[r]![n]!, n) + p(w.P[s]![n]!, n));
      return sum === 0
        ? null
        : overExamplesAndPairs(w, (n, r, s) => 2 * Math.abs(p(w.P[r]![n]!, n) - p(w.P[s]![n]!, n))) / sum;
    },
  },
  predictionDifferenceStandardDeviation: {
    form: "standard deviation",
    formula:
      "sqrt(mean_n Var_r), divisor R-1; Var_r = 1/2 sum over classes (that of p for two), or the mean over columns of values",
    of(w) {
      if (!several(w)) return null;
      const columns = variance(w, w.P.length - 1);
      if (w.kind === "value") return Math.sqrt(mean(columns));
      return Math.sqrt(columns.length === 1 ? columns[0]! : total(columns) / 2);
    },
  },
  churn: {
    form: "pairwise",
    formula: "share of examples decided differently, mean over pairs r < r'",
    of(w) {
      if (!several(w) || w.kind === "value") return null;
      return overExamplesAndPairs(w, (n, r, s) => Number(decision(w, r, n).decided !== decision(w, s, n).decided));
    },
  },
  loss: {
    form: "expected under the true probabilities, or on the labels",
    formula: "see below",
    of(w) {
      if (w.truth && w.task !== "regression") return excess(w) + lossOfTruth(w);
      return known(w) ? lossOnLabels(w) : null;
    },
  },
  excessLoss: {
    form: "expected under the truth",
    formula: "mean over n and r of KL(q_n, p_n); squared: mean over n, r and columns of (f - truth)^2",
    of: (w) => (w.truth ? excess(w) : null),
  },
  irreproducibleShare: {
    form: "variance over squared error",
    formula: "mean_n Var_r(p) (divisor R) / mean over n, r of (p - q)^2, both summed over columns; from 0 to 1",
    of(w) {
      if (!w.truth || !several(w)) return null;
      const squares = overExamplesAndReplicas(w, (n, r) => total(apart(w.P[r]![n]!, w.truth![n]!).map(square)));
      return squares === 0 ? null : total(variance(w, w.P.length)) / squares;
    },
  },
  accuracy: {
    form: "on the labels",
    formula: "share of examples decided as labelled, mean over r",
    of: (w) =>
      w.labels && w.kind === "probability"
        ? overExamplesAndReplicas(w, (n, r) => Number(decision(w, r, n).decided === w.labels![n]))
        : null,
  },
  accuracyStandardDeviation: {
    form: "standard deviation, on the labels",
    formula: "sqrt(sum over r of (a_r - abar)^2 / (R-1)), a_r the accuracy of replica r and abar their mean",
    of(w) {
      if (!several(w) || !w.labels || w.kind === "value") return null;
      const a = w.P.map((_, r) => mean(examplesOf(w).map((n) => Number(decision(w, r, n).decided === w.labels![n]))));
      return Math.sqrt(total(a.map((share) => square(share - mean(a)))) / (a.length - 1));
    },
  },
};

const document = readFileSync(new URL("../../docs/measures.md", import.meta.url), "utf8");

test("the document states each measure as it is computed here", () => {
  // The first table: those of a baseline and of sets of labels are checked in tests/compare/.
  const lines = document.split("\n");
  const first = lines.findIndex((line) => line.startsWith("| `"));
  const table = lines.slice(first, lines.indexOf("", first));
  const rows = table.map((line) => line.split("|").map((cell) => cell.trim()));
  expect(rows.map(([, name]) => name)).toEqual(MEASURE_NAMES.map((name) => `\`${name}\``));
  for (const [, name, form, formula] of rows) {
    const own = FORMULAS[name!.slice(1, -1) as MeasureName];
    expect({ name, form, formula }).toEqual({ name, form: own.form, formula: own.formula });
  }
});

test("every measure is that of the document", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(worlds(), (w) => {
      const evaluation = evaluationOf(w);
      const { measures, ties } = measureAll(evaluation);
      for (const name of MEASURE_NAMES) {
        const [own, form] = [FORMULAS[name].of(w), FORMULAS[name].form];
        const { value } = measures[name];
        // Variance and error that are rounding alone have no quotient.
        if (
          name === "irreproducibleShare" &&
          own !== null &&
          (FORMULAS.predictionDifferenceStandardDeviation.of(w) ?? 0) < 1e-10 &&
          value !== null
        )
          continue;
        if (own === null || !Number.isFinite(own)) expect([name, value]).toEqual([name, null]);
        else {
          expect([name, value === null]).toEqual([name, false]);
          expect(Math.abs(value! - own), `${name}: ${value}, by the document ${own}`).toBeLessThan(
            1e-10 * Math.max(1, Math.abs(own)),
          );
          seen.set(`${name} ${w.kind}`, (seen.get(`${name} ${w.kind}`) ?? 0) + 1);
        }
        expect(form).toContain(measures[name].form);
      }
      expect(measures.loss.form).toBe(
        w.truth && w.task !== "regression" ? "expected under the true probabilities" : "on the labels",
      );
      const broken = examplesOf(w).flatMap((n) => w.P.map((_, r) => Number(decision(w, r, n).tie)));
      expect(ties).toBe(w.kind === "probability" ? total(broken) : null);
      if (w.truth)
        expect(
          Math.abs(bestConstantExcess(evaluation.truth!, w.truth.length, evaluation.loss) - bestConstant(w)),
        ).toBeLessThan(1e-10);
    }),
    { numRuns: 400 },
  );
  // All of them have been looked at, for probabilities and for values, where there are such.
  const none = [
    "predictionDifferenceRelative",
    "predictionDifferenceSymmetric",
    "predictionDifferenceSymmetricRatio",
    "churn",
    "accuracy",
    "accuracyStandardDeviation",
  ];
  const wanted = MEASURE_NAMES.flatMap((name) =>
    none.includes(name) ? [`${name} probability`] : [`${name} probability`, `${name} value`],
  );
  expect([...seen.keys()].sort()).toEqual(wanted.sort());
  expect(Math.min(...seen.values())).toBeGreaterThan(20);
});

/** mean_n KL(q_n, qbar), or the variance of the target over examples. */
function bestConstant(w: World): number {
  const rows = w.truth!.map((q) => (w.kind === "value" ? q : expanded(w, q)));
  const centre = rows[0]!.map((_, c) => mean(rows.map((q) => q[c]!)));
  if (w.kind === "value") return mean(rows.map((q) => mean(apart(q, centre).map(square))));
  return mean(rows.map((q) => -entropy(q) - weighed(q, (c) => Math.log(centre[c]!))));
}

function evaluationOf(w: World): MeasureInput {
  const [columns, examples] = [w.P[0]![0]!.length, w.P[0]!.length];
  return {
    predictions: {
      values: (w.double ? Float64Array : Float32Array).from(w.P.flat(2)),
      replicas: w.P.length,
      examples,
      columns,
      kind: w.kind,
    },
    logits: w.logits && Float32Array.from(w.logits.flat(2)),
    labels: w.targets?.flat() ?? w.labels,
    truth: w.truth && Float64Array.from(w.truth.flat()),
    task: w.task,
    loss: w.kind === "value" ? "squared" : columns === 1 ? "logistic" : "softmax",
  };
}

/**
 * Binary, classes, regression with several columns, squared loss on classes; labels, truth and logits there or not;
 * ties, zeros and equal replicas among them.
 */
function worlds(): fc.Arbitrary<World> {
  const shape = fc.record({
    replicas: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 7 }), weight: 9 },
      { arbitrary: fc.constantFrom(33, 64, 65), weight: 1 },
    ),
    examples: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 4 }),
    what: fc.constantFrom("probabilities", "regression", "squared loss on classes"),
    double: fc.boolean(),
    logits: fc.boolean(),
    labels: fc.boolean(),
    truth: fc.boolean(),
  });
  return shape.chain(({ replicas, examples, columns, what, ...there }) => {
    const grid = <T>(rows: number, cell: fc.Arbitrary<T>) => fc.array(cell, { minLength: rows, maxLength: rows });
    const real = fc.oneof(fc.float({ min: -9, max: 9, noNaN: true }), fc.constantFrom(0, 0, 0.5, -2));
    const row = grid(columns, real);
    const classes = Math.max(2, columns);
    return fc
      .record({
        scores: grid(replicas, grid(examples, row)),
        label: grid(examples, fc.nat(classes - 1)),
        target: grid(examples, row),
        share: grid(
          examples,
          grid(columns, fc.oneof(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.constantFrom(0.01, 1, 1))),
        ),
      })
      .map(({ scores, label, target, share }): World => {
        const probability = what === "probabilities";
        const truth =
          what === "regression"
            ? target.map((each) => each.map((value) => value / 2))
            : share.map((each) => (columns === 1 ? each : each.map((one) => one / total(each))));
        return {
          kind: probability ? "probability" : "value",
          task: what === "regression" ? "regression" : columns === 1 ? "binary" : "classes",
          double: there.double,
          P: scores.map((replica) =>
            replica.map((z) =>
              (probability ? asProbabilities(z) : z).map(there.double ? (value) => value : Math.fround),
            ),
          ),
          logits: probability && there.logits ? scores : null,
          labels: there.labels && what !== "regression" ? label : null,
          targets: there.labels && what === "regression" ? target : null,
          truth: there.truth ? truth : null,
        };
      });
  });
}

/** With logits far apart also exactly 0 and 1. */
function asProbabilities(z: number[]): number[] {
  if (z.length === 1) return [z[0]! > 8 ? 1 : z[0]! < -8 ? 0 : 1 / (1 + Math.exp(-z[0]!))];
  const powers = z.map((score) => (score < -8 ? 0 : Math.exp(score)));
  const sum = total(powers);
  return powers.map((power) => (sum === 0 ? 1 / z.length : power / sum));
}
