/**
 * The verdicts, as functions of the evidence alone: `holds`, `does not hold` or `not resolved`, each with its reason.
 *
 * A contrast Delta = log PD(a) - log PD(b) with margin m and simultaneous interval [low, high] over data draws:
 *   holds          low > m
 *   does not hold  high < m     ("reversed" if also high < 0)
 *   not resolved   otherwise
 * It is also not resolved where more than a quarter of the draws lie on the other side: draws that cancel are no
 * equality. C1 has a rule of its own (convergence.ts). Margins and thresholds are ours; docs/claims.md gives each with
 * its reason. A reason says what would resolve what is open.
 *
 * Checked: tests/claims/rules.test.ts feeds invented evidence that yields all three verdicts for every claim.
 */
import { exp64 } from "../reference/float64.js";
import type { OverDraws } from "../statistics/over-draws.js";
import type { Arm, Contrast, Evidence, Judgement } from "./claim.js";
import { FIRST_RULE } from "./first-rule.js";
import { isMatched, LEARNED, LEAST_KEPT_SHARE, learnedShare } from "./selection.js";
import { brief, pairOf, ratioWithInterval, wholePercent } from "./wording.js";

/** This share of the draws may disagree with a verdict. */
const DISAGREEING = 1 / 4;
/** Below these the linear control has converged to one solution. */
export const CONVERGED = { gradientNorm: 1e-4, predictionDifference: 1e-4 } as const;

/**
 * C1: equally good units keep this share of their difference from the first length to the last, whatever the margin of
 * the other claims.
 */
const LASTING = 1 / 1.1;

/** The verdict of a claim, from its evidence. */
export function judge(evidence: Evidence): Judgement {
  switch (evidence.id) {
    case "control":
      return control(evidence.arms);
    case "linear":
      return linear(evidence.arms);
    case "negative":
      return negative(evidence);
    case "C1":
      return singleUnit(evidence);
    case "C1-first":
      return withRatios(notLearned(evidence, LEARNED.singleUnit) ?? firstRule(evidence), evidence);
    case "C2":
    case "C3":
      return (
        notLearned(evidence, LEARNED.network) ??
        everyContrast(evidence.contrasts.filter((contrast) => contrast.decides))
      );
    case "C4":
    case "C5":
      return notLearned(evidence, LEARNED.network) ?? someContrast(evidence);
  }
}

/** Nothing varies: every difference is exactly 0, and the replicas of a draw are one and the same. */
function control(arms: readonly Arm[]): Judgement {
  for (const arm of arms) {
    const difference = arm.predictionDifference.value;
    if (difference === null || arm.distinctReplicas === null)
      return unresolved(`${arm.name}: ${arm.failed ?? "nothing was measured"}`);
    if (difference !== 0 || (arm.churn.value ?? 0) !== 0 || arm.distinctReplicas !== 1) {
      return refused(
        `${arm.name}: PD ${difference}, churn ${arm.churn.value}, ${arm.distinctReplicas} different replicas in a draw`,
      );
    }
  }
  return held("every prediction difference and churn is exactly 0, one fingerprint in each draw");
}

/** A convex problem trained to convergence: the replicas agree wherever they start. */
function linear(arms: readonly Arm[]): Judgement {
  for (const arm of arms) {
    const { value, low, high } = arm.predictionDifference;
    const { gradientNorm } = arm;
    if (value === null || gradientNorm === null)
      return unresolved(`${arm.name}: ${arm.failed ?? "nothing was measured"}`);
    if (!(gradientNorm < CONVERGED.gradientNorm)) {
      return unresolved(
        `not converged: a gradient norm is ${brief(gradientNorm)}, not below ${CONVERGED.gradientNorm}`,
      );
    }
    const limit = CONVERGED.predictionDifference;
    if ((low ?? value) >= limit)
      return refused(`PD ${brief(value)} is not below ${limit}, although every gradient norm is`);
    if ((high ?? value) >= limit) return unresolved(`the interval of the PD reaches ${limit}`);
  }
  return held(`PD below ${CONVERGED.predictionDifference} and every gradient norm below ${CONVERGED.gradientNorm}`);
}

