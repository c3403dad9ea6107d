/**
 * Verifies the JSON of `claims`: that each verdict follows from the evidence beside it; and, where that is asked for,
 * the evidence, by training it again.
 */

import { checkedStatistics, checkKeys } from "../run/claimed.js";
import { asJson, differences } from "../run/differences.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION, type ExecutionOptions } from "../run/execution.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { InputError, shown, wrongType, wrongValue } from "../study/errors.js";
import { flag } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import type { Backend } from "../train/group.js";
import { type Audited, verdictsFrom } from "./audit.js";
import type { Arm, Claim, Claims, Contrast, Convergence, Judgement } from "./claim.js";
import { type ClaimsProgress, claims } from "./claims.js";

/** Whether and how the claims are trained again. */
export interface VerifyClaimsOptions extends Omit<ExecutionOptions, "onProgress"> {
  /**
   * Trains all claims again, which takes as long as `claims` took, and compares every number. Default false: only the
   * verdicts are computed again.
   */
  train?: boolean;
  /** Called with what is being trained again, and how far it is. */
  onProgress?: (progress: ClaimsProgress) => void;
}

/** What `verifyClaims` found. */
export interface ClaimsVerification {
  /** Whether everything that was compared is the same. */
  same: boolean;
  /** The backend that trained the claims again; null where none did. */
  backend: Backend | null;
  /** What was not compared, each with the reason. */
  notCompared: string[];
  /** What was compared, and what was not; or where the first difference is. */
  message: string;
}

/** The fields of each part; the compiler sees that none is forgotten. */
const CLAIMS: Record<keyof Claims, true> = { claims: true, options: true, bits: true, statistics: true };
const OPTIONS: Record<keyof Claims["options"], true> = {
  replicas: true,
  draws: true,
  seed: true,
  data: true,
  margin: true,
  floor: true,
};
const CLAIM: Record<keyof Claim, true> = {
  id: true,
  data: true,
  title: true,
  headline: true,
  learnable: true,
  arms: true,
  contrasts: true,
  convergence: true,
  verdict: true,
  reversed: true,
  reason: true,
};
const ARM: Record<keyof Arm, true> = {
  name: true,
  group: true,
  at: true,
  study: true,
  draws: true,
  seeds: true,
  fingerprint: true,
  distinctReplicas: true,
  learningRate: true,
  replicas: true,
  loss: true,
  excess: true,
  excessKept: true,
  kept: true,
  matched: true,
  predictionDifference: true,
  predictionDifferenceKept: true,
  churn: true,
  predictionDifferenceByDraw: true,
  betweenDraws: true,
  gradientNorm: true,
  failed: true,
};
const CONTRAST: Record<keyof Contrast, true> = {
  a: true,
  b: true,
  replicas: true,
  decides: true,
  estimate: true,
  low: true,
  high: true,
  level: true,
  margin: true,
  method: true,
  pairs: true,
  standardError: true,
  critical: true,
  degreesOfFreedom: true,
  halfWidth: true,
  smallestDetectableRatio: true,
  byDraw: true,
  betweenDraws: true,
  withinDraws: true,
  noInterval: true,
};
const CONVERGENCE: Record<keyof Convergence, true> = {
  floor: true,
  level: true,
  lengths: true,
  earlier: true,
  lasting: true,
  bands: true,
  solutions: true,
  above: true,
};

/** Computes every verdict again, and what it rests on if asked (`lazy.ts` says what it takes). */
export async function verifyClaims(claimed: Claims, options: VerifyClaimsOptions = {}): Promise<ClaimsVerification> {
  const { train = false, ...execution } = parseOptions<VerifyClaimsOptions>(
    { ...EXECUTION, train: flag() },
    options,
    OF_RUN,
  );
  const claim = checkedClaims(claimed);
  const judged = verdictsOf(claim);
  const wrong = judged.findIndex(({ agrees }) => !agrees);
  if (wrong >= 0) return differs(null, verdictDiffers(claim.claims[wrong]!, judged[wrong]!));
  if (!train) {
    const notCompared = [
      "the evidence itself (arms, contrasts, which claims there are), for nothing was trained again",
    ];
    return {
      same: true,
      backend: null,
      notCompared,
      message: `the ${judged.length} verdicts follow from their evidence. Not compared: ${notCompared[0]!}.`,
    };
  }
  const { backend = "scalar" } = execution;
  const difference = claimsDifference(claim, await claims({ ...claim.options, ...execution, backend }));
  if (difference !== null) return differs(backend, difference);
  return {
    same: true,
    backend,
    notCompared: [],
    message: `every number and verdict of the ${judged.length} claims is the same, trained again with the ${backend} backend.`,
  };
}

