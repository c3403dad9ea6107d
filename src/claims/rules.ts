/**
 * The verdicts, as functions of the evidence alone: `holds`, `does not hold` or `not resolved`, each with its reason.
 *
 * A contrast Delta = log PD(a) - log PD(b) with margin m and simultaneous interval [low, high]:
 *   holds          low > m      (C1: low > log 2)
 *   does not hold  high < m     ("reversed" if also high < 0)
 *   not resolved   otherwise
 * The verdict must also hold across the data draws: it is not resolved where more than 2 of the draws lie on the other side. Margins and
 * thresholds are ours; docs/claims.md gives each with its reason.
 *
 * Checked: tests/claims/rules.test.ts feeds invented evidence that yields all three verdicts for every claim.
 */
import { exp64 } from "../reference/float64.js";
import type { Arm, Contrast, Evidence, Judgement } from "./claim.js";
import { LEARNED, LEAST_KEPT_SHARE, learnedShare } from "./selection.js";
import { brief, pairOf, percent, ratio } from "./wording.js";

/** So many draws may disagree with a verdict. */
const DISAGREEING_DRAWS = 2;
/** Below these the linear control has converged to one solution. */
export const CONVERGED = { gradientNorm: 1e-4, predictionDifference: 1e-4 } as const;

/** The verdict of a claim, from its evidence. */
export function judge(evidence: Evidence): Judgement {
  switch (evidence.id) {
    case "control":
      return control(evidence.arms);
    case "linear":
      return linear(evidence.arms);
    case "C1":
      return notLearned(evidence, LEARNED.singleUnit) ?? singleUnit(evidence);
    case "C2":
    case "C3":
      return notLearned(evidence, LEARNED.network) ?? everyContrast(evidence.contrasts.filter((contrast) => contrast.decides));
    case "C4":
    case "C5":
      return notLearned(evidence, LEARNED.network) ?? someContrast(evidence);
  }
}

/** Nothing varies: every difference is exactly 0, and the replicas of a draw are one and the same. */
function control(arms: readonly Arm[]): Judgement {
  for (const arm of arms) {
    const difference = arm.predictionDifference.value;
    if (difference === null || arm.distinctReplicas === null) return unresolved(`${arm.name}: ${arm.failed ?? "nothing was measured"}`);
    if (difference !== 0 || (arm.churn.value ?? 0) !== 0 || arm.distinctReplicas !== 1) {
      return refused(`${arm.name}: PD ${difference}, churn ${arm.churn.value}, ${arm.distinctReplicas} different replicas in a draw`);
    }
  }
  return held("every prediction difference and churn is exactly 0, one fingerprint in each draw");
}

/** A convex problem trained to convergence: the replicas agree wherever they start. */
function linear(arms: readonly Arm[]): Judgement {
  for (const arm of arms) {
    const { value, low, high } = arm.predictionDifference;
    const { gradientNorm } = arm;
    if (value === null || gradientNorm === null) return unresolved(`${arm.name}: ${arm.failed ?? "nothing was measured"}`);
    if (!(gradientNorm < CONVERGED.gradientNorm)) {
      return unresolved(`not converged: a gradient norm is ${brief(gradientNorm)}, not below ${CONVERGED.gradientNorm}`);
    }
    const limit = CONVERGED.predictionDifference;
    if ((low ?? value) >= limit) return refused(`PD ${brief(value)} is not below ${limit}, although every gradient norm is`);
    if ((high ?? value) >= limit) return unresolved(`the interval of the PD reaches ${limit}`);
  }
  return held(`PD below ${CONVERGED.predictionDifference} and every gradient norm below ${CONVERGED.gradientNorm}`);
}

/** C1: the contrast, and the replicas that it is about must be many enough and better than a line. */
function singleUnit({ arms, contrasts }: Evidence): Judgement {
  const judgement = everyContrast(contrasts.filter((contrast) => contrast.decides));
  if (judgement.verdict !== "holds") return judgement;
  const unit = arms.find(isNonlinear);
  const line = arms.find((arm) => !isNonlinear(arm));
  if (unit?.kept == null || unit.excessKept === null || line?.excess == null) return unresolved("an arm has no numbers");
  if (unit.kept < LEAST_KEPT_SHARE) {
    return unresolved(`only ${percent(unit.kept)} of the replicas are kept, ${percent(LEAST_KEPT_SHARE)} are needed`);
  }
  if (!(unit.excessKept < line.excess)) return unresolved("the kept replicas are no better than the linear model");
  return held(`${judgement.reason}; ${percent(unit.kept)} of the replicas are kept, and they are better than the linear model`);
}

