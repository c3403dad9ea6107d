/**
 * What is trained into folders, for hosts with files: Node, Deno, Bun. An entry of its own, `doppelgrad/store`, so that
 * no bundler of a page looks for files.
 */
export type { AttributeIntoOptions } from "./attribute/attribute-into.js";
export { attributeInto } from "./attribute/attribute-into.js";
export type { ClaimsIntoOptions } from "./claims/claims-into.js";
export { claimsInto } from "./claims/claims-into.js";
export type { RunIntoOptions, TrainIntoOptions } from "./store/run-into.js";
export { runInto, trainInto } from "./store/run-into.js";
export type { RunningProcess } from "./store/running.js";
export type { Shard } from "./store/shard.js";
export type { StoreStatus } from "./store/status.js";
export { storeStatus } from "./store/status.js";
export type { StoreVerification, VerifyStoreOptions } from "./store/verify.js";
export { verifyStore } from "./store/verify.js";
export type { SweepIntoOptions } from "./sweep/sweep-into.js";
export { sweepInto } from "./sweep/sweep-into.js";
