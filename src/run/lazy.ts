/**
 * What not every user of `run` needs, loaded when it is first wanted.
 */
export type { Stepper } from "./train.js";
export type { Claimed, Verification, VerifyOptions } from "./verify.js";

/**
 * A study, to be trained step by step in the calling thread. Same bits as `run`.
 * @throws InputError for a bad study
 */
export const train: typeof import("./train.js").train = async (...input) =>
  (await import("./train.js")).train(...input);

/**
 * Trains the study of a result again, with other kernels than those that made it, and compares every field but the
 * host. Of a result of earlier statistics it compares the bits and the values of the measures, and not their intervals.
 * The content of a file stands in no message.
 *
 * @param claimed the JSON of a run, from a stranger perhaps
 * @throws InputError for what is no result: a field that is missing or unknown, another contract, newer
 *   statistics; for data that are not given, or given and not wanted; DivergedError where a replica leaves the finite
 *   numbers; the signal's reason
 */
export const verify: typeof import("./verify.js").verify = async (...input) =>
  (await import("./verify.js")).verify(...input);
