/** The audit: every verdict once more, from the JSON alone. */
import { asJson, differences } from "../run/differences.js";
import { intervalOf, meanOverDraws } from "../statistics/over-draws.js";
import { readOrRefuse } from "../study/errors.js";
import type { Claim, Claims, Contrast, Convergence, Judgement } from "./claim.js";
import { togetherOf } from "./convergence.js";
import { judge } from "./rules.js";
import { LEVEL, matchedArms } from "./selection.js";

/** A recomputed verdict, and whether it and all that it rests on are those in the JSON. */
export interface Audited extends Judgement {
  /** Which claim it is. */
  id: Claim["id"];
  /** The data family. */
  data: string;
  /** Whether all that was recomputed is what the JSON says. */
  agrees: boolean;
  /**
   * The first number or word of the claim that does not follow from its draws: "contrasts[0].low"; null where it
   * agrees.
   */
  wrong: string | null;
}

/**
 * The verdicts that follow from what the JSON says of arms, contrasts and convergence: means, errors and intervals from
 * the values of the draws, matched arms from their losses, and the rules on all of it. Nothing is trained, and what was
 * recomputed is compared with what the JSON says.
 * @throws InputError for what is no such JSON
 */
export function verdictsFrom(result: Pick<Claims, "claims">): Audited[] {
  return readOrRefuse("result", "what claims resolves to", result, () => audited(result));
}

function audited({ claims }: Pick<Claims, "claims">): Audited[] {
  return claims.map((claim) => {
    const contrasts = claim.contrasts.map((contrast) => recomputed(contrast, claim.id === "C1-first"));
    const matched = matchedArms(
      claim.arms.map((arm) => arm.excessKept),
      claim.learnable,
    );
    const arms = claim.arms.map((arm, index) => ({ ...arm, matched: arm.matched === null ? null : matched[index]! }));
    const evidence = { ...claim, arms, contrasts, convergence: claim.convergence && again(claim.convergence) };
    const judgement = judge(evidence);
    const [first] = differences(claim, asJson({ ...evidence, ...judgement }), "");
    return { id: claim.id, data: claim.data, ...judgement, agrees: !first, wrong: first?.path ?? null };
  });
}

/** The interval of a contrast from its draws; the first rule has its standard error from elsewhere. */
function recomputed(contrast: Contrast, isFirst: boolean): Contrast {
  const { critical, standardError } = contrast;
  if (standardError === null || critical === null) return { ...contrast, estimate: null, low: null, high: null };
  const over = intervalOf(Float64Array.from(contrast.byDraw), critical, contrast.margin);
  if (!isFirst) return { ...contrast, ...over };
  const { estimate } = over;
  return { ...contrast, estimate, low: estimate - critical * standardError, high: estimate + critical * standardError };
}

/** What the draws of each length say together. */
function again(convergence: Convergence): Convergence {
  const lengths = convergence.lengths.map((length) => ({
    ...length,
    equalMean: meanOverDraws(
      length.equal.filter((value) => value !== null),
      LEVEL,
    ),
  }));
  return { ...convergence, lengths, ...togetherOf(lengths, convergence.earlier, convergence.floor) };
}
