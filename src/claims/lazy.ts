/**
 * The claims, loaded at the first call.
 */
import type { Audited } from "./audit.js";
import type { Claims } from "./claim.js";
import type { Repeated } from "./repeated.js";

export type { Audited } from "./audit.js";
export type { ClaimsOptions, ClaimsProgress } from "./claims.js";
export type { Repeated } from "./repeated.js";
export type { ClaimsVerification, VerifyClaimsOptions } from "./verify.js";

/**
 * Tests the claims of "Synthesizing Irreproducibility in Deep Networks": trains, compares and decides.
 * @param options what is tested, which fixes every bit of the result, and how it is run; by default all claims on vee
 *   and teacher, with 1024 replicas per arm
 * @returns a verdict for each claim and family, with every number that it rests on
 * @throws InputError for a bad option, before any training; the signal's reason where it is aborted
 */
export const claims: typeof import("./claims.js").claims = async (...input) =>
  (await import("./claims.js")).claims(...input);

/**
 * Computes every verdict again from the evidence in the JSON; with `train`, the evidence too, by default on a backend
 * other than the one that most hosts use.
 * @param claimed the JSON of `claims`; it may come from a stranger, and opens no file
 * @param options whether to train again, and how; by default only the verdicts are computed again
 * @returns whether everything is the same, and what was compared
 * @throws InputError for what is no such JSON, or of another contract or other statistics; the signal's
 * reason
 */
export const verifyClaims: typeof import("./verify.js").verifyClaims = async (...input) =>
  (await import("./verify.js")).verifyClaims(...input);

/**
 * Computes the verdicts that follow from the arms and contrasts in the JSON, and compares each with the one it states.
 * @param result what `claims` resolved to, or its JSON
 * @returns one entry per claim, in their order
 * @throws InputError for what is no such JSON
 */
export const verdictsFrom = async (result: Pick<Claims, "claims">): Promise<Audited[]> =>
  (await import("./audit.js")).verdictsFrom(result);

/**
 * Counts the verdicts of several results of `claims` that differ only in their seed.
 * @param results what `claims` resolved to, one per seed
 * @returns one entry per claim, in the order of the first result
 * @throws InputError for anything but a list of results, for an empty one, and for results on different claims or
 *   families
 */
export const repeatedVerdicts = async (results: readonly Pick<Claims, "claims">[]): Promise<Repeated[]> =>
  (await import("./repeated.js")).repeatedVerdicts(results);
