/** The audit: every verdict once more, from the JSON alone. */
import { meanOf } from "../measure/jackknife.js";
import { read } from "../study/errors.js";
import type { Claim, Claims, Judgement } from "./claim.js";
import { judge } from "./rules.js";
import { matchedArms } from "./selection.js";

/** A recomputed verdict, and whether it is the one in the JSON. */
export interface Audited extends Judgement {
  id: Claim["id"];
  data: string;
  agrees: boolean;
}

/**
 * The verdicts that follow from what the JSON says of arms and contrasts: intervals from estimates, standard errors and critical values,
 * matched arms from their losses, and the rules on both. Nothing is trained and no verdict in the JSON is read, other than to compare.
 * @throws TypeError for what is no such JSON
 */
export function verdictsFrom(result: Pick<Claims, "claims">): Audited[] {
  return read("result", "what claims resolves to", result, () => audited(result));
}

function audited({ claims }: Pick<Claims, "claims">): Audited[] {
  return claims.map((claim) => {
    const contrasts = claim.contrasts.map((contrast) => {
      const { byDraw, standardError, critical } = contrast;
      if (standardError === null || critical === null) return { ...contrast, estimate: null, low: null, high: null };
      const estimate = meanOf(byDraw);
      return { ...contrast, estimate, low: estimate - critical * standardError, high: estimate + critical * standardError };
    });
    const matched = matchedArms(claim.arms.map((arm) => arm.excessKept), claim.learnable);
    const arms = claim.arms.map((arm, index) => ({ ...arm, matched: arm.matched === null ? null : matched[index]! }));
    const judgement = judge({ ...claim, arms, contrasts });
    const agrees = judgement.verdict === claim.verdict && judgement.reversed === claim.reversed && judgement.reason === claim.reason;
    return { id: claim.id, data: claim.data, ...judgement, agrees };
  });
}
