import { describe, expect, test } from "vitest";
import {
  type ArmSummary,
  armSummary,
  type GridSummary,
  gridSummary,
  type Trained,
  tuningSummary,
} from "../../src/claims/summary.js";
import { crossedDistances } from "../../src/measure/crossed.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { plain } from "../../src/measure/plain.js";
import { type Predictions, selectReplicas } from "../../src/measure/predictions.js";

const TRUTH = Float64Array.of(0.9, 0.2, 0.6);
const entropy = (q: number) => -q * Math.log(q) - (1 - q) * Math.log(1 - q);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lossOfTruth = mean([...TRUTH].map(entropy));
const learnable = entropy(mean([...TRUTH])) - lossOfTruth;

/**
 * A trained study of which the logits, replica after replica, are given; of every so many of them the expected loss is
 * known.
 */
function trainedOf(rows: number[][], digests = rows.map((_, replica) => String(replica)), every = 1): Trained {
  const logits = Float32Array.from(rows.flat());
  const values = logits.map((z) => 1 / (1 + Math.exp(-z)));
  const predictions: Predictions = { values, replicas: rows.length, examples: 3, columns: 1, kind: "probability" };
  const loss = (row: number[]) => mean(row.map((z, n) => Math.log1p(Math.exp(z)) - TRUTH[n]! * z));
  return {
    study: { loss: "logistic", hidden: [8], seeds: { data: 1 } },
    dataset: { task: "binary", test: { count: 3, truth: TRUTH } },
    fingerprint: "ab".repeat(32),
    digests,
    parameters: rows.map(() => new Float32Array(2)),
    predictions,
    logits,
    adding: plain,
    failed: null,
    expectedLosses: Float64Array.from(
      rows.filter((_, replica) => replica % every === 0),
      (row) => loss(row.map(Math.fround)),
    ),
    lossOfTruth,
    learnable,
  } as unknown as Trained;
}

/** Near the truth, a little off, far from it. */
const GOOD = [2.2, -1.4, 0.4];
const NEAR = [2.1, -1.3, 0.5];
const ALSO = [2.3, -1.5, 0.3];
const BAD = [-2, 2, -1];

describe("an arm", () => {
  const rows = [GOOD, BAD, NEAR, ALSO];
  const trained = trainedOf(rows, ["a", "b", "a", "c"]);
  const summary = armSummary.of(trained) as ArmSummary;
  const excess = rows.map((row) => mean(row.map((z, n) => Math.log1p(Math.exp(z)) - TRUTH[n]! * z)) - lossOfTruth);

  test("loss and excess are those of all replicas, and the loss is the excess above that of the truth", () => {
    expect(summary.excess).toBeCloseTo(mean(excess), 6);
    expect(summary.loss).toBeCloseTo(mean(excess) + lossOfTruth, 6);
    expect(summary.learnable).toBeCloseTo(learnable, 12);
    expect(summary).toMatchObject({ replicas: 4, distinct: 3, failed: null, fingerprint: "ab".repeat(32) });
  });

  test("the kept replicas have an excess and distances of their own", () => {
    expect(summary.kept).toBe(3);
    expect(summary.excessKept).toBeCloseTo(mean([0, 2, 3].map((replica) => excess[replica]!)), 6);
    expect(summary.keptOnly).toMatchObject({
      members: [0, 2, 3],
      value: pairwiseDistances(selectReplicas(trained.predictions, [0, 2, 3])).value,
    });
    expect(summary.all).toMatchObject({ members: [0, 1, 2, 3], value: pairwiseDistances(trained.predictions).value });
    expect(summary.churn).toBeCloseTo(0.5, 12);
  });

  test("one replica has no distances; a replica that diverged leaves no numbers", () => {
    expect(armSummary.of(trainedOf([GOOD]))).toMatchObject({
      replicas: 1,
      kept: 1,
      all: null,
      keptOnly: null,
      churn: null,
    });
    const failed = "replica 3 diverged at step 12";
    expect(armSummary.of({ ...trained, failed })).toEqual({ study: trained.study, failed });
    expect(tuningSummary.of({ ...trained, failed })).toBeNull();
    expect(tuningSummary.of(trained)).toBeCloseTo(mean(excess), 6);
  });
});

test("a grid has the distances of its predictions, and of its decisions as churn", () => {
  const trained = trainedOf([GOOD, BAD, NEAR, ALSO], undefined, 3);
  const summary = gridSummary(2).of(trained) as GridSummary;
  expect(summary.distances).toEqual(crossedDistances(trained.predictions, 2, 2));
  // Rows [good, bad], [near, also]: all but the second replica decide alike.
  expect(summary.churn).toMatchObject({ both: 0.5, sameRow: 0.5, sameColumn: 0.5 });
});