/** The first difference between the JSON of claims and claims that were trained again, or null. */
export function claimsDifference(claimed: Claims, again: Claims): string | null {
  for (const { path, claimed: said, computed } of differences(claimed, asJson(again), "")) {
    const value = (each: unknown) => (each === undefined ? "nothing" : shown(each));
    return `not the same: ${path}: ${value(computed)}, claimed ${value(said)}.`;
  }
  return null;
}

function differs(backend: Backend | null, message: string): ClaimsVerification {
  return { same: false, backend, notCompared: [], message };
}

function verdictDiffers(claimed: Claim, { id, data, verdict, reversed, reason, wrong }: Audited): string {
  const judgement = (each: Judgement) =>
    `${shown(each.verdict)}${each.reversed ? ", reversed" : ""}, ${shown(each.reason)}`;
  if (!["verdict", "reversed", "reason"].includes(wrong!))
    return `${wrong} of ${id} on ${shown(data)} does not follow from the values of the data draws.`;
  return `the verdict of ${id} on ${shown(data)} does not follow from its evidence: it is ${judgement({ verdict, reversed, reason })}; claimed ${judgement(claimed)}.`;
}

/** The JSON as it must be, in its parts. */
function checkedClaims(claimed: unknown): Claims {
  let json: Claims;
  try {
    json = asJson(claimed) as Claims;
  } catch {
    throw wrongType("claims", "the JSON of claims", "what cannot be written as JSON");
  }
  if (!Array.isArray(Object(json).claims))
    throw wrongType("claims", "the JSON of claims, { claims, options, bits, statistics }", shown(claimed));
  if (json.bits !== CONTRACT_VERSION)
    throw wrongValue(
      "claims.bits",
      `${CONTRACT_VERSION}, the contract of this version`,
      shown(json.bits),
      "Verify it with the version that made it.",
    );
  if (checkedStatistics(json.statistics, "claims.statistics") !== STATISTICS_VERSION) {
    const remedy = "Its rules and intervals were different: verify it with the version that made it.";
    throw wrongValue(
      "claims.statistics",
      `${STATISTICS_VERSION}, that of this version`,
      shown(json.statistics ?? 1),
      remedy,
    );
  }
  checkKeys(json, CLAIMS, "claims");
  // Only what fixes the bits: how it is trained again, such as by which script, nobody else decides.
  checkKeys(json.options, OPTIONS, "claims.options");
  if (json.claims.length === 0) throw wrongValue("claims.claims", "at least one claim", "none");
  json.claims.forEach((claim, c) => {
    const path = `claims.claims[${c}]`;
    checkKeys(claim, CLAIM, path);
    if (claim.convergence !== null) checkKeys(claim.convergence, CONVERGENCE, `${path}.convergence`);
    for (const [name, keys] of [
      ["arms", ARM],
      ["contrasts", CONTRAST],
    ] as const) {
      const list: unknown = claim[name];
      if (!Array.isArray(list)) throw wrongType(`${path}.${name}`, "a list", shown(list));
      list.forEach((each, i) => checkKeys(each, keys, `${path}.${name}[${i}]`));
    }
    claim.arms.forEach(({ study }, i) => refuseFile(study, `${path}.arms[${i}].study.data`));
  });
  return json;
}

/** Claims are about drawn data: nothing in them may open a file, wherever they are trained again. */
function refuseFile(study: unknown, path: string): void {
  const data: unknown = Object(study).data;
  if (typeof data !== "object" || data === null || Object.hasOwn(data, "path"))
    throw wrongType(path, "a data family", shown(data));
}

/** @throws InputError for evidence that no rule can be applied to */
function verdictsOf(claim: Claims): Audited[] {
  try {
    return verdictsFrom(claim);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw wrongValue("claims", "the whole evidence of each claim", "one from which no verdict can be computed");
  }
}
