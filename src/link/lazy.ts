/**
 * Links, loaded when they are first wanted.
 */
export type { LinkOptions } from "./train.js";

/**
 * Trains a study up to a step and writes down what it finds on the way.
 * @param input the study, as `run` takes it
 * @param step by default the last of the study
 * @param options backend, signal and progress; by default the fastest backend
 * @returns what `writeLink` makes an address of
 * @throws InputError for a bad study or step, or one that no link can carry, before any training;
 *   DivergedError where a replica leaves the finite numbers; the signal's reason
 */
export const makeLink: typeof import("./train.js").makeLink = async (...input) =>
  (await import("./train.js")).makeLink(...input);

/**
 * Trains a link again and compares every fingerprint.
 * @param link what `readLink` or `makeLink` returned
 * @param options backend, signal and progress; by default the fastest backend
 * @returns whether all of them are the same, or where they part
 * @throws InputError for what is no link, before any training; DivergedError where a replica leaves the
 * finite numbers; the signal's reason
 */
export const checkLink: typeof import("./train.js").checkLink = async (...input) =>
  (await import("./train.js")).checkLink(...input);

/**
 * The address that opens the link on a page; its own fragment is replaced.
 * @param link what `makeLink` returned
 * @param page an http, https or file address
 * @returns the address, of at most 32000 characters
 * @throws InputError for what is no link or no page, and for a link of more than 32000 characters
 */
export const writeLink: typeof import("./url.js").writeLink = async (...input) =>
  (await import("./url.js")).writeLink(...input);

/**
 * The link in an address, checked in every respect but its training. Nothing is fetched.
 * @param url an address that `writeLink` made
 * @returns what `checkLink` trains again
 * @throws InputError with one sentence for anything malformed
 */
export const readLink: typeof import("./url.js").readLink = async (...input) =>
  (await import("./url.js")).readLink(...input);
