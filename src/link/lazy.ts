/**
 * Links, loaded at the first call.
 */
export type { LinkOptions } from "./train.js";

/**
 * Trains a study up to a step and records its fingerprints on the way.
 * @param input the study, as `run` takes it
 * @param step where the link opens; by default the last step of the study
 * @param options backend, signal and progress; by default the fastest backend
 * @returns the link, for `writeLink`
 * @throws InputError for a bad study or step, or a study that no link can carry, before any training;
 *   DivergedError where a replica leaves the finite numbers; the signal's reason
 */
export const makeLink: typeof import("./train.js").makeLink = async (...input) =>
  (await import("./train.js")).makeLink(...input);

/**
 * Trains a link again and compares every fingerprint.
 * @param link what `readLink` or `makeLink` returned
 * @param options backend, signal and progress; by default the fastest backend
 * @returns whether all are the same, or where they first differ
 * @throws InputError for what is no link, before any training; DivergedError where a replica leaves the
 * finite numbers; the signal's reason
 */
export const checkLink: typeof import("./train.js").checkLink = async (...input) =>
  (await import("./train.js")).checkLink(...input);

/**
 * Writes the address that opens a link on a page. The page's own fragment is replaced.
 * @param link what `makeLink` returned
 * @param page an http, https or file address
 * @returns the address, at most 32000 characters long
 * @throws InputError for a bad link or page, and for an address of more than 32000 characters
 */
export const writeLink: typeof import("./url.js").writeLink = async (...input) =>
  (await import("./url.js")).writeLink(...input);

/**
 * Reads the link in an address and checks everything but its training. Nothing is fetched.
 * @param url an address that `writeLink` made
 * @returns the link, for `checkLink`
 * @throws InputError with one sentence for anything malformed
 */
export const readLink: typeof import("./url.js").readLink = async (...input) =>
  (await import("./url.js")).readLink(...input);
