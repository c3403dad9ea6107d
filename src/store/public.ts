/**
 * Studies in folders, for hosts with files: Node, Deno, Bun. An entry of its own, `doppelgrad/store`, so that no bundler
 * of a page looks for files.
 */
export type { RunIntoOptions, TrainIntoOptions } from "./run-into.js";
export { runInto, trainInto } from "./run-into.js";
export type { RunningProcess } from "./running.js";
export type { Shard } from "./shard.js";
export type { StoreStatus } from "./status.js";
export { storeStatus } from "./status.js";
export type { StoreVerification, VerifyStoreOptions } from "./verify.js";
export { verifyStore } from "./verify.js";
