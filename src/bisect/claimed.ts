/** What a result says of its replicas, against what training it here has given. */
import { toHex } from "../host/sha256.js";
import { claimedDigits } from "../run/verify.js";
import { elementName } from "../study/element-name.js";
import { studyFingerprint, trailSteps } from "../train/fingerprint.js";
import { firstDiffering, type ShownNumber, shownNumber } from "./bits.js";
import type { Ended } from "./search.js";
import type { OpenedSide } from "./side.js";

/** Where a result says something else than training it again on this machine gives. */
export interface ClaimDifference {
  /** Which of the two. */
  side: "A" | "B";
  /** What differs: the data, a replica, or the logits alone. */
  what: "data" | "replica" | "logits";
  /** Counted from 0; null where it is no replica. */
  replica: number | null;
  /** Where its trail leaves that of the training here; null without a trail. */
  steps: {
    /** The last step at which it is the same; null where it begins as another. */
    same: number | null;
    /** The first at which it is not. */
    other: number;
  } | null;
  /** The first of its final parameters that is another; null where it has none. */
  parameter: {
    /** "layer 1, W[4,9]". */
    element: string;
    /** As the result has it. */
    claimed: ShownNumber;
    /** As training it here gives it. */
    trained: ShownNumber;
  } | null;
  /** What it says: a fingerprint. */
  claimed: string;
  /** What training it gives. */
  trained: string;
}

/** Null where a side is no result, or says what was trained. */
export function claimDifference(
  side: "A" | "B",
  { claim, prepared, parameters }: OpenedSide,
  ended: readonly Ended[],
): ClaimDifference | null {
  if (!claim) return null;
  const found = (what: ClaimDifference["what"], claimed: unknown, trained: string): ClaimDifference => {
    return { side, what, replica: null, steps: null, parameter: null, claimed: claimedDigits(claimed), trained };
  };
  const { sha256 } = prepared.dataset;
  if (claim.data.sha256 !== sha256) return found("data", claim.data.sha256, sha256);
  for (const { index, digest, trail, parameters: trained } of ended) {
    const { fingerprint, trail: told } = claim.replicas[index] ?? {};
    const own = parameters?.[index];
    const at = own ? firstDiffering(own, trained) : -1;
    if (fingerprint === toHex(digest) && at < 0) continue;
    return {
      ...found("replica", fingerprint, toHex(digest)),
      replica: index,
      steps: Array.isArray(told) && trail ? partedTrail(told, trail, prepared.plan.steps) : null,
      parameter:
        at < 0
          ? null
          : {
              element: elementName(at, prepared.plan.layers),
              claimed: shownNumber(own!, at),
              trained: shownNumber(trained, at),
            },
    };
  }
  if (ended.length < prepared.study.replicas) return null;
  const fingerprint = studyFingerprint(ended);
  return claim.fingerprint === fingerprint ? null : found("logits", claim.fingerprint, fingerprint);
}

function partedTrail(told: readonly unknown[], trail: readonly string[], last: number): ClaimDifference["steps"] {
  const steps = trailSteps(last);
  const at = trail.findIndex((digits, k) => digits !== told[k]);
  return at < 0 ? null : { same: at === 0 ? null : steps[at - 1]!, other: steps[at]! };
}
