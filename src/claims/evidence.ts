/** From the summaries of the draws to the arms of the JSON, and to the sides of contrasts. */
import { openHash, toHex } from "../host/sha256.js";
import { type Distances, meanDifference, type Side } from "../statistics/contrasts.js";
import { type GridSide, gridEstimate, type Relation } from "../statistics/crossed-contrasts.js";
import { meanOf, standardDeviation } from "../statistics/sample.js";
import type { PlannedArm, PlannedGrid } from "./arms.js";
import type { Arm } from "./claim.js";
import type { ArmSummary, ConvergedSummary, DrawSummary, FailedDraw, GridSummary } from "./summary.js";

/** A measured arm: what the JSON says of it, and its sides in contrasts. */
export interface MeasuredArm {
  arm: Arm;
  /** What there is to learn by its summaries, mean over draws; null where a draw failed. */
  learnable: number | null;
  all: Side;
  kept: Side;
}

/** A measured relation of a grid. */
export interface MeasuredRelation {
  arm: Arm;
  side: GridSide;
}

const FORM = "pairwise, mean over data draws";

/** The arm of a plan, from one summary a draw. */
export function measuredArm(
  plan: PlannedArm,
  draws: readonly (ArmSummary | ConvergedSummary | FailedDraw)[],
): MeasuredArm {
  const { name, group, at, replicas: seeds } = plan;
  const known = finished(draws);
  const shared = sharedFields(draws, known);
  const side = { name, trained: seeds, failed: shared.failed };
  const all = { ...side, draws: known ? known.map((draw) => draw.all) : draws.map(() => null) };
  const kept = { ...side, draws: known ? known.map((draw) => draw.keptOnly) : draws.map(() => null) };
  const norms = known?.flatMap((draw) =>
    "gradientNorm" in draw && draw.gradientNorm !== null ? [draw.gradientNorm] : [],
  );
  const values = (distances: readonly (Distances | null)[]) => distances.map((each) => each?.value ?? null);
  const arm: Arm = {
    name,
    group,
    at,
    ...shared,
    replicas: seeds * draws.length,
    excessKept: meanOrNull(known?.map((draw) => draw.excessKept)),
    kept: meanOrNull(known?.map((draw) => draw.kept && draw.kept / draw.replicas)),
    predictionDifference: meanDifference(FORM, values(all.draws)),
    predictionDifferenceKept: meanDifference(FORM, values(kept.draws)),
    churn: meanDifference(FORM, known?.map((draw) => draw.churn) ?? []),
    ...byDraw(all.draws.map((draw) => draw?.value)),
    gradientNorm: norms?.length ? Math.max(...norms) : null,
  };
  return { arm, learnable: meanOrNull(known?.map((draw) => draw.learnable)), all, kept };
}

/** The relations of a grid that the plan names, from one summary a draw. */
export function measuredGrid(
  plan: PlannedGrid,
  draws: readonly (GridSummary | FailedDraw)[],
): Partial<Record<Relation, MeasuredRelation>> {
  const known = finished(draws);
  const shared = sharedFields(draws, known);
  const measured = (Object.entries(plan.names) as [Relation, string][]).map(([relation, name]) => {
    const side = {
      name,
      grids: known ? known.map((draw) => draw.distances) : draws.map(() => null),
      relation,
      failed: shared.failed,
    };
    const churn = { grids: known ? known.map((draw) => draw.churn) : draws.map(() => null), relation };
    const arm: Arm = {
      name,
      group: plan.group,
      at: plan.at,
      ...shared,
      replicas: plan.side * plan.side * draws.length,
      excessKept: null,
      kept: null,
      predictionDifference: gridEstimate(FORM, side),
      predictionDifferenceKept: null,
      churn: gridEstimate(FORM, churn),
      ...byDraw(side.grids.map((grid) => grid?.[relation])),
      gradientNorm: null,
    };
    return [relation, { arm, side }] as const;
  });
  return Object.fromEntries(measured);
}

function sharedFields(draws: readonly (DrawSummary | FailedDraw)[], known: readonly DrawSummary[] | null) {
  const { study } = draws[0]!;
  return {
    study,
    draws: draws.map((draw) => draw.study.seeds.data!),
    seeds: draws.map((draw) => draw.study.seed),
    fingerprint: known && fingerprintOf(known.map((draw) => draw.fingerprint)),
    distinctReplicas: known && Math.max(...known.map((draw) => draw.distinct)),
    learningRate: study.optimizer.learningRate,
    loss: known && meanOf(known.map((draw) => draw.loss)),
    excess: known && meanOf(known.map((draw) => draw.excess)),
    matched: null,
    failed: draws.find((draw) => draw.failed !== null)?.failed ?? null,
  };
}

/** The summaries, if no draw failed. */
function finished<Summary extends DrawSummary>(draws: readonly (Summary | FailedDraw)[]): Summary[] | null {
  const known = draws.filter((draw): draw is Summary => draw.failed === null);
  return known.length === draws.length ? known : null;
}

function byDraw(values: readonly (number | undefined)[]): Pick<Arm, "predictionDifferenceByDraw" | "betweenDraws"> {
  const known = values.filter((value) => value !== undefined);
  return { predictionDifferenceByDraw: known, betweenDraws: standardDeviation(Float64Array.from(known)) };
}

/** SHA-256 of the 32-byte fingerprints of the draws, in order. */
function fingerprintOf(fingerprints: readonly string[]): string {
  const hash = openHash();
  for (const fingerprint of fingerprints)
    hash.update(Uint8Array.from(fingerprint.match(/../g)!, (digits) => Number.parseInt(digits, 16)));
  return toHex(hash.digest());
}

/** The mean; null where a value is, or where there are none. */
function meanOrNull(values: readonly (number | null)[] | undefined): number | null {
  const known = values?.filter((value) => value !== null) ?? [];
  return known.length === 0 || known.length < values!.length ? null : meanOf(known);
}