/** Claims that need each of their contrasts: one that fails refutes, else one that is open leaves the claim open. */
function everyContrast(contrasts: readonly Contrast[]): Judgement {
  const judgements = contrasts.map(judgeContrast);
  const first = judgements[0];
  if (!first) return unresolved("there is nothing to compare");
  return (
    judgements.find(({ verdict }) => verdict === "does not hold") ??
    judgements.find(({ verdict }) => verdict === "not resolved") ??
    held(judgements.map(({ reason }) => reason).join("; "))
  );
}

/** Omnibus claims, over every pair of matched arms: one pair wholly beyond the margin, or all pairs wholly inside. */
function someContrast({ arms, contrasts }: Evidence): Judgement {
  const matched = new Set(arms.filter((arm) => arm.matched).map((arm) => arm.name));
  const pairs = contrasts.filter((contrast) => contrast.decides && matched.has(contrast.a) && matched.has(contrast.b));
  if (pairs.length === 0) return unresolved("fewer than two arms are matched and comparable");
  const beyond = pairs.filter(isBeyond).sort((p, q) => Math.abs(q.estimate ?? 0) - Math.abs(p.estimate ?? 0));
  const widest = beyond[0];
  if (widest) {
    const others = beyond.length > 1 ? ` (the largest of ${beyond.length} such pairs)` : "";
    return held(`${pairOf(widest)}: ${ratio(widest)}, wholly beyond the margin${others}`);
  }
  const outside = pairs.find((pair) => !isInside(pair));
  if (!outside) return refused(`all ${pairs.length} pairs lie wholly inside the margin`);
  return unresolved(`no pair is wholly beyond the margin in enough draws, and not all are inside it: ${pairOf(outside)}: ${ratio(outside)}`);
}

/** The verdict of one directed contrast. */
export function judgeContrast(contrast: Contrast): Judgement {
  const { low, high, margin, needed, byDraw } = contrast;
  const text = `${pairOf(contrast)}: ${ratio(contrast)}`;
  if (low === null || high === null) return unresolved(text);
  if (low > needed) {
    const against = byDraw.filter((draw) => draw <= 0).length;
    const above = needed > margin ? `x${brief(exp64(needed))}` : "the margin";
    return against > DISAGREEING_DRAWS ? unresolved(`${text}, but ${against} draws point the other way`) : held(`${text}, above ${above}`);
  }
  if (high < margin) {
    const against = byDraw.filter((draw) => draw >= margin).length;
    if (against > DISAGREEING_DRAWS) return unresolved(`${text}, but ${against} draws lie above the margin`);
    const reversed = high < 0 && byDraw.filter((draw) => draw >= 0).length <= DISAGREEING_DRAWS;
    return refused(`${text}, below the margin${reversed ? " (reversed)" : ""}`, reversed);
  }
  const between = needed > margin && low > margin;
  return unresolved(between ? `${text}, above the margin but not x${brief(exp64(needed))}` : `${text}, not clear of the margin`);
}

/** Wholly beyond the margin in size, in the same direction in all draws but 2. */
function isBeyond({ estimate, low, high, margin, byDraw }: Contrast): boolean {
  if (estimate === null || low === null || high === null) return false;
  const against = byDraw.filter((draw) => draw * estimate <= 0).length;
  return (low > margin || high < -margin) && against <= DISAGREEING_DRAWS;
}

/** Wholly inside the margin, and in all draws but 2 too: draws that cancel are no equality. */
function isInside({ low, high, margin, byDraw }: Contrast): boolean {
  if (low === null || high === null) return false;
  return low > -margin && high < margin && byDraw.filter((draw) => Math.abs(draw) >= margin).length <= DISAGREEING_DRAWS;
}

/** `not resolved` where no nonlinear arm learned enough for its predictions to mean anything. */
function notLearned({ arms, learnable }: Evidence, needed: number): Judgement | null {
  const shares = arms.filter((arm) => isNonlinear(arm) && arm.excess !== null).map((arm) => learnedShare(arm.excess!, learnable));
  const best = Math.max(0, ...shares);
  if (best >= needed) return null;
  return unresolved(`not learned: at most ${percent(best)} of what there is to learn, ${percent(needed)} is needed`);
}

function isNonlinear({ study }: Arm): boolean {
  return study.hidden.length > 0 && study.activation.name !== "identity";
}

function held(reason: string): Judgement {
  return { verdict: "holds", reversed: false, reason };
}

function refused(reason: string, reversed = false): Judgement {
  return { verdict: "does not hold", reversed, reason };
}

function unresolved(reason: string): Judgement {
  return { verdict: "not resolved", reversed: false, reason };
}
