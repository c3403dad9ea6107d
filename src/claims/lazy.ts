/**
 * The claims, loaded when they are first wanted.
 */
export type { ClaimsOptions, ClaimsProgress } from "./claims.js";

/**
 * Trains, compares and decides. The options that are no part of `how` fix every bit of the result.
 * @throws TypeError or RangeError for a bad option, before any training; the signal's reason where it is aborted
 */
export const claims: typeof import("./claims.js").claims = async (options) => (await import("./claims.js")).claims(options);