/** C1: trained to convergence, the lines of a draw are one, and equally good units stay apart in most draws. */
function singleUnit({ arms, convergence }: Evidence): Judgement {
  if (convergence === null)
    return unresolved(arms.map((arm) => arm.failed).find((failed) => failed !== null) ?? "nothing was measured");
  const { floor, lengths, lasting, above } = convergence;
  const last = lengths.at(-1)!;
  const line = Math.max(...last.line);
  const norm = Math.max(...last.gradientNorm);
  if (!(norm < CONVERGED.gradientNorm)) {
    return unresolved(
      `a line has not converged: its gradient norm is ${brief(norm)}, not below ${CONVERGED.gradientNorm}. Longer training would tell`,
    );
  }
  if (!(line < CONVERGED.predictionDifference))
    return unresolved(
      `the lines differ by ${brief(line)} on a data draw, not less than ${CONVERGED.predictionDifference}. Longer training would tell`,
    );
  const { value, low, high } = last.equalMean;
  const apart = `${above.count} of ${above.of} data draws have equally good units that differ by more than ${floor}`;
  if (value === null)
    return unresolved(`no data draw has two equally good units to compare. More replicas might meet them`);
  if (low === null || high === null)
    return unresolved(
      `only ${last.equal.filter((each) => each !== null).length} of ${above.of} data draws have two equally good units to compare. More draws would tell (--draws)`,
    );
  const difference = `equally good units differ by ${rangeOf(last.equalMean)} on average`;
  const allowed = DISAGREEING * above.of;
  if (high < floor && above.count <= allowed)
    return refused(`${difference}, below ${floor}: they are one solution; ${apart}`);
  const other = `The world decides, not the number of replicas: ${brief(100 * above.low)}% to ${brief(100 * above.high)}% of worlds have such units (99% interval)`;
  if (!(low > floor)) return unresolved(`${difference}, not clear of ${floor}; ${apart}. ${other}`);
  if (lasting.low === null || !(lasting.low > LASTING)) {
    return unresolved(
      `the difference of equally good units may still be falling: from ${lengths[0]!.epochs} to ${last.epochs} epochs it changes by a factor of ${rangeOf(lasting)}. Longer training would tell`,
    );
  }
  if (above.of - above.count > allowed)
    return unresolved(`several equally good solutions in ${above.count} of ${above.of} worlds. ${other}`);
  return held(
    `${difference}, however long they are trained (x${rangeOf(lasting)} from ${lengths[0]!.epochs} to ${last.epochs} epochs), in ${above.count} of ${above.of} data draws; lines by at most ${brief(line)}`,
  );
}

/** On a linear truth the rule of C1 must not say `holds`. */
function negative(evidence: Evidence): Judgement {
  const judgement = singleUnit(evidence);
  if (evidence.convergence === null) return judgement;
  return judgement.verdict === "holds"
    ? refused(judgement.reason)
    : held(`C1 is "${judgement.verdict}" here: ${judgement.reason}`);
}

/** 0.0831 [0.0772, 0.0891] */
function rangeOf({ value, low, high }: OverDraws): string {
  const range = low === null || high === null ? "" : ` [${brief(low)}, ${brief(high)}]`;
  return value === null ? "an unknown factor" : `${brief(value)}${range}`;
}

/** The first rule of C1: the contrast, and the replicas that it is about must be many enough and better than a line. */
function firstRule({ arms, contrasts }: Evidence): Judgement {
  const judgement = everyContrast(
    contrasts.filter((contrast) => contrast.decides),
    FIRST_RULE,
  );
  if (judgement.verdict !== "holds") return judgement;
  const unit = arms.find(isNonlinear);
  const line = arms.find((arm) => !isNonlinear(arm));
  if (unit?.kept == null || unit.excessKept === null || line?.excess == null)
    return unresolved("an arm has no numbers");
  if (unit.kept < LEAST_KEPT_SHARE) {
    return unresolved(
      `only ${wholePercent(unit.kept)} of the replicas are kept, ${wholePercent(LEAST_KEPT_SHARE)} are needed`,
    );
  }
  if (!(unit.excessKept < line.excess)) return unresolved("the kept replicas are no better than the linear model");
  return held(
    `${judgement.reason}; ${wholePercent(unit.kept)} of the replicas are kept, and they are better than the linear model`,
  );
}

/** The ratio of each draw beside the first rule's reason: its interval knows nothing of their spread. */
function withRatios(judgement: Judgement, { contrasts }: Evidence): Judgement {
  const byDraw = contrasts.find((contrast) => contrast.decides)?.byDraw ?? [];
  return byDraw.length === 0
    ? judgement
    : {
        ...judgement,
        reason: `${judgement.reason}; by data draw ${byDraw.map((log) => `x${exp64(log).toFixed(2)}`).join(", ")}`,
      };
}

/** Claims that need each of their contrasts: one that fails refutes, else one that is open leaves the claim open. */
function everyContrast(contrasts: readonly Contrast[], needed?: number): Judgement {
  const judgements = contrasts.map((contrast) => judgeContrast(contrast, needed));
  const first = judgements[0];
  if (!first) return unresolved("there is nothing to compare");
  return (
    judgements.find(({ verdict }) => verdict === "does not hold") ??
    judgements.find(({ verdict }) => verdict === "not resolved") ??
    held(judgements.map(({ reason }) => reason).join("; "))
  );
}

/**
 * Omnibus claims, over every pair of arms that match in loss: one pair wholly beyond the margin, or all pairs wholly
 * inside.
 */
