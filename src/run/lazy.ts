/**
 * What not every user of `run` needs, loaded when it is first wanted.
 */
export type { Stepper } from "./train.js";
export type { Claimed, Verification } from "./verify.js";

/**
 * A study, to be trained step by step in the calling thread. Same bits as `run`.
 * @throws TypeError or RangeError for a bad study
 */
export const train: typeof import("./train.js").train = async (...input) => (await import("./train.js")).train(...input);

/**
 * Trains the study of a result again with other kernels than those that made it.
 * @throws TypeError or RangeError for what is no result, or one of another contract
 */
export const verify: typeof import("./verify.js").verify = async (...input) => (await import("./verify.js")).verify(...input);
