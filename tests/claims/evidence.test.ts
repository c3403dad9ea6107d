import { bytesToHex, hexToBytes } from "@noble/hashes/utils";
import { describe, expect, test } from "vitest";
import { measuredArm, measuredGrid } from "../../src/claims/evidence.js";
import type { ArmSummary, FailedDraw, GridSummary } from "../../src/claims/summary.js";
import { sha256 } from "../../src/host/sha256.js";
import { crossedDistances } from "../../src/measure/crossed.js";
import { pairwiseDistances } from "../../src/measure/pairwise.js";
import { type Predictions, selectReplicas } from "../../src/measure/predictions.js";
import { uniforms } from "../measure/slowly.js";

const REPLICAS = 6;
const uniform = uniforms(3);
const predictions = (replicas: number): Predictions => ({
  values: Float32Array.from({ length: replicas * 4 }, uniform),
  replicas,
  examples: 4,
  columns: 1,
  kind: "probability",
});
const studyOf = (data: number) =>
  ({ seed: 5, seeds: { data }, hidden: [8], activation: { name: "relu" }, optimizer: { learningRate: 0.3 } }) as never;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The summary of one draw in which each number is another one. */
function drawOf(draw: number, members: number[]): ArmSummary {
  const p = predictions(REPLICAS);
  const everyone = Array.from({ length: REPLICAS }, (_, replica) => replica);
  return {
    study: studyOf(100 + draw),
    fingerprint: String(draw).repeat(64),
    distinct: 6 - draw,
    learnable: 0.1,
    loss: 0.5 + draw,
    excess: 0.25 + draw,
    failed: null,
    replicas: REPLICAS,
    kept: members.length,
    excessKept: 0.125 + draw,
    all: { members: everyone, ...pairwiseDistances(p) },
    keptOnly: { members, ...pairwiseDistances(selectReplicas(p, members)) },
    churn: pairwiseDistances(predictions(REPLICAS)).value,
    gradientNorm: 2 ** -16 * (3 - draw),
  } as ArmSummary;
}

describe("an arm", () => {
  const plan = { name: "relu", group: "activation" as const, at: null, study: {}, replicas: REPLICAS };
  const draws = [drawOf(0, [0, 1, 2, 3]), drawOf(1, [1, 3, 5]), drawOf(2, [0, 2, 4])];
  const { arm, all, kept } = measuredArm(plan, draws);

  test("its numbers are means over the draws, each of its own kind", () => {
    expect(arm).toMatchObject({
      name: "relu",
      group: "activation",
      at: null,
      replicas: 18,
      learningRate: 0.3,
      draws: [100, 101, 102],
      failed: null,
      matched: null,
    });
    expect([arm.loss, arm.excess, arm.excessKept]).toEqual([1.5, 1.25, 1.125]);
    expect(arm.kept).toBeCloseTo((4 / 6 + 3 / 6 + 3 / 6) / 3, 15);
  });

  test("the differences are those of all replicas, of the kept ones, and of the decisions", () => {
    expect(arm.predictionDifference.value).toBeCloseTo(mean(draws.map((draw) => draw.all!.value)), 14);
    expect(arm.predictionDifferenceKept!.value).toBeCloseTo(mean(draws.map((draw) => draw.keptOnly!.value)), 14);
    expect(arm.churn.value).toBeCloseTo(mean(draws.map((draw) => draw.churn!)), 14);
    expect(arm.predictionDifferenceByDraw).toEqual(draws.map((draw) => draw.all!.value));
    expect([all, kept].map((side) => side.draws)).toEqual([
      draws.map((draw) => draw.all),
      draws.map((draw) => draw.keptOnly),
    ]);
    expect([all.trained, kept.trained]).toEqual([REPLICAS, REPLICAS]);
  });

  test("the worst draw stands for them: most different replicas, largest gradient", () => {
    expect(arm.distinctReplicas).toBe(6);
    expect(arm.gradientNorm).toBe(3 * 2 ** -16);
  });

  test("its fingerprint is SHA-256 of the draws' fingerprints in order", () => {
    expect(arm.fingerprint).toBe(bytesToHex(sha256(hexToBytes(draws.map((draw) => draw.fingerprint).join("")))));
    expect(measuredArm(plan, [...draws].reverse()).arm.fingerprint).not.toBe(arm.fingerprint);
  });

  test("a draw that failed leaves no numbers, and the first reason", () => {
    const failed: FailedDraw[] = [1, 2].map((draw) => ({
      study: studyOf(100 + draw),
      failed: `replica ${draw} diverged at step 9`,
    }));
    const { arm: none, all: side } = measuredArm(plan, [draws[0]!, ...failed]);
    expect(none).toMatchObject({
      failed: "replica 1 diverged at step 9",
      loss: null,
      excess: null,
      excessKept: null,
      kept: null,
      fingerprint: null,
      distinctReplicas: null,
    });
    expect(none.draws).toEqual([100, 101, 102]);
    expect([none.predictionDifference.value, none.churn.value, none.gradientNorm]).toEqual([null, null, null]);
    expect(side).toMatchObject({ draws: [null, null, null], failed: "replica 1 diverged at step 9" });
  });
});

test("a grid gives each relation that the plan names its own pairs, and the churn of the same", () => {
  const draws = [0, 1].map(
    (draw): GridSummary => ({
      study: studyOf(draw),
      fingerprint: String(draw).repeat(64),
      distinct: 9,
      learnable: 0.1,
      loss: 0.5,
      excess: 0.1 + draw,
      failed: null,
      distances: crossedDistances(predictions(9), 3, 3),
      churn: crossedDistances(predictions(9), 3, 3),
    }),
  );
  const names = { both: "init and order", sameRow: "order, same init", sameColumn: "init, same order" };
  const measured = measuredGrid({ group: "grid", at: 7, study: {}, side: 3, names }, draws);
  for (const relation of ["both", "sameRow", "sameColumn"] as const) {
    const { arm, side } = measured[relation]!;
    expect(arm).toMatchObject({
      name: names[relation],
      group: "grid",
      at: 7,
      replicas: 18,
      kept: null,
      excessKept: null,
    });
    expect(arm.predictionDifference.value).toBeCloseTo(mean(draws.map((draw) => draw.distances[relation])), 14);
    expect(arm.churn.value).toBeCloseTo(mean(draws.map((draw) => draw.churn[relation])), 14);
    expect(arm.predictionDifferenceByDraw).toEqual(draws.map((draw) => draw.distances[relation]));
    expect(side).toMatchObject({ relation, grids: draws.map((draw) => draw.distances) });
  }
});