function someContrast({ arms, contrasts, learnable }: Evidence): Judgement {
  const excess = new Map(arms.map((arm) => [arm.name, arm.excessKept]));
  const pairs = contrasts.filter(
    ({ a, b, decides }) => decides && isMatched(excess.get(a) ?? null, excess.get(b) ?? null, learnable),
  );
  if (pairs.length === 0) return unresolved("no two arms match in loss, or can be compared");
  const beyond = pairs.filter(isBeyond).sort((p, q) => Math.abs(q.estimate ?? 0) - Math.abs(p.estimate ?? 0));
  const widest = beyond[0];
  if (widest) {
    const others = beyond.length > 1 ? ` (the largest of ${beyond.length} such pairs)` : "";
    return held(`${pairOf(widest)}: ${ratioWithInterval(widest)}, wholly beyond the margin${others}`);
  }
  if (pairs.every(isInside))
    return refused(
      pairs.length === 1
        ? `the only pair that matches in loss lies wholly inside the margin`
        : `all ${pairs.length} pairs lie wholly inside the margin`,
    );
  const nearest = pairs.filter((pair) => !isInside(pair)).sort((p, q) => reach(q) - reach(p))[0]!;
  return unresolved(
    `no pair of arms is wholly beyond the margin, and not all are inside it; nearest is ${pairOf(nearest)}: ${ratioWithInterval(nearest)}. ${needs(nearest, Math.abs(nearest.estimate ?? 0) - nearest.margin)}`,
  );
}

/** The verdict of one directed contrast. `needed`: what `holds` needs, where that is more than the margin. */
export function judgeContrast(contrast: Contrast, needed = contrast.margin): Judgement {
  const { low, high, margin, byDraw } = contrast;
  const text = `${pairOf(contrast)}: ${ratioWithInterval(contrast)}`;
  if (low === null || high === null) return unresolved(text);
  const allowed = DISAGREEING * byDraw.length;
  if (low > needed) {
    const against = byDraw.filter((draw) => draw <= 0).length;
    const above = needed > margin ? `x${brief(exp64(needed))}` : "the margin";
    return against > allowed
      ? unresolved(`${text}, but ${against} of ${byDraw.length} data draws point the other way`)
      : held(`${text}, above ${above}`);
  }
  if (high < margin) {
    const against = byDraw.filter((draw) => draw >= margin).length;
    if (against > allowed)
      return unresolved(`${text}, but ${against} of ${byDraw.length} data draws lie above the margin`);
    const reversed = high < 0 && byDraw.filter((draw) => draw >= 0).length <= allowed;
    return refused(`${text}, below the margin${reversed ? " (reversed)" : ""}`, reversed);
  }
  const between = needed > margin && low > margin;
  return unresolved(
    between
      ? `${text}, above the margin but not x${brief(exp64(needed))}`
      : `${text}, not clear of the margin x${brief(exp64(margin))}. ${needs(contrast, contrast.estimate! - margin)}`,
  );
}

/** Wholly beyond the margin in size, in the same direction in three quarters of the draws. */
function isBeyond({ estimate, low, high, margin, byDraw }: Contrast): boolean {
  if (estimate === null || low === null || high === null) return false;
  const against = byDraw.filter((draw) => draw * estimate <= 0).length;
  return (low > margin || high < -margin) && against <= DISAGREEING * byDraw.length;
}

/** Wholly inside the margin, and in three quarters of the draws too: draws that cancel are no equality. */
function isInside({ low, high, margin, byDraw }: Contrast): boolean {
  if (low === null || high === null) return false;
  return (
    low > -margin &&
    high < margin &&
    byDraw.filter((draw) => Math.abs(draw) >= margin).length <= DISAGREEING * byDraw.length
  );
}

/** How far the nearer end of an interval lies from equality, in the direction of the estimate. */
function reach({ estimate, low, high }: Contrast): number {
  if (estimate === null || low === null || high === null) return -Infinity;
  return estimate > 0 ? low : -high;
}

/**
 * What would resolve a contrast so far from the margin: an interval shrinks with the square root of the draws, each
 * with as many replicas.
 */
function needs({ halfWidth, byDraw }: Contrast, distance: number): string {
  if (halfWidth === null) return "More replicas would give it an interval";
  const wider = halfWidth / Math.abs(distance);
  const times = Math.ceil(wider * wider);
  if (times <= 1) return "The data draws disagree";
  return times * byDraw.length > 512
    ? "It is so near the margin that 512 data draws would not tell"
    : `About ${times * byDraw.length} data draws in place of ${byDraw.length} would tell (--draws)`;
}

/** `not resolved` where no nonlinear arm learned enough for its predictions to mean anything. */
function notLearned({ arms, learnable }: Evidence, needed: number): Judgement | null {
  const shares = arms
    .filter((arm) => isNonlinear(arm) && arm.excess !== null)
    .map((arm) => learnedShare(arm.excess!, learnable));
  const best = Math.max(0, ...shares);
  if (best >= needed) return null;
  return unresolved(
    `not learned: at most ${wholePercent(best)} of what there is to learn, ${wholePercent(needed)} is needed`,
  );
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
